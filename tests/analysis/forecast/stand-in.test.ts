import { expect, test } from 'vitest';
import { errorHistory } from '../../../src/analysis/forecast/stand-in.ts';
import { noise, wave } from './generators.ts';

const of = (count: number, value: (index: number) => number): Float64Array => Float64Array.from({ length: count }, (_, index) => value(index));
const HOURS = { short: 24, long: 168 };
const DAYS = { short: 7, long: 0 };
const YEAR = 364;

/** A daily wave with noise, larger by a factor from an hour on. */
const hours = (from: number, factor: number): Float64Array => {
  const random = noise(3);
  return of(1000, (hour) => wave(hour) + (hour < from ? 1 : factor) * random());
};
const lastCuts = [952, 928, 904, 880];

test('errors that are what they always were tell nothing more', () => {
  const { usual, season } = errorHistory(hours(0, 1), HOURS, 48, lastCuts);
  expect(usual).toBeGreaterThan(0.85);
  expect(usual).toBeLessThan(1.15);
  expect(season).toBe(1);
});

test('after wild days it is usually better, after calm ones worse', () => {
  expect(errorHistory(hours(850, 4), HOURS, 48, lastCuts).usual).toBeLessThan(0.6);
  expect(errorHistory(hours(850, 0.2), HOURS, 48, lastCuts).usual).toBeGreaterThan(1.5);
});

test('a fortnight that goes wrong each year is seen coming, and not taken for the rest of the year', () => {
  const random = noise(4);
  const broken = (day: number): boolean => day % YEAR >= 350;
  const values = of(3 * YEAR + 349, (day) => (broken(day) ? 60 : 100) + random());
  const at = (count: number): number => errorHistory(values.subarray(0, count), DAYS, 14, [count - 14, count - 21, count - 28]).season;
  expect(at(3 * YEAR + 349)).toBeGreaterThan(2.5);
  expect(at(3 * YEAR + 150)).toBeLessThan(0.9);
  // Hours have no years.
  expect(errorHistory(values, HOURS, 14, [900]).season).toBe(1);
});

test('where nothing can be known nothing is told: too short, never asked, all zero', () => {
  for (const [values, cuts] of [[of(30, wave), [20]], [of(1000, wave), []], [new Float64Array(1000), lastCuts]] as const) {
    expect(errorHistory(values, HOURS, 48, cuts)).toEqual({ usual: 1, season: 1 });
  }
});
