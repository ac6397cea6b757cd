import { describe, expect, test } from 'vitest';
import { Pseudonyms } from '../../../src/collectors/identity/index.ts';
import { CohortRules } from '../../../src/engine/traffic/cohort-rules.ts';
import { EdgeNames } from '../../../src/engine/traffic/edge-names.ts';
import { NumberedTexts } from '../../../src/engine/traffic/numbered-texts.ts';
import { namesOf, type RouteSource, uniqueName } from '../../../src/engine/traffic/site-names.ts';
import { countryByCode, LOCAL_COUNTRY, UNKNOWN_COUNTRY } from '../../../src/model/regions.ts';
import { type SafeText, safeText } from '../../../src/model/safe-text.ts';
import { lineOf, type LineWords, readLines, siteOf } from './support.ts';

describe('numbered texts', () => {
  test('the same text has the same number, and beyond the bound there is none', () => {
    const texts = new NumberedTexts(2);
    expect(['a', 'b', 'a', 'c', 'b'].map((text) => texts.numberOf(safeText(text)))).toEqual([0, 1, 0, -1, 1]);
    expect([0, 1, 2, -1].map((number) => texts.textOf(number))).toEqual(['a', 'b', '', '']);
    expect(texts.count).toBe(2);
  });
});

describe('edges', () => {
  test.each([
    ['http_cf_ray', '7d3e1f0a2b4c5d6e-FRA', 'FRA'], ['{CF-Ray}i', '7d3e1f0a2b4c5d6e-FRA', 'FRA'], ['sent_http_x_served_by', 'cache-iad-kiad7000025-IAD, cache-fra-eddf8230074-FRA', 'FRA'],
    ['http_x_edge', 'berlin-2', 'berlin-2'], ['http_x_edge', 'x'.repeat(999), 'x'.repeat(40)], ['http_cf_ray', 'nonsense', ''], ['http_x_edge', '', ''],
  ])('%s of %.30s is %s', (field, value, expected) => {
    const texts = new NumberedTexts(10);
    const number = new EdgeNames(texts).numberOf(field, value);
    expect(texts.textOf(number)).toBe(expected);
    expect(number).toBe(expected === '' ? -1 : 0);
  });

  test('hostile values take no more than there is room for', () => {
    const texts = new NumberedTexts(50);
    const edges = new EdgeNames(texts);
    for (let index = 0; index < 5000; index += 1) edges.numberOf('http_x_edge', `edge${index}`);
    expect(texts.count).toBe(50);
  });
});

describe('cohorts', () => {
  const RULES = [{ name: 'premium', value: 'gold' }, { name: 'partner', path: '/partner/' }, { name: 'phone', agent: 'Android' }];
  const cohortOf = (words: LineWords, rules: ConstructorParameters<typeof CohortRules>[0] = RULES, hasField = true): string => {
    const texts = new NumberedTexts(10);
    const cohorts = new CohortRules(rules, texts);
    const site = siteOf(hasField ? { cohort: 'http_x_plan' } : {});
    let found = '?';
    readLines(site, lineOf(words), (line) => {
      found = texts.textOf(cohorts.of(line, site.cohortField));
    });
    return found;
  };

  test.each<[string, LineWords]>([
    ['premium', { plan: 'gold', request: 'GET /partner/x HTTP/1.1' }], ['partner', { request: 'GET /partner/x HTTP/1.1' }], ['phone', {}], ['trial', { plan: 'trial', agent: 'curl' }], ['', { agent: 'curl' }], ['', { agent: 'curl', request: 'GET /part HTTP/1.1' }],
  ])('%s, the first that fits', (expected, words) => {
    expect(cohortOf(words)).toBe(expected);
  });

  test('without rules the field says it; without a field nobody does', () => {
    expect(cohortOf({ plan: 'gold' }, [])).toBe('gold');
    expect(cohortOf({ plan: 'gold' }, [], false)).toBe('');
    expect(cohortOf({ plan: 'g'.repeat(300) }, [])).toBe('g'.repeat(40));
  });
});

describe('names of sites and endpoints', () => {
  const source = (name: string, routes: readonly string[]): RouteSource => ({ name: safeText(name), nameOf: (route) => safeText(routes[route] ?? '(other)') });
  const names = (sources: readonly RouteSource[], called?: (service: SafeText, method: SafeText, route: SafeText) => number | undefined, country?: string) =>
    namesOf({ routes: 100, sources: () => sources, cohorts: new NumberedTexts(9), edges: new NumberedTexts(9), sessions: new Pseudonyms({ of: 'session' }), country, ...(called === undefined ? {} : { called }) });

  test('an endpoint is method and route, and its site where there are several', () => {
    const [shop, blog] = [source('shop', ['GET /users/*']), source('blog', ['GET /users/*', '(not found)'])];
    expect(names([shop]).endpoint(0)).toEqual({ site: 'shop', method: 'GET', route: '/users/*', id: 'GET /users/*' });
    const both = names([shop, blog]);
    expect([both.endpoint(0).id, both.endpoint(100).id]).toEqual(['shop: GET /users/*', 'blog: GET /users/*']);
    expect(both.endpoint(101)).toEqual({ site: 'blog', method: '', route: '(not found)', id: 'blog: (not found)' });
    expect(both.stored(100)).toBe('blog\tGET\t/users/*');
  });

  test('bug: two logs of one name were one site, and their endpoints one', () => {
    const sites = [{ name: safeText('access') }];
    expect(uniqueName(safeText('shop'), sites, 'var')).toBe('shop');
    sites.push({ name: uniqueName(safeText('access'), sites, 'blog') });
    sites.push({ name: uniqueName(safeText('access'), sites, 'blog') });
    sites.push({ name: uniqueName(safeText('access'), sites) });
    expect(sites.map(({ name }) => name)).toEqual(['access', 'blog/access', 'blog/access (2)', 'access (2)']);
  });

  test('bug: what traces call an endpoint was not what its row is called', () => {
    const [shop, blog] = [source('shop', ['GET /users/*']), source('blog', [])];
    const all = names([shop, blog], (service) => (service === 'shop' ? 0 : undefined));
    expect(all.called(safeText('shop'), safeText('GET'), safeText('/users/:id'))).toBe('shop: GET /users/*');
    expect(all.called(safeText('mail'), safeText('POST'), safeText(''))).toBe('mail: POST *');
  });

  test('countries with their place and how far it is', () => {
    const all = names([], undefined, 'DE');
    expect(all.region(countryByCode('BR'))).toMatchObject({ country: 'BR', name: 'Brazil', area: 'south-america' });
    expect(all.region(countryByCode('DE')).distanceKilometres).toBe(0);
    expect(all.region(LOCAL_COUNTRY).country).toBe('local');
    expect(all.region(UNKNOWN_COUNTRY).country).toBe('??');
    expect(names([]).region(countryByCode('BR')).distanceKilometres).toBeNaN();
  });

  test('a session whose number was given to another has no name', () => {
    const sessions = new Pseudonyms({ of: 'session', limit: 1 });
    const all = namesOf({ routes: 100, sources: () => [], cohorts: new NumberedTexts(9), edges: new NumberedTexts(9), sessions, country: undefined });
    const id = sessions.idOf(Buffer.from('alice'), 0, 5);
    const generation = sessions.generation(id);
    expect(all.session(id, generation)).toBe(sessions.nameOf(id));
    sessions.idOf(Buffer.from('bob'), 0, 3);
    expect([all.session(id, generation), all.session(-1)]).toEqual(['', '']);
  });
});
