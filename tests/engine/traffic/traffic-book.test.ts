import { expect, test } from 'vitest';
import fc from 'fast-check';
import { CACHE } from '../../../src/analysis/traffic/request-record.ts';
import { SITE_ROUTES } from '../../../src/engine/traffic/log-site.ts';
import { firstOf, pairOf, secondOf, TrafficBook } from '../../../src/engine/traffic/traffic-book.ts';
import { recordOf, T0 } from './support.ts';

test('two numbers as one are the two again', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: SITE_ROUTES * 100 }), fc.integer({ min: 0, max: 2 ** 20 - 1 }), (one, other) => {
    const pair = pairOf(one, other);
    expect([firstOf(pair), secondOf(pair), Number.isSafeInteger(pair)]).toEqual([one, other, true]);
  }));
});

test('requests count for all that they are told apart by; what is not known counts for none', () => {
  const book = new TrafficBook(T0);
  book.take(recordOf({ endpoint: SITE_ROUTES + 3, region: 4, cohort: 5, edge: 6, backend: 7, session: 8, cache: CACHE.hit }), 0.5, T0);
  book.take(recordOf({ endpoint: 3, region: -1, session: -1 }), 0.5, T0);
  const keys = (map: { recent(now: number): Iterable<readonly [key: number, window: unknown]> }): readonly number[] => [...map.recent(T0)].map(([key]) => key);
  expect([book.endpoints, book.regions, book.cohorts, book.edges, book.backends, book.sites].map(keys)).toEqual([[SITE_ROUTES + 3, 3], [4], [5], [6], [7], [1, 0]]);
  expect([...book.endpointRegions.recent(T0)].map(([pair]) => pair)).toEqual([pairOf(SITE_ROUTES + 3, 4)]);
  // What an edge answered by itself cost us nothing.
  expect(book.edges.get(6)?.figures(T0 + 1000).cpuPerSecond).toBe(0);
  expect(book.regions.get(4)?.figures(T0 + 1000).cpuPerSecond).toBe(0.5);
  expect(book.audience(T0 - 1)).toEqual({ all: 1, byCohort: new Map([[5, 1]]), byRegion: new Map([[4, 1]]) });
  book.forgetSessions();
  expect(book.audience(T0 - 1).all).toBe(0);
});

test('an endpoint that moved takes its countries, processes and slow requests with it', () => {
  const book = new TrafficBook(T0);
  for (const endpoint of [1, 1, 2]) book.take(recordOf({ endpoint, region: 4, backend: 7, duration: 10 * endpoint }), 0.5, T0);
  book.move(1, 2);
  expect([...book.endpointRegions.recent(T0)].map(([pair, { total }]) => [firstOf(pair), total])).toEqual([[2, 3]]);
  expect([...book.endpointBackends.recent(T0)].map(([pair, { total }]) => [firstOf(pair), total])).toEqual([[2, 3]]);
  expect(book.slowest.list(T0).map(({ endpoint }) => endpoint)).toEqual([2, 2, 2]);
});
