import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { moved } from '../../../src/analysis/capacity/moved.ts';

const days = (count: number): Float64Array => Float64Array.from({ length: 24 * count }, (_, hour) => hour);

describe('ups and downs at other hours', () => {
  test('come later, and what moving leaves empty is that of the next day', () => {
    const later = moved(days(3), 6, 24);
    expect(later[6]).toBe(0);
    expect(later[71]).toBe(65);
    // Hours 18 to 23 of the first day, which are those of the day before at other figures.
    expect([...later.subarray(0, 6)]).toEqual([18, 19, 20, 21, 22, 23]);
  });

  test('come earlier, and what moving leaves empty is that of the day before', () => {
    const earlier = moved(days(3), -3, 24);
    expect(earlier[0]).toBe(3);
    expect([...earlier.subarray(-3)]).toEqual([48, 49, 50]);
  });

  test('by a part of a step is between the two', () => {
    expect(moved(days(2), 5.5, 24)[10]).toBe(4.5);
    expect(moved(days(2), 0, 24)).toEqual(days(2));
  });

  test('a gap is that of a day beside, else a week, else nothing', () => {
    const values = days(2);
    values[3] = Number.NaN;
    expect(moved(values, 0, 24)[3]).toBe(27);
    values[27] = Number.NaN;
    expect(moved(values, 0, 24)[3]).toBeNaN();
    const weeks = days(9);
    for (const day of [0, 1]) weeks[3 + 24 * day] = Number.NaN;
    expect(moved(weeks, 0, 24)[3]).toBe(3 + 24 * 7);
  });

  test('of whole days it is the same day, moved round, and each hour comes as often', () => {
    fc.assert(fc.property(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 24, maxLength: 24 }), fc.integer({ min: -24, max: 24 }), fc.integer({ min: 1, max: 9 }), (day, steps, count) => {
      const values = Float64Array.from({ length: 24 * count }, (_, hour) => day[hour % 24] ?? 0);
      const result = moved(values, steps, 24);
      expect([...result].every((value, hour) => value === day[(((hour - steps) % 24) + 24) % 24])).toBe(true);
    }));
  });
});
