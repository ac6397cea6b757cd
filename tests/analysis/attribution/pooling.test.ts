import { describe, expect, test } from 'vitest';
import { OnlineAttribution, OTHER_ENDPOINTS } from '../../../src/analysis/attribution/online/online-attribution.ts';
import { pool } from '../../../src/analysis/attribution/pooling.ts';
import { costPrior, posteriorMedian } from '../../../src/analysis/attribution/prior.ts';
import { generator } from './simulate.ts';

const timesOf = (endpoints: readonly number[]) => ({
  start: Float64Array.from(endpoints, (_, index) => index), end: Float64Array.from(endpoints, (_, index) => index + 1),
  endpoint: Int32Array.from(endpoints), process: Int32Array.from(endpoints, () => 0), endpoints: 10,
});

describe('more endpoints than can be told apart', () => {
  test('the rarest become one', () => {
    const { members, requests } = pool(timesOf([7, 7, 7, 3, 3, 9, 5]), 0, 100, 3);
    expect(members).toEqual([[3], [7], [5, 9]]);
    expect([...requests.endpoint]).toEqual([1, 1, 1, 0, 0, 2, 2]);
  });

  test('those without requests at that time take no place', () => {
    expect(pool(timesOf([1, 2]), 1e6, 2e6).members).toEqual([]);
  });

  test('online, those that come when there is no room are told together', () => {
    const online = new OnlineAttribution({ random: generator() });
    for (let time = 0; time <= 60_000; time += 20) {
      online.addSample(1, time, time * 1e5);
      online.addRequest(time + 5, 3, time / 20, 1);
      online.advance(time);
    }
    const { costs } = online.costs();
    expect(costs.length).toBeLessThanOrEqual(101);
    expect(costs.some(({ endpoint }) => endpoint === OTHER_ENDPOINTS)).toBe(true);
  });
});

describe('what costs usually are', () => {
  const prior = costPrior(Float64Array.from([1, 2, 4, 8, 100]), Float64Array.from([0.1, 0.1, 0.1, 0.1, 90]), Float64Array.from([9, 9, 9, 9, 9]));

  test('follows from those that are well known', () => {
    expect(Math.exp(prior?.mean ?? 0)).toBeCloseTo(2 ** 1.5, 10);
    expect(costPrior(Float64Array.from([1, 2, 4]), new Float64Array(3), Float64Array.from([9, 9, 9]))).toBeUndefined();
  });

  test('leaves a cost that is known, and moves one that is not', () => {
    expect(posteriorMedian(5, 0.2, prior)).toBe(5);
    expect(posteriorMedian(5, 3, undefined)).toBe(5);
    const moved = posteriorMedian(0, 1, prior);
    expect(moved).toBeGreaterThan(0.3);
    expect(moved).toBeLessThan(1.5);
    expect(posteriorMedian(40, 1e9, prior)).toBeCloseTo(2 ** 1.5, 1);
  });

  test('a figure that is far from all that is usual stays a number', () => {
    expect(posteriorMedian(1e9, 2e8, prior)).toBeGreaterThan(0);
    expect(posteriorMedian(1e-9, 1e-9, prior)).toBeGreaterThan(0);
    expect(Number.isFinite(posteriorMedian(1e300, 1e300, prior))).toBe(true);
  });
});
