import fc from 'fast-check';
import { expect, test } from 'vitest';
import { floorOf } from '../../../src/analysis/leaks/floor.ts';

test('the floor is what was never gone below again', () => {
  expect(floorOf([5, 3, 9, 4, 6, 5])).toEqual([3, 3, 4, 4, 5, 5]);
  expect(floorOf([Number.NaN, 7, Number.NaN, 6])).toEqual([Number.NaN, 6, Number.NaN, 6]);
  expect(floorOf([])).toEqual([]);
});

test('it never falls, and lies nowhere above the values', () => {
  fc.assert(fc.property(fc.array(fc.oneof(fc.double({ noNaN: true }), fc.constant(Number.NaN))), (values) => {
    const floor = floorOf(values);
    const known = floor.filter((value) => !Number.isNaN(value));
    expect(known).toEqual(known.toSorted((left, right) => left - right));
    values.forEach((value, index) => expect(Number.isNaN(value) ? Number.isNaN(floor[index] ?? 0) : (floor[index] ?? Infinity) <= value).toBe(true));
  }));
});
