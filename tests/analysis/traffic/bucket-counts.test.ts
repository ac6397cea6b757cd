import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bucketOf, valueOf } from '../../../src/analysis/sketch.ts';
import { BucketCounts } from '../../../src/analysis/traffic/bucket-counts.ts';

const counted = (values: readonly number[]): BucketCounts => {
  const counts = new BucketCounts();
  for (const value of values) counts.add(bucketOf(value));
  return counts;
};
const values = fc.array(fc.double({ min: 0, max: 1e4, noNaN: true }), { maxLength: 200 });

test('quantiles are those of the sorted values, by nearest rank', () => {
  fc.assert(fc.property(fc.array(fc.double({ min: 0, max: 1e4, noNaN: true }), { minLength: 1, maxLength: 200 }), (all) => {
    const sorted = all.map((value) => valueOf(bucketOf(value))).sort((one, other) => one - other);
    const qs = [0, 0.25, 0.5, 0.95, 0.99, 1];
    expect(counted(all).quantiles(qs)).toEqual(qs.map((q) => sorted[Math.max(1, Math.ceil(q * all.length)) - 1]));
  }));
});

test('what was put in and taken away again leaves nothing', () => {
  fc.assert(fc.property(values, values, (one, other) => {
    const both = counted(one);
    both.merge(counted(other));
    expect(both.total).toBe(one.length + other.length);
    both.remove(counted(other));
    expect(both.total).toBe(one.length);
    expect(both.quantiles([0.5, 0.99])).toEqual(counted(one).quantiles([0.5, 0.99]));
  }));
});

test('of none no quantile is known', () => {
  expect(new BucketCounts().quantiles([0.5, 1])).toEqual([Number.NaN, Number.NaN]);
});
