import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quantileOf, variance } from '../../../../src/alerts/language/functions/over-time.ts';
import { MINUTE, storeOf, valuesOf } from '../../support.ts';

const store = storeOf({ x: '4 1 _ 3 NaN 2', big: '1e308 1e308 1e308', tiny: '1e16 1 -1e16', above: '1 Inf 2' });
const at = 5 * MINUTE;
const valueOf = (expression: string, time = at): number | undefined => Object.values(valuesOf(expression, store, time))[0];

describe('over a time', () => {
  test.each([
    ['count_over_time(x[5m])', 5], ['count_over_time(x[4m])', 4], ['sum_over_time(x[3m] offset 2m)', 8], ['avg_over_time(x[3m] offset 2m)', 8 / 3], ['min_over_time(x[5m])', 1], ['max_over_time(x[5m])', 4], ['last_over_time(x[5m])', 2], ['present_over_time(x[5m])', 1],
    ['stddev_over_time(x[3m] offset 2m)', Math.sqrt(14 / 9)], ['stdvar_over_time(x[3m] offset 2m)', 14 / 9], ['quantile_over_time(0.5, x[3m] offset 2m)', 3], ['p50(x[3m] offset 2m)', 3], ['p90(x[3m] offset 2m)', 3.8], ['p95(x[3m] offset 2m)', 3.9], ['p99(x[3m] offset 2m)', 3.98],
    ['quantile_over_time(2, x[5m])', Infinity], ['quantile_over_time(-1, x[5m])', -Infinity],
  ])('%s', (expression, wanted) => expect(valueOf(expression)).toBeCloseTo(wanted, 9));

  test('what is no number stays none', () => expect(valueOf('sum_over_time(x[1m])')).toBeNaN());

  test('both ends belong to the range, and none of it is nothing', () => {
    expect(valueOf('count_over_time(x[1m])', 1 * MINUTE)).toBe(2);
    expect(valueOf('count_over_time(x[30s])', 2 * MINUTE)).toBeUndefined();
  });

  test('large values do not overflow, small ones are not lost', () => {
    expect(valueOf('avg_over_time(big[5m])', 2 * MINUTE)).toBeCloseTo(1e308, -300);
    expect(valueOf('sum_over_time(big[5m])', 2 * MINUTE)).toBe(Infinity);
    expect(valueOf('sum_over_time(tiny[5m])', 2 * MINUTE)).toBe(1);
    expect(valueOf('avg_over_time(above[5m])', 2 * MINUTE)).toBe(Infinity);
  });

  test('only the last value keeps the name', () => {
    expect(valuesOf('last_over_time(x[5m])', store, at)).toEqual({ 'x{}': 2 });
    expect(valuesOf('max_over_time(x[5m])', store, at)).toEqual({ '{}': 4 });
  });

  test('series that differ in their name alone cannot both go on without it', () => {
    expect(() => valuesOf('max_over_time({__name__=~"x|big"}[5m])', store, at)).toThrow('vector cannot contain metrics with the same labelset');
    expect(() => valuesOf('abs({__name__=~"x|above"})', store, at)).toThrow('vector cannot contain metrics with the same labelset');
  });
});

describe('a subquery', () => {
  const counting = storeOf({ up: '0+1x60' });
  test('is evaluated at multiples of its step', () => {
    expect(valuesOf('count_over_time(up[10m:3m])', counting, 20 * MINUTE)).toEqual({ '{}': 3 });
    expect(valuesOf('sum_over_time(up[10m:3m])', counting, 20 * MINUTE)).toEqual({ '{}': 12 + 15 + 18 });
    expect(valuesOf('sum_over_time(up[10m:3m] offset 5m)', counting, 25 * MINUTE)).toEqual({ '{}': 12 + 15 + 18 });
    expect(valuesOf('max_over_time((up > 15)[10m:])', counting, 20 * MINUTE)).toEqual({ '{}': 20 });
  });

  test('of ever so many steps is refused', () => {
    expect(() => valuesOf('max_over_time(up[365d:1s])', counting, 0)).toThrow(/a subquery of 31536000 steps is too long/);
  });
});

describe('quantiles', () => {
  test('are between the least and the greatest, and grow with their part', () => {
    const values = fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1, maxLength: 30 });
    fc.assert(fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (given, one, other) => {
      const [low, high] = [quantileOf(Math.min(one, other), given), quantileOf(Math.max(one, other), given)];
      expect(low).toBeLessThanOrEqual(high + 1e-6);
      expect(low).toBeGreaterThanOrEqual(Math.min(...given) - 1e-6);
      expect(high).toBeLessThanOrEqual(Math.max(...given) + 1e-6);
    }));
    expect([quantileOf(0, [3, 1]), quantileOf(1, [3, 1]), quantileOf(0.5, [3, 1])]).toEqual([1, 3, 2]);
  });

  test('NaN comes before all others; of nothing there is none', () => {
    expect(quantileOf(0, [1, Number.NaN])).toBeNaN();
    expect(quantileOf(1, [1, Number.NaN])).toBe(1);
    expect(quantileOf(0.5, [])).toBeNaN();
    expect(quantileOf(Number.NaN, [1])).toBeNaN();
  });

  test('variance is that of all', () => {
    expect(variance([2, 4, 4, 4, 5, 5, 7, 9])).toBeCloseTo(4, 12);
    expect(variance([5])).toBe(0);
  });
});
