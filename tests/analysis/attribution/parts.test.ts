import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { groupsOf } from '../../../src/analysis/attribution/groups.ts';
import { nonnegative } from '../../../src/analysis/attribution/nonnegative.ts';
import { requestTimes } from '../../../src/analysis/attribution/request-times.ts';
import { placeOf, rowsOf } from '../../../src/analysis/attribution/rows.ts';
import { segmentsOf } from '../../../src/analysis/attribution/samples.ts';
import { isStarved, saturationOf } from '../../../src/analysis/attribution/saturation.ts';
import { SparseBuilder } from '../../../src/analysis/attribution/sparse-rows.ts';
import { Twins } from '../../../src/analysis/attribution/twins.ts';
import { whiten, whitening } from '../../../src/analysis/attribution/whitening.ts';

/** Samples each 10 ms of a process that used so much of each. */
const samples = (rates: readonly number[], cores = 1) => {
  let used = 0;
  return { name: 'p', times: Float64Array.from([0, ...rates], (_, index) => index * 10), cpu: Float64Array.from([0, ...rates], (rate) => (used += rate * 10 * cores * 1e6)) };
};

describe('samples', () => {
  test('become differences, in ms', () => {
    const [segment, ...others] = segmentsOf(samples([0.5, 0, 1]), 3);
    expect(others).toEqual([]);
    expect([...segment?.cpu ?? []]).toEqual([5, 0, 10]);
    expect(segment?.process).toBe(3);
  });

  test('a counter that falls begins another segment', () => {
    const { name, times, cpu } = samples([1, 1, 1, 1, 1]);
    const segments = segmentsOf({ name, times, cpu: cpu.map((used, index) => (index < 3 ? used : used - 2.5e7)) }, 0);
    expect(segments.map((segment) => [...segment.cpu])).toEqual([[10, 10], [10, 10]]);
  });

  test('more CPU than of one core is that of several threads', () => {
    expect(segmentsOf(samples(Array.from({ length: 50 }, () => 1)), 0)[0]?.multiThreaded).toBe(false);
    expect(segmentsOf(samples(Array.from({ length: 50 }, () => 1), 1.5), 0)[0]?.multiThreaded).toBe(true);
  });

  test('one thread that never idles is starved, several are not', () => {
    const busy = segmentsOf(samples(Array.from({ length: 300 }, () => 0.99)), 0);
    expect(isStarved(busy.map(saturationOf))).toBe(true);
    expect(isStarved(busy.map((segment) => saturationOf({ ...segment, multiThreaded: true })))).toBe(false);
    expect(isStarved(segmentsOf(samples(Array.from({ length: 300 }, () => 0.6)), 0).map(saturationOf))).toBe(false);
    expect(isStarved([])).toBe(false);
  });
});

describe('rows', () => {
  test('are cut where the process idles', () => {
    const [segment] = segmentsOf(samples([0, 0.9, 0.9, 0.1, 0, 0.5]), 0);
    const rows = rowsOf(segment ?? { process: 0, edges: new Float64Array(0), cpu: new Float64Array(0), delay: new Float64Array(0), multiThreaded: false }, 0.35);
    expect([...rows.edges]).toEqual([0, 10, 30, 40, 50, 60]);
    expect([...rows.cpu].map((used) => Math.round(used))).toEqual([0, 18, 1, 0, 5]);
    expect([...rows.rowOf]).toEqual([0, 1, 1, 2, 3, 4]);
  });

  test('none is longer than 600 ms and a sample; their CPU is all that was used', () => {
    fc.assert(fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 300 }), (rates) => {
      const [segment] = segmentsOf(samples(rates), 0);
      if (segment === undefined) throw new Error('no segment');
      const { edges, cpu } = rowsOf(segment, 0.35);
      const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
      expect(sum(cpu)).toBeCloseTo(sum(segment.cpu), 6);
      expect(edges.at(-1)).toBe(segment.edges.at(-1));
      for (let row = 0; row < cpu.length; row += 1) {
        const length = (edges[row + 1] ?? 0) - (edges[row] ?? 0);
        expect(length).toBeGreaterThan(0);
        expect(length).toBeLessThanOrEqual(610);
      }
    }));
  });

  test('a time is in the row that begins at it', () => {
    const edges = Float64Array.from([0, 10, 20]);
    expect([-1, 0, 9.9, 10, 19, 20, Number.NaN].map((time) => placeOf(edges, time))).toEqual([-1, 0, 0, 1, 1, -1, -1]);
    expect(placeOf(new Float64Array(0), 1)).toBe(-1);
  });
});

describe('requests', () => {
  const columns = (ends: readonly number[]) => ({ end: Float64Array.from(ends), duration: Float64Array.from(ends, () => 10), endpoint: Int32Array.from(ends, () => 0), process: Int32Array.from(ends, () => 0) });

  test('are sorted by their end, what cannot be used is left out', () => {
    const times = requestTimes({ ...columns([300, Number.NaN, 100]), duration: Float64Array.from([5, 5, Number.NaN]) }, 1, 1, 1);
    expect([...times.end]).toEqual([101, 301]);
    expect([...times.start]).toEqual([100, 295]);
  });

  test('of one whole second are laid out over it in their order', () => {
    expect([...requestTimes(columns([1000, 1000, 2000]), 1, 1, 1000).end]).toEqual([1251, 1751, 2501]);
  });
});

