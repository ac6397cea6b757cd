import { describe, expect, test } from 'vitest';
import { combine } from '../../../src/analysis/forecast/combine.ts';
import { Distribution, normalShare } from '../../../src/analysis/forecast/distribution.ts';
import { logDomain, rawDomain } from '../../../src/analysis/forecast/domain.ts';
import { ErrorShape } from '../../../src/analysis/forecast/error-shape.ts';
import { absoluteStudent4 } from '../../../src/analysis/forecast/student.ts';
import { usability } from '../../../src/analysis/forecast/usable.ts';
import { weigh } from '../../../src/analysis/forecast/weights.ts';
import { noise, seeded } from './generators.ts';

const of = (...values: number[]): Float64Array => Float64Array.from(values);

test('quantiles of |t| with four degrees of freedom, by the tables', () => {
  for (const [share, value] of [[0.5, 0.7407], [0.8, 1.5332], [0.9, 2.1318], [0.95, 2.7764], [0.99, 4.6041]] as const) expect(absoluteStudent4(share)).toBeCloseTo(value, 3);
  expect(absoluteStudent4(0)).toBeCloseTo(0, 6);
});

test('the normal distribution, by the tables', () => {
  for (const [value, share] of [[0, 0.5], [1, 0.841_344_7], [-1.959_964, 0.025], [3, 0.998_650_1]] as const) expect(normalShare(value)).toBeCloseTo(share, 6);
});

describe('scales', () => {
  test('there and back is the same, also with zeros and negative values', () => {
    for (const values of [of(1, 5, 9), of(0, 5, 9), of(-4, 0, 9), of(0, 0, 0), of(-2, -2)]) {
      logDomain(values).back(logDomain(values).values).forEach((value, index) => expect(value).toBeCloseTo(values[index] ?? 0, 9));
      expect(rawDomain(values).back(values)).toEqual(values);
    }
  });

  test('nothing goes beyond three times, or two ranges beyond, what was', () => {
    expect(logDomain(of(1, 10)).back(of(100))[0]).toBeCloseTo(30, 6);
    expect(rawDomain(of(1, 11)).back(of(1e9, -1e9))).toEqual(of(31, -19));
  });
});

