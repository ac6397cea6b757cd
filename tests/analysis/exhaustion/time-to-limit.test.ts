import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fillings, level } from '../../../bench/leaks/filling.ts';
import { RecentSeries } from '../../../src/analysis/exhaustion/recent-series.ts';
import { FURTHEST, timeToLimit } from '../../../src/analysis/exhaustion/time-to-limit.ts';

const line = (points: number, at: (row: number) => number): [number[], number[]] => {
  const times = Array.from({ length: points }, (_, row) => row * 60);
  return [times, times.map((_, row) => at(row))];
};

describe('the time to a limit', () => {
  test('of a straight line is exact', () => {
    const [times, values] = line(101, (row) => 1000 + 10 * row);
    const told = timeToLimit(times, values, 3000);
    expect(told?.secondsToLimit).toBeCloseTo(6000, 0);
    expect(told?.slopePerHour).toBeCloseTo(600, 6);
    expect(told?.low).toBeLessThanOrEqual(6000.5);
    expect(told?.high).toBeGreaterThanOrEqual(5999.5);
    expect(told?.confidence).toBeGreaterThan(0.95);
  });

  test('is nothing for what is level, falls, is too short, or whose limit is too far', () => {
    expect(timeToLimit(...line(100, () => 5), 10)).toBeUndefined();
    expect(timeToLimit(...line(100, (row) => 500 - row), 1000)).toBeUndefined();
    expect(timeToLimit(...line(5, (row) => row), 10)).toBeUndefined();
    expect(timeToLimit(...line(100, (row) => row), 100 * (FURTHEST + 2))).toBeUndefined();
    expect(timeToLimit([], [], 10)).toBeUndefined();
    expect(timeToLimit(...line(100, (row) => row), Number.NaN)).toBeUndefined();
  });

  test('is none left where the limit is reached already', () => {
    expect(timeToLimit(...line(20, (row) => row), 15)).toMatchObject({ secondsToLimit: 0, low: 0, high: 0, confidence: 1 });
  });

  test.each([21, 22])('its 90 %% interval holds the true time in 85 to 95 %% of cases (seed %i)', (seed) => {
    let [answered, held] = [0, 0];
    for (const { times, values, limit, truth = Infinity } of fillings(seed, 150)) {
      const told = timeToLimit(times, values, limit);
      if (told === undefined) continue;
      expect(told.secondsToLimit).toBeLessThanOrEqual(FURTHEST * told.historySeconds);
      answered += 1;
      if (truth >= told.low && truth <= told.high) held += 1;
    }
    expect(answered).toBeGreaterThan(800);
    expect(held / answered).toBeGreaterThanOrEqual(0.85);
    expect(held / answered).toBeLessThanOrEqual(0.95);
  });

  test('is hardly ever told of what does not fill', () => {
    const told = [...level(5, 200)].filter(({ times, values, limit }) => timeToLimit(times, values, limit) !== undefined);
    expect(told.length).toBeLessThanOrEqual(4);
  });

  test('anything may come: times that fall back, NaN, the largest numbers', () => {
    const number = fc.oneof(fc.double(), fc.double({ min: 0, max: 1e6, noNaN: true }));
    fc.assert(fc.property(fc.array(fc.tuple(number, number), { maxLength: 80 }), number, (points, limit) => {
      const told = timeToLimit(points.map(([time]) => time), points.map(([, value]) => value), limit);
      if (told === undefined) return;
      expect(told.low).toBeLessThanOrEqual(told.secondsToLimit);
      expect(told.high).toBeGreaterThanOrEqual(told.secondsToLimit);
    }), { seed: 4 });
  });
});

describe('the recent series', () => {
  test('stays within its room, rising, evenly thinned, from the start to the present', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 5000 }), (count) => {
      const series = new RecentSeries();
      for (let row = 0; row < count; row += 1) series.add(row, row * 2);
      const { times, values } = series;
      expect(times.length).toBeLessThan(256);
      times.forEach((time, index) => expect(values[index]).toBe(time * 2));
      const gaps = new Set(times.slice(1).map((time, index) => time - (times[index] ?? 0)));
      expect(gaps.size).toBeLessThanOrEqual(1);
      expect(count - 1 - (times.at(-1) ?? 0)).toBeLessThan(Math.max(1, ...gaps, count / 128));
    }), { numRuns: 50, seed: 2 });
  });
});
