import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ROUTE, RouteNames } from '../../../src/analysis/requests/route-names.ts';
import { UserError } from '../../../src/model/errors.ts';
import { idOf, nameOf, wordOf } from './support.ts';

describe('ids by their looks', () => {
  const cases: Readonly<Record<string, string>> = {
    '/users/12345': '/users/*', '/users/12345/': '/users/*', '/v1/users': '/v1/users', '/api/v2.1/x': '/api/v2.1/x', '/o/550e8400-e29b-41d4-a716-446655440000/items': '/o/*/items', '/c/9f86d081884c7d65': '/c/*', '/d/2024-01-05': '/d/*',
    '/d/2024/01/05': '/d/*/*/*', '/u/jane.doe@example.com': '/u/*', '/u/jane%40example.com/x': '/u/*/x', '/@alice/posts': '/*/posts', '/order-10293': '/*', '/t/dXNlcjoxMjM0NTY3ODkw': '/t/*', '/t/a1b2c3d4e5': '/t/*', '/t/Xk3pQ9zL2m': '/t/*',
    '/getUserByEmailAddressV2': '/getUserByEmailAddressV2', '/sha256/x': '/sha256/x', '/s3/oauth2': '/s3/oauth2', '/i18n/de-DE': '/i18n/de-DE', '/a/b;jsessionid=1F2E/c': '/a/b/c', '/x?id=5': '/x', '/': '/', '//a///b/./c/../d': '/a/b/d', '/../../etc': '/etc',
    '/%61%62': '/ab', '/a%2Fb': '/a%2Fb', '/%2e%2e/x': '/x', '/a/%zz': '/a/%zz', '/static/js/app.3f2a.js': '/static/**/*.js', '/favicon.ico': '/*.ico', '/A/B/LOGO.PNG': '/A/**/*.png', '/report.pdf': '/report.pdf', [`/${'x'.repeat(100)}`]: '/*',
    [`/${'a/'.repeat(20)}b`]: `/${'a/'.repeat(16)}**`, '/ä/%C3%B6': '/ä/ö',
  };
  test.each(Object.entries(cases))('%s is %s', (path, name) => expect(nameOf(new RouteNames(), path)).toBe(`GET ${name}`));

  test('what is no path, other methods', () => {
    const routes = new RouteNames();
    expect([nameOf(routes, ''), nameOf(routes, 'host:443'), nameOf(routes, '*', 'OPTIONS'), nameOf(routes, '/x', 'BREW'), nameOf(routes, '/x', 'POST')]).toEqual(['(malformed)', '(malformed)', 'OPTIONS /', 'OTHER /x', 'POST /x']);
  });
});

describe('ids that look like words', () => {
  test('usernames below users become *, with what is below them; figures move', () => {
    const routes = new RouteNames();
    const counts = new Map<number, number>();
    let requests = 0;
    const request = (path: string): void => {
      const id = idOf(routes, path);
      for (const { from, to } of routes.takeMoves()) {
        counts.set(to, (counts.get(to) ?? 0) + (counts.get(from) ?? 0));
        counts.delete(from);
      }
      counts.set(id, (counts.get(id) ?? 0) + 1);
      requests += 1;
    };
    for (let index = 0; index < 3000; index += 1) {
      request(`/users/${wordOf(index % 700)}`);
      request(`/users/${wordOf(index % 700)}/orders`);
      request(`/users/${wordOf(index % 700)}/orders/${index}`);
      request('/users/me');
      request('/api/health');
    }
    const told = Object.fromEntries([...counts].map(([id, count]) => [routes.name(id), count]));
    expect(told).toEqual({ 'GET /users/*': 3000, 'GET /users/*/orders': 3000, 'GET /users/*/orders/*': 3000, 'GET /users/me': 3000, 'GET /api/health': 3000 });
    expect([...counts.values()].reduce((sum, count) => sum + count, 0)).toBe(requests);
  });

  test('forty resources of an API stay forty', () => {
    const routes = new RouteNames();
    for (let index = 0; index < 20_000; index += 1) idOf(routes, `/api/${wordOf(Math.floor(40 * ((index * 0.618) % 1) ** 2))}/${index}`);
    const names = new Set(Array.from({ length: 40 }, (_, index) => nameOf(routes, `/api/${wordOf(index)}/1`)));
    expect(names.size).toBe(40);
  });

  test('names are the same whatever came first, once they are learned', () => {
    const forward = new RouteNames();
    const backward = new RouteNames();
    for (let index = 0; index < 400; index += 1) {
      idOf(forward, `/blog/${wordOf(index)}`);
      idOf(backward, `/blog/${wordOf(399 - index)}`);
    }
    expect(nameOf(forward, '/blog/anything')).toBe('GET /blog/*');
    expect(nameOf(backward, '/blog/anything')).toBe('GET /blog/*');
  });
});