describe('linear algebra', () => {
  test('entries of one place add up', () => {
    const builder = new SparseBuilder();
    for (let index = 0; index < 3000; index += 1) builder.add(index % 2, index % 3, 1);
    const { first, column, value } = builder.finish(2, 3);
    expect([...first]).toEqual([0, 3, 6]);
    expect([...column].sort((left, right) => left - right)).toEqual([0, 0, 1, 1, 2, 2]);
    expect([...value]).toEqual([500, 500, 500, 500, 500, 500]);
  });

  test('least squares at >= 0 satisfies its conditions (Karush, Kuhn and Tucker)', () => {
    const matrixOf = fc.array(fc.array(fc.double({ min: 0, max: 2, noNaN: true }), { minLength: 4, maxLength: 4 }), { minLength: 6, maxLength: 12 });
    fc.assert(fc.property(matrixOf, fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 12, maxLength: 12 }), (rows, targets) => {
      const matrix = new Float64Array(16);
      const target = new Float64Array(4);
      rows.forEach((row, index) => row.forEach((left, one) => {
        target[one] = (target[one] ?? 0) + left * (targets[index] ?? 0);
        row.forEach((right, other) => { matrix[4 * one + other] = (matrix[4 * one + other] ?? 0) + left * right; });
      }));
      for (let one = 0; one < 4; one += 1) matrix[5 * one] = (matrix[5 * one] ?? 0) + 0.1;
      const solution = nonnegative({ size: 4, matrix, target }, new Float64Array(4), 10_000);
      for (let one = 0; one < 4; one += 1) {
        let gradient = -(target[one] ?? 0);
        for (let other = 0; other < 4; other += 1) gradient += (matrix[4 * one + other] ?? 0) * (solution[other] ?? 0);
        if ((solution[one] ?? 0) > 0) expect(Math.abs(gradient)).toBeLessThan(1e-3);
        else expect(gradient).toBeGreaterThan(-1e-3);
      }
    }));
  });

  test('whitened values have the squares of the covariance\'s inverse', () => {
    const [variance, carried] = [Float64Array.from([2, 3, 4]), Float64Array.from([1, 0.5, 0])];
    // The covariance [[3, -1, 0], [-1, 4.5, -0.5], [0, -0.5, 4.5]] and the solution of it for [1, 2, 3], by hand.
    const values = Float64Array.from([1, 2, 3]);
    const determinant = 3 * (4.5 * 4.5 - 0.25) - 4.5;
    const inverse = [[20, 4.5, 0.5], [4.5, 13.5, 1.5], [0.5, 1.5, 12.5]].map((row) => row.map((entry) => entry / determinant));
    const square = inverse.reduce((sum, row, one) => sum + row.reduce((part, entry, other) => part + entry * (values[one] ?? 0) * (values[other] ?? 0), 0), 0);
    expect(whiten(whitening(variance, carried), values).reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(square, 10);
  });
});

describe('groups', () => {
  const never = (): boolean => false;
  const draws = (pairs: readonly (readonly number[])[]) => pairs.map((pair) => Float64Array.from(pair));

  test('opposed and uncertain costs are one group', () => {
    const found = groupsOf(draws([[1, 9, 5], [5, 5, 5.1], [9, 1, 4.9], [3, 7, 5]]), Float64Array.from([1, 1, 1]), never);
    expect(found.map(({ members }) => members)).toEqual([[2], [0, 1]]);
    expect(found[1]?.draws).toEqual([10, 10, 10, 10]);
  });

  test('certain ones are not', () => {
    expect(groupsOf(draws([[9, 11], [10, 10], [11, 9]]), Float64Array.from([1, 1]), never)).toHaveLength(2);
  });

  test('twins are, though draws say otherwise; what has no requests is in none', () => {
    expect(groupsOf(draws([[1, 1, 1], [1, 1, 1]]), Float64Array.from([1, 1, 0]), () => true)).toEqual([{ members: [0, 1], draws: [2, 2], together: true }]);
  });

  test('twins begin together, in the same process, and not by chance', () => {
    const times = (rows: readonly (readonly [start: number, endpoint: number, process: number])[]) => ({
      start: Float64Array.from(rows, ([start]) => start), end: Float64Array.from(rows, ([start]) => start + 1), endpoint: Int32Array.from(rows, ([, endpoint]) => endpoint), process: Int32Array.from(rows, ([, , process]) => process), endpoints: 3,
    });
    const pairs = Array.from({ length: 20 }, (_, index) => 1000 * index);
    const of = (rows: readonly (readonly [number, number, number])[], to = 20_000): Twins => {
      const twins = new Twins();
      twins.add(times(rows), 0, to);
      return twins;
    };
    expect(of(pairs.flatMap((at) => [[at, 0, 0], [at + 2, 1, 0], [at + 500, 2, 0]] as const)).areTwins(0, 1)).toBe(true);
    expect(of(pairs.flatMap((at) => [[at, 0, 0], [at + 2, 1, 0], [at + 500, 2, 0]] as const)).areTwins(0, 2)).toBe(false);
    expect(of(pairs.flatMap((at) => [[at, 0, 0], [at + 2, 1, 1]] as const)).areTwins(0, 1)).toBe(false);
    expect(of(pairs.flatMap((at) => [[at / 200, 0, 0], [at / 200 + 1, 1, 0]] as const), 120).areTwins(0, 1)).toBe(false);
  });
});
