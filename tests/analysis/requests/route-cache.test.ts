import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { RouteCache } from '../../../src/analysis/requests/route-cache.ts';
import { RouteNames } from '../../../src/analysis/requests/route-names.ts';
import { idOf, wordOf } from './support.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

const path = fc.oneof(
  fc.nat({ max: 400 }).map((user) => `/api/users/${wordOf(user)}/orders`),
  fc.nat({ max: 30 }).map((page) => `/pages/${wordOf(page)}`),
  fc.constantFrom('/', '/a', '/api/v1', '/api/users/me/orders', '/static/app.js', '*', '/%41bc', '/x/../y', `/long/${'x'.repeat(60)}`, '/users/17', ''),
);
const requests = fc.array(fc.tuple(path, fc.constantFrom('GET', 'POST', 'BREW'), fc.constantFrom(200, 200, 200, 404)), { minLength: 1, maxLength: 1500 });

/** The route of each request, and what it is called in the end. */
function routesOf(all: readonly (readonly [string, string, number])[]): unknown[] {
  const routes = new RouteNames({ siblings: 40, nodes: 300, limit: 60, patterns: ['/pages/*'] });
  const ids = all.map(([where, method, status]) => [idOf(routes, where, method, status), routes.takeMoves()]);
  return [ids, Array.from({ length: routes.size }, (_, id) => routes.name(id))];
}

test('what is remembered of paths changes nothing', () => {
  fc.assert(fc.property(requests, (all) => {
    const doubled = [...all, ...all];
    const found = vi.spyOn(RouteCache.prototype, 'find').mockReturnValue(0);
    const kept = vi.spyOn(RouteCache.prototype, 'keep').mockReturnValue();
    const without = routesOf(doubled);
    found.mockRestore();
    kept.mockRestore();
    expect(routesOf(doubled)).toEqual(without);
  }), { numRuns: 60 });
});

test('a path is known again by all of its bytes', () => {
  const cache = new RouteCache();
  const bytes = new TextEncoder().encode('/users/17 /users/18 /a');
  expect(cache.find(bytes, 0, 9, 0)).toBe(0);
  cache.keep(0, 9, 0, 5, 7);
  expect([cache.find(bytes, 0, 9, 0), cache.place]).toEqual([5, 7]);
  expect([cache.find(bytes, 0, 9, 1), cache.find(bytes, 10, 19, 0), cache.find(bytes, 20, 22, 0)]).toEqual([0, 0, 0]);
  cache.clear();
  expect(cache.find(bytes, 0, 9, 0)).toBe(0);
});
