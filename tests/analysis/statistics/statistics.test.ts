import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { kendallScore, kendallTau } from '../../../src/analysis/statistics/kendall.ts';
import { solve, solveWithError } from '../../../src/analysis/statistics/least-squares.ts';
import { median, medianAbsoluteDeviation, quantileOfSorted } from '../../../src/analysis/statistics/median.ts';
import { theilSen } from '../../../src/analysis/statistics/theil-sen.ts';

const finite = fc.double({ min: -1e9, max: 1e9, noNaN: true });
const series = fc.array(finite, { minLength: 2, maxLength: 40 });
const indices = (values: readonly number[]): number[] => values.map((_, index) => index);

describe('median', () => {
  test('by hand', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([])).toBeNaN();
    expect(quantileOfSorted([0, 10], 0.25)).toBe(2.5);
    expect(quantileOfSorted([-1e308, 1e308], 0.5)).toBe(0);
  });

  test('half of the values are not above, half not below it, and the values stay as they were', () => {
    fc.assert(fc.property(series, (values) => {
      const before = [...values];
      const middle = median(values);
      expect(values).toEqual(before);
      expect(values.filter((value) => value <= middle).length * 2).toBeGreaterThanOrEqual(values.length);
      expect(values.filter((value) => value >= middle).length * 2).toBeGreaterThanOrEqual(values.length);
    }), { seed: 1 });
  });

  test('the deviation: 1 1 2 2 4 6 9 has the median 2 and the deviation 1', () => {
    expect(medianAbsoluteDeviation([1, 1, 2, 2, 4, 6, 9])).toBe(1);
  });
});

describe('Kendall', () => {
  test('rising is 1, falling -1, level 0', () => {
    expect(kendallTau([0, 1, 2, 3], [1, 2, 3, 4])).toBe(1);
    expect(kendallTau([0, 1, 2, 3], [4, 3, 2, 1])).toBe(-1);
    expect(kendallTau([0, 1, 2, 3], [5, 5, 5, 5])).toBe(0);
  });

  test('is turned over by turning the series over', () => {
    fc.assert(fc.property(series, (values) => {
      expect(kendallScore(indices(values), values) + kendallScore(indices(values), values.toReversed())).toBe(0);
    }), { seed: 1 });
  });
});

describe('Theil-Sen', () => {
  test('holds its line with a quarter of the points gone wild', () => {
    const x = Array.from({ length: 20 }, (_, index) => index);
    const y = x.map((value) => (value % 4 === 0 ? 1e6 * value : 3 * value + 5));
    expect(theilSen(x, y)?.slope).toBeCloseTo(3, 6);
  });

  test('is the median of all slopes, and its interval holds it', () => {
    fc.assert(fc.property(series, (values) => {
      const slopes = values.flatMap((right, to) => values.slice(0, to).map((left, from) => (right - left) / (to - from)));
      const line = theilSen(indices(values), values);
      expect((line?.slope ?? Number.NaN) - median(slopes)).toBe(0);
      expect(line?.low).toBeLessThanOrEqual(line?.slope ?? Number.NaN);
      expect(line?.high).toBeGreaterThanOrEqual(line?.slope ?? Number.NaN);
    }), { seed: 1 });
  });

  test('one point, or all of one time, has no slope', () => {
    expect(theilSen([1], [1])).toBeUndefined();
    expect(theilSen([1, 1], [1, 2])).toBeUndefined();
  });
});

describe('least squares', () => {
  test('finds what it was made of', () => {
    const coefficient = fc.integer({ min: -100, max: 100 });
    fc.assert(fc.property(coefficient, coefficient, coefficient, (base, slope, load) => {
      const rows = Array.from({ length: 12 }, (_, index) => [1, index / 12, Math.sin(index)]);
      const solution = solve(rows, rows.map(([one = 0, time = 0, work = 0]) => base * one + slope * time + load * work));
      [base, slope, load].forEach((value, index) => expect(solution?.[index]).toBeCloseTo(value, 6));
    }), { seed: 1 });
  });

  test('columns that say the same are not told apart', () => {
    expect(solve([[1, 2], [2, 4], [3, 6]], [1, 2, 3])).toBeUndefined();
    expect(solve([], [])).toBeUndefined();
  });

  test('the error of a slope, by the textbook formula: s / sqrt(sum of squares of x)', () => {
    const times = [0, 1, 2, 3, 4, 5];
    const values = [1, 2.5, 2.8, 4.4, 5.1, 5.7];
    const told = solveWithError(times.map((time) => [1, time]), values, 1);
    const [base = 0, slope = 0] = told?.coefficients ?? [];
    const rest = times.reduce((sum, time, index) => sum + ((values[index] ?? 0) - base - slope * time) ** 2, 0);
    expect(told?.error).toBeCloseTo(Math.sqrt(rest / 4 / 17.5), 9);
  });
});
