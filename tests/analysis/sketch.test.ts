import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bucketOf, Sketch, SKETCH_ACCURACY, valueOf } from '../../src/analysis/sketch.ts';
import { exactQuantile } from '../storage/history/machine.ts';

const figure = fc.oneof(
  fc.constant(0),
  fc.double({ min: 1e-9, max: 1e15, noNaN: true }),
  fc.double({ min: -1e6, max: -1e-9, noNaN: true }),
  fc.integer({ min: -3, max: 3 }),
);
const quantiles = [0, 0.01, 0.25, 0.5, 0.95, 0.99, 1];
const sketchOf = (values: readonly number[]): Sketch => {
  const sketch = new Sketch();
  for (const value of values) sketch.add(value);
  return sketch;
};

describe('buckets', () => {
  test('stand for a value within 1 % of each in them, and rise with it', () => {
    fc.assert(fc.property(figure, figure, (value, other) => {
      expect(Math.abs(valueOf(bucketOf(value)) - value)).toBeLessThanOrEqual(Math.abs(value) * SKETCH_ACCURACY * (1 + 1e-9));
      if (value <= other) expect(bucketOf(value)).toBeLessThanOrEqual(bucketOf(other));
    }), { seed: 1, numRuns: 2000 });
  });

  test('what is smaller than a billionth is zero', () => {
    expect([0, -0, 1e-10, -1e-10].map(bucketOf)).toEqual([0, 0, 0, 0]);
    expect(valueOf(0)).toBe(0);
  });
});

describe('percentiles', () => {
  test('are within 1 % of the exact ones by nearest rank', () => {
    fc.assert(fc.property(fc.array(figure, { minLength: 1, maxLength: 300 }), (values) => {
      const sketch = sketchOf(values);
      for (const q of quantiles) {
        const exact = exactQuantile(values, q);
        expect(Math.abs(sketch.quantile(q) - exact)).toBeLessThanOrEqual(Math.abs(exact) * SKETCH_ACCURACY * (1 + 1e-9) + 1e-9);
      }
    }), { seed: 2, numRuns: 300 });
  });

  test('there are none of nothing', () => {
    expect(new Sketch().quantile(0.5)).toBeNaN();
  });
});

describe('merging', () => {
  test('any parts in any order give the sketch of the whole', () => {
    fc.assert(fc.property(fc.array(fc.tuple(figure, fc.integer({ min: 0, max: 4 })), { maxLength: 200 }), fc.boolean(), (placed, backwards) => {
      const parts = [0, 1, 2, 3, 4].map((part) => sketchOf(placed.filter(([, place]) => place === part).map(([value]) => value)));
      const merged = new Sketch();
      for (const part of backwards ? parts.toReversed() : parts) merged.merge(part);
      const whole = sketchOf(placed.map(([value]) => value));
      expect(merged.buckets()).toEqual(whole.buckets());
      expect(merged.count).toBe(placed.length);
    }), { seed: 3, numRuns: 300 });
  });

  test('a value that comes again and again, with counts, is counted each time, whatever is asked between', () => {
    const sketch = new Sketch();
    for (let round = 0; round < 5; round += 1) {
      sketch.add(7);
      sketch.add(7, 3);
      expect(sketch.buckets()).toEqual([[bucketOf(7), 4 * (round + 1)]]);
      sketch.addBucket(bucketOf(7), 0);
    }
    sketch.add(8);
    sketch.add(7);
    expect(sketch.count).toBe(22);
    expect(sketch.buckets().reduce((sum, [, count]) => sum + count, 0)).toBe(22);
  });
});
