import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cacheOutcome } from '../../../src/analysis/geo/cache-status.ts';
import { kilometres, leastRoundTrip, nearest } from '../../../src/analysis/geo/distance.ts';
import { edgeSite } from '../../../src/analysis/geo/edge-site.ts';
import { distanceFindings, latencyFindings, type Site, siteOfCountry } from '../../../src/analysis/geo/suggestions.ts';
import { countryAt, countryByCode } from '../../../src/model/regions.ts';
import { safeText } from '../../../src/model/safe-text.ts';

const FRANKFURT: Site = { name: safeText('eu-central-1'), region: 'europe', latitude: 50.1, longitude: 8.7 };
const VIRGINIA: Site = { name: safeText('us-east-1'), region: 'north-america', latitude: 38.9, longitude: -77.4 };

describe('distance', () => {
  test('of places that are known', () => {
    // London to New York, 5570 km; a quarter of the earth; antipodes.
    expect(kilometres({ latitude: 51.5074, longitude: -0.1278 }, { latitude: 40.7128, longitude: -74.006 })).toBeCloseTo(5570, -1);
    expect(kilometres({ latitude: 0, longitude: 0 }, { latitude: 90, longitude: 0 })).toBeCloseTo(10_007.6, 0);
    expect(kilometres({ latitude: 10, longitude: 170 }, { latitude: -10, longitude: -10 })).toBeCloseTo(20_015.1, 0);
    expect(kilometres(countryAt(0), FRANKFURT)).toBeNaN();
    expect(leastRoundTrip(5570)).toBeCloseTo(54.6, 1);
  });

  test('is a metric', () => {
    const point = fc.record({ latitude: fc.double({ min: -90, max: 90, noNaN: true }), longitude: fc.double({ min: -180, max: 180, noNaN: true }) });
    fc.assert(fc.property(point, point, point, (one, two, three) => {
      const distance = kilometres(one, two);
      expect(distance).toBeGreaterThanOrEqual(0);
      expect(distance).toBeLessThanOrEqual(20_016);
      expect(kilometres(two, one)).toBeCloseTo(distance, 6);
      expect(kilometres(one, three)).toBeLessThanOrEqual(distance + kilometres(two, three) + 1e-3);
    }));
  });

  test('the nearest', () => {
    expect(nearest(countryAt(countryByCode('FR')), [VIRGINIA, FRANKFURT])?.place).toBe(FRANKFURT);
    expect(nearest(countryAt(0), [VIRGINIA])).toBeUndefined();
  });
});

describe('edges', () => {
  test.each([
    ['HIT', 'hit'], ['hit', 'hit'], ['STALE', 'hit'], ['UPDATING', 'hit'], ['REVALIDATED', 'hit'], ['TCP_HIT', 'hit'], ['TCP_MEM_HIT/200', 'hit'], ['TCP_REFRESH_UNMODIFIED/304', 'hit'], ['Hit from cloudfront', 'hit'], ['RefreshHit', 'hit'], ['"HIT"', 'hit'], ['MISS, HIT', 'hit'], ['HIT-STALE', 'hit'],
    ['MISS', 'miss'], ['EXPIRED', 'miss'], ['TCP_MISS/200', 'miss'], ['HIT, MISS', 'miss'], ['Miss from cloudfront', 'miss'], ['TCP_REFRESH_MODIFIED', 'miss'],
    ['BYPASS', 'pass'], ['DYNAMIC', 'pass'], ['PASS', 'pass'], ['-', 'unknown'], ['', 'unknown'], ['x'.repeat(1000), 'unknown'], ['HITCHHIKER', 'unknown'],
  ])('%s is a %s', (status, outcome) => {
    expect(cacheOutcome(status)).toBe(outcome);
  });

  test.each([
    ['cf-ray', '7d3e1f0a2b4c5d6e-FRA', 'FRA'], ['x-amz-cf-pop', 'FRA56-C1', 'FRA'], ['x-edge-location', 'SFO5-P3', 'SFO'], ['x-served-by', 'cache-iad-kiad7000025-IAD, cache-fra-eddf8230074-FRA', 'FRA'], ['x-served-by', 'cache-lhr7327-LHR', 'LHR'], ['via', '1.1 fra1.edge.example.com', 'FRA'],
    ['cf-ray', '7d3e1f0a2b4c5d6e', undefined], ['via', '1.1 varnish', undefined], ['x-amz-cf-pop', '\u001b[31mFRA', undefined], ['x-served-by', 'x'.repeat(10_000), undefined],
  ] as const)('%s %s is at %s', (header, value, site) => {
    expect(edgeSite(header, value)).toBe(site);
  });
});

describe('suggestions, each with what was measured', () => {
  test('served from far though a site is near', () => {
    const found = distanceFindings([{ country: countryByCode('DE'), site: VIRGINIA, requests: 900 }, { country: countryByCode('US'), site: VIRGINIA, requests: 5000 }], [VIRGINIA, FRANKFURT]);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ kind: 'served-from-far', site: 'us-east-1', nearer: 'eu-central-1', requests: 900 });
    expect(found[0]?.reason).toMatch(/^15 % of all requests come from Germany and are served by us-east-1, \d{4} km away; eu-central-1 is \d{3} km away, which saves at least \d\d ms a round trip$/);
  });

  test('no site near; too few to tell; where it is not known', () => {
    const served = [{ country: countryByCode('AU'), site: FRANKFURT, requests: 100 }, { country: countryByCode('DE'), site: FRANKFURT, requests: 100_000 }, { country: countryByCode('IN'), site: FRANKFURT, requests: 5000 }, { country: 0, site: FRANKFURT, requests: 5000 }];
    expect(distanceFindings(served, [FRANKFURT, VIRGINIA])).toMatchObject([{ kind: 'no-site-near', country: countryByCode('IN'), requests: 5000 }]);
    expect(distanceFindings([], [FRANKFURT])).toEqual([]);
    expect(distanceFindings([{ country: countryByCode('AU'), site: siteOfCountry(countryByCode('DE')), requests: 1 }], [siteOfCountry(countryByCode('DE'))])).toMatchObject([{ kind: 'no-site-near', site: 'Germany' }]);
  });

  test('a region that waits, by its backend or by the way there', () => {
    const europe = { region: 'europe', requests: 10_000, p95: 100, upstreamP95: 60 } as const;
    expect(latencyFindings([europe, { region: 'asia', requests: 1000, p95: 400, upstreamP95: 70 }])).toMatchObject([{ kind: 'slow-region', region: 'asia', where: 'network', expected: 100 }]);
    expect(latencyFindings([europe, { region: 'asia', requests: 1000, p95: 400, upstreamP95: 350 }])).toMatchObject([{ region: 'asia', where: 'backend' }]);
    expect(latencyFindings([europe, { region: 'asia', requests: 10, p95: 400, upstreamP95: 350 }, { region: 'local', requests: 1e6, p95: 9999, upstreamP95: 1 }])).toEqual([]);
  });
});
