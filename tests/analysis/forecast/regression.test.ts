import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { solveSymmetric } from '../../../src/analysis/forecast/cholesky.ts';
import { slidingDots } from '../../../src/analysis/forecast/dot.ts';
import { regressOnLags } from '../../../src/analysis/forecast/ridge.ts';
import { noise, seeded, wave } from './generators.ts';

describe('Cholesky', () => {
  test('solves what it is given, of any size', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 23 }), fc.nat(), (count, seed) => {
      const random = seeded(seed);
      const rows = Array.from({ length: count }, () => Float64Array.from({ length: count + 2 }, () => random() - 0.5));
      const matrix = new Float64Array(count * count);
      rows.forEach((left, row) => rows.forEach((right, column) => {
        matrix[row * count + column] = left.reduce((sum, value, place) => sum + value * (right[place] ?? 0), 0) + (row === column ? 0.1 : 0);
      }));
      const wanted = Float64Array.from({ length: count }, () => random() - 0.5);
      const right = wanted.map((_, row) => wanted.reduce((sum, value, column) => sum + value * (matrix[row * count + column] ?? 0), 0));
      const solution = solveSymmetric(matrix, right);
      wanted.forEach((value, place) => expect(solution?.[place]).toBeCloseTo(value, 8));
    }), { seed: 1 });
  });

  test('not positive definite is none', () => {
    expect(solveSymmetric(Float64Array.of(1, 2, 2, 1), Float64Array.of(1, 1))).toBeUndefined();
    expect(solveSymmetric(Float64Array.of(Number.NaN), Float64Array.of(1))).toBeUndefined();
  });
});

test('sliding products, by hand', () => {
  expect([...slidingDots(Float64Array.of(1, 2), Float64Array.of(0, 1, 2, 3, 4, 5, 6, 7), 1, 6)]).toEqual([5, 8, 11, 14, 17, 20]);
});

/** The same regression as it is written: all windows in a matrix, one right-hand side a step. */
function plainly(values: Float64Array, horizon: number, count: number, ridge: number, centred: boolean): number[] {
  const level = values.reduce((sum, value) => sum + value, 0) / values.length;
  const scale = Math.sqrt(values.reduce((sum, value) => sum + (value - level) ** 2, 0) / values.length);
  const scaled = Array.from(values, (value) => (value - (centred ? level : 0)) / scale);
  const own = (window: readonly number[]): number => (centred ? window.reduce((sum, value) => sum + value, 0) / count : 0);
  const windows = Array.from({ length: values.length - count - horizon + 1 }, (_, start) => scaled.slice(start, start + count));
  const last = scaled.slice(-count);
  return Array.from({ length: horizon }, (_, step) => {
    const matrix = new Float64Array(count * count);
    const right = new Float64Array(count);
    windows.forEach((window, start) => {
      const middle = own(window);
      window.forEach((value, row) => {
        right[row] = (right[row] ?? 0) + (value - middle) * ((scaled[start + count + step] ?? 0) - middle);
        window.forEach((other, column) => {
          matrix[row * count + column] = (matrix[row * count + column] ?? 0) + (value - middle) * (other - middle);
        });
      });
    });
    for (let place = 0; place < count; place += 1) matrix[place * count + place] = (matrix[place * count + place] ?? 0) + ridge;
    const solution = solveSymmetric(matrix, right) ?? new Float64Array(0);
    return (solution.reduce((sum, value, place) => sum + value * ((last[place] ?? 0) - own(last)), 0) + own(last)) * scale + (centred ? level : 0);
  });
}

describe('regression on lags', () => {
  test.each([[true], [false]])('is the ridge regression as it is written (windows centred: %s)', (centred) => {
    const random = noise(1);
    const values = Float64Array.from({ length: 150 }, (_, hour) => wave(hour) / 50 + random());
    const told = regressOnLags(values, 7, { count: 13, ridge: 2, centred });
    plainly(values, 7, 13, 2, centred).forEach((value, step) => expect(told?.[step]).toBeCloseTo(value, 8));
  });

  test('goes on with a line and a wave that it has seen', () => {
    const values = Float64Array.from({ length: 300 }, (_, hour) => hour + wave(hour));
    regressOnLags(values, 24, { count: 48, ridge: 1e-6, centred: true })?.forEach((value, step) => expect(value).toBeCloseTo(300 + step + wave(300 + step), 1));
  });

  test('below thirty windows, and of what stands still, there is none', () => {
    expect(regressOnLags(Float64Array.from({ length: 48 }, (_, hour) => wave(hour)), 12, { count: 12, ridge: 1, centred: true })).toBeUndefined();
    expect(regressOnLags(new Float64Array(300).fill(4), 12, { count: 12, ridge: 1, centred: true })).toBeUndefined();
  });
});
