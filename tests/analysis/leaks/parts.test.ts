import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pool, type LifeSummary } from '../../../src/analysis/leaks/lives.ts';
import { LEAK_METRICS } from '../../../src/analysis/leaks/metrics.ts';
import { blockSeconds, LEVELS, Pyramid } from '../../../src/analysis/leaks/pyramid.ts';
import { KEPT } from '../../../src/analysis/leaks/series.ts';
import { Services } from '../../../src/analysis/leaks/services.ts';
import { lastPace, largestStep, thirdsOf } from '../../../src/analysis/leaks/window.ts';

describe('the pyramid', () => {
  test('each block holds the least value of its time, at each level', () => {
    const values = fc.array(fc.integer({ min: 0, max: 1e6 }), { minLength: 300, maxLength: 2000 });
    fc.assert(fc.property(values, fc.integer({ min: 1, max: 90 }), (series, interval) => {
      const pyramid = new Pyramid();
      series.forEach((value, row) => pyramid.add(row * interval, value, 1));
      const leastOf = (length: number, number: number): number => Math.min(...series.filter((_, row) => Math.floor((row * interval) / length) === number));
      for (let level = 0; level < LEVELS; level += 1) {
        const { numbers, floors, count } = pyramid.levels[level]?.closed ?? { numbers: [], floors: [], count: 0 };
        for (let index = 0; index < count; index += 1) expect(floors[index]).toBe(leastOf(blockSeconds(level), numbers[index] ?? -1));
      }
      const { numbers, floors, count } = pyramid.life;
      expect(count).toBeLessThan(KEPT);
      for (let index = 0; index < count - 1; index += 1) expect(floors[index]).toBe(leastOf(pyramid.lifeBlockSeconds, numbers[index] ?? -1));
    }), { seed: 3, numRuns: 40 });
  });
});

describe('windows', () => {
  test('thirds, steps and the last pace by hand', () => {
    expect(thirdsOf([5, 6, 7, 8, 9, 12], 0, 6)).toEqual({ first: 5, middle: 7, last: 9, firstRise: 2, secondRise: 2, rise: 4 });
    expect(largestStep([0, 0, 0, 10, 10, 10], 6)).toBe(1);
    expect(largestStep([0, 1, 2, 3, 4, 5], 6)).toBe(0.2);
    expect(largestStep([5, 4, 3, 2, 1, 0], 6)).toBe(1);
    expect(lastPace([0, 1, 2, 3], 4, 4)).toBe(1);
    expect(lastPace([0, 3, 3, 3], 4, 4)).toBe(0);
  });
});

describe('lives', () => {
  const life = (firstRise: number, secondRise: number): LifeSummary => ({
    seconds: 40_000, firstRise, secondRise, last: 2e8, peak: 2e8, slope: (firstRise + secondRise) / 26_000, straight: secondRise / 13_000,
  });

  test('that grew to their end are pooled, those that warmed up are not', () => {
    expect(pool([life(2e7, 2e7), life(2e7, 2e7), life(2e7, 1.8e7)], LEAK_METRICS.anonymousMemory)).toMatchObject({ lives: 3, grown: 3, seconds: 120_000 });
    expect(pool([life(5e7, 4e6), life(5e7, 2e6), life(5e7, 3e6)], LEAK_METRICS.anonymousMemory)).toBeUndefined();
    expect(pool([life(2e7, 2e7)], LEAK_METRICS.anonymousMemory)).toBeUndefined();
  });
});

describe('services', () => {
  const pids = (...list: readonly number[]) => list.map((pid) => ({ pid, start: pid }));

  test('a process that comes when another has ended takes its place', () => {
    const services = new Services();
    const [supervisor, worker] = services.place(0, pids(1, 2));
    services.place(1, pids(1));
    const after = services.place(4, pids(1, 3));
    expect(after).toEqual([{ service: supervisor?.service, restarted: false }, { service: worker?.service, restarted: true }]);
  });

  test('one that comes beside those running is a service of its own', () => {
    const services = new Services();
    services.place(0, pids(1, 2));
    const [, , third] = services.place(1, pids(1, 2, 3));
    expect(third).toEqual({ service: 3, restarted: false });
  });

  test('a pid with another start time is another process; one that comes too late takes no place', () => {
    const services = new Services();
    services.place(0, [{ pid: 1, start: 5 }]);
    expect(services.place(1, [{ pid: 1, start: 9 }])).toEqual([{ service: 1, restarted: true }]);
    services.place(2, []);
    for (let second = 3; second < 100; second += 1) services.place(second, []);
    expect(services.place(100, pids(7))).toEqual([{ service: 2, restarted: false }]);
  });
});