describe('bounds', () => {
  test('what a server does not find makes no names', () => {
    const routes = new RouteNames();
    idOf(routes, '/users/1');
    expect(idOf(routes, '/wp-admin/setup', 'GET', 404)).toBe(ROUTE.notFound);
    expect(nameOf(routes, '/users/2', 'GET', 404)).toBe('GET /users/*');
    expect(routes.size).toBe(4);
  });

  test('hostile paths never make more routes than the limit, and every move leads to a number in use', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.constantFrom('GET', 'POST', 'X'), fc.oneof(fc.string({ unit: 'binary', maxLength: 30 }), fc.array(fc.stringMatching(/^[a-d]{1,2}$/), { maxLength: 20 }).map((words) => `/${words.join('/')}`))), { maxLength: 300 }), (requests) => {
      const routes = new RouteNames({ limit: 20, nodes: 64, siblings: 4 });
      const live = new Set<number>();
      for (const [method, path] of requests) {
        const id = idOf(routes, path, method);
        for (const { from, to } of routes.takeMoves()) {
          live.delete(from);
          live.add(to);
        }
        live.add(id);
        expect(id).toBeLessThan(23);
        expect(routes.name(id)).not.toBe('(moved)');
        expect(routes.name(id).length).toBeLessThan(220);
      }
      expect(live.size).toBeLessThanOrEqual(23);
    }), { numRuns: 200 });
  });

  test('a flood of words in every place leaves room for what comes later', () => {
    const routes = new RouteNames({ limit: 200, nodes: 2000 });
    for (let index = 0; index < 300_000; index += 1) {
      idOf(routes, `/${wordOf(index)}/${wordOf(index * 31)}/${wordOf(index * 17)}`);
      routes.takeMoves();
    }
    expect(routes.size).toBeLessThanOrEqual(203);
    expect(nameOf(routes, '/one/two')).toMatch(/^GET \//);
  });
});

describe('routes that a person named', () => {
  test('the first that fits counts, before all that is learned', () => {
    const routes = new RouteNames({ patterns: ['POST /orders/:id', '/orders/{id}', '/users/me', '/users/*', '/files/**', '/a/**/z'] });
    expect(['/orders/x', '/users/me', '/users/bob', '/files/a/b', '/files', '/a/z', '/a/b/c/z', '/a/b', '/users'].map((path) => nameOf(routes, path))).toEqual([
      'GET /orders/{id}', 'GET /users/me', 'GET /users/*', 'GET /files/**', 'GET /files/**', 'GET /a/**/z', 'GET /a/**/z', 'GET /a/b', 'GET /users',
    ]);
    expect(nameOf(routes, '/orders/x', 'POST')).toBe('POST /orders/:id');
  });

  test('mistakes are said with their place', () => {
    for (const pattern of ['users', '/a*b', '/**/a/**/b/**', '/x y z']) expect(() => new RouteNames({ patterns: ['/ok', pattern] })).toThrow(UserError);
  });
});