describe('weights', () => {
  const past = [0, 1, 2].map((cut) => ({ cut, actual: of(10, 10), told: [of(11, 11), of(12, 12), cut === 2 ? of(10, 10) : undefined, of(11, 20)] }));

  test('who errs half as much weighs 2^5 times as much; who told once weighs nothing', () => {
    const { near } = weigh(past, 4, 2, 2);
    expect(near.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
    expect((near[0] ?? 0) / (near[1] ?? 1)).toBeGreaterThan(27);
    expect(near[2]).toBe(0);
  });

  test('who is good near is heard near', () => {
    const { near, far } = weigh(past, 4, 2, 1);
    expect((near[3] ?? 0) / (near[0] ?? 1)).toBeGreaterThan(10 * ((far[3] ?? 0) / (far[0] ?? 1)));
  });

  test('put together half as a mean, half as a median; spread is the variance', () => {
    const weights = { near: of(0.4, 0.4, 0.2), far: of(1, 0, 0) };
    const { points, spread } = combine([of(1, 1), of(2, 2), of(102, 102)], weights, 2, 1) ?? { points: of(), spread: of() };
    expect(points[0]).toBeCloseTo((21.6 + 2) / 2, 9);
    expect(spread[0]).toBeCloseTo(0.4 * 20.6 ** 2 + 0.4 * 19.6 ** 2 + 0.2 * 80.4 ** 2, 6);
    expect(points[1]).toBe(1);
    expect(combine([undefined, undefined, undefined], weights, 2, 1)).toBeUndefined();
  });
});

describe('how errors are distributed', () => {
  const random = noise(1);
  const errors = Array.from({ length: 12 }, () => Float64Array.from({ length: 200 }, random));
  const shape = new ErrorShape(errors, errors.map(() => 1));

  test('normal ones reach what they did, nearly; further with more held', () => {
    expect(shape.reach(0.95, 1)).toBeGreaterThan(1.8);
    expect(shape.reach(0.95, 1)).toBeLessThan(2.3);
    const reaches = [0, 0.2, 0.5, 0.9, 0.97, 0.975, 0.99, 0.999].map((held) => shape.reach(held, -1));
    expect(reaches[0]).toBe(0);
    expect(reaches).toEqual(reaches.toSorted((left, right) => left - right));
  });

  test('the side that errs more reaches further', () => {
    const skewed = new ErrorShape(errors.map((origin) => origin.map((error) => (error > 0 ? 3 * error : error))), errors.map(() => 1));
    expect(skewed.reach(0.9, 1)).toBeGreaterThan(1.4 * skewed.reach(0.9, -1));
  });

  test('what a forecast shares, and what steps hand on', () => {
    expect(shape.common).toBeLessThan(0.05);
    expect(shape.carried).toBeLessThan(0.1);
    const shifted = new ErrorShape(errors.map((origin, index) => origin.map((error) => error / 3 + (index % 2 === 0 ? 1 : -1))), errors.map(() => 1));
    expect(shifted.common).toBeGreaterThan(0.7);
    const walking = new ErrorShape(errors.map((origin) => {
      let last = 0;
      return origin.map((error) => (last = 0.9 * last + error));
    }), errors.map(() => 1));
    expect(walking.carried).toBeGreaterThan(0.7);
  });
});

describe('paths and peaks', () => {
  const shape = { reach: (held: number) => 2 * held, common: 0.3, carried: 0.8 };
  const told = new Distribution(of(10, 20, 15), of(1, 2, 1), shape, 0);

  test('paths have the quantiles of their steps, and hang together', () => {
    const random = seeded(1);
    const paths = told.paths(4000, random);
    for (const [step, q] of [[0, 0.1], [1, 0.5], [2, 0.9]] as const) expect(paths.filter((path) => (path[step] ?? 0) <= told.quantile(step, q)).length / 4000).toBeCloseTo(q, 1);
    const both = paths.filter((path) => (path[0] ?? 0) > 10 && (path[1] ?? 0) > 20).length / 4000;
    // Without each other it would be a quarter.
    expect(both).toBeGreaterThan(0.33);
  });

  test('what steps have in common holds however far apart they are', () => {
    const flat = new Distribution(new Float64Array(100).fill(10), new Float64Array(100).fill(1), { reach: (held: number) => 2 * held, common: 0.6, carried: 0 }, 0);
    const paths = flat.paths(2000, seeded(2));
    // A quarter without; asin(0.6) / 2 pi more with it (Sheppard, 1899).
    expect(paths.filter((path) => (path[0] ?? 0) > 10 && (path[99] ?? 0) > 10).length / 2000).toBeCloseTo(0.25 + Math.asin(0.6) / (2 * Math.PI), 1);
  });

  test('the peak is above each step\'s own quantile, rises, and is the same each time', () => {
    const peaks = [0.1, 0.5, 0.9].map((q) => told.peak(q));
    expect(peaks).toEqual(peaks.toSorted((left, right) => left - right));
    expect(told.peak(0.9)).toBeGreaterThanOrEqual(0.97 * told.quantile(1, 0.9));
    expect(new Distribution(of(10, 20, 15), of(1, 2, 1), shape, 0).peak(0.7)).toBe(told.peak(0.7));
    expect([told.peak(-1), told.quantile(7, 0.5), told.quantile(0, 2)]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });
});

test('whether one may build on it', () => {
  expect(usability(0.08, [0.05, 0.14], 0)).toEqual({ usable: 'yes', words: 'It cannot be told better than ±8 % (most likely 5 % to 14 %).' });
  expect(usability(0.4, [0.2, 0.7], 0).usable).toBe('coarse');
  expect(usability(0.08, [0.05, 0.14], 0.7).usable).toBe('coarse');
  expect(usability(1.3, [0.7, 2.3], 0).usable).toBe('no');
  expect(usability(Number.NaN, [Number.NaN, Number.NaN], 0).usable).toBe('no');
  expect(usability(0, [0, 0], 0)).toMatchObject({ usable: 'yes', words: 'It has been exact so far.' });
});
