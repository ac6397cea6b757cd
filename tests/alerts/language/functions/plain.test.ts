import { describe, expect, test } from 'vitest';
import { MINUTE, storeOf, valuesOf } from '../../support.ts';

const store = storeOf({ 'x{a="1"}': '-2.5', 'x{a="2"}': '100', 'x{a="3"}': 'NaN' });
const values = (expression: string, time = 0): unknown => valuesOf(expression, store, time);
const [one, two, three] = ['{a="1"}', '{a="2"}', '{a="3"}'];

describe('of each value', () => {
  test.each([
    ['abs(x)', 2.5, 100], ['ceil(x)', -2, 100], ['floor(x)', -3, 100], ['round(x)', -2, 100], ['round(x, 3)', -3, 99], ['round(x, 0.4)', -2.4, 100], ['sgn(x)', -1, 1], ['clamp(x, 0, 50)', 0, 50], ['clamp_min(x, 0)', 0, 100], ['clamp_max(x, 50)', -2.5, 50],
    ['exp(x * 0)', 1, 1], ['ln(x)', Number.NaN, Math.log(100)], ['log2(abs(x))', Math.log2(2.5), Math.log2(100)], ['log10(x)', Number.NaN, 2], ['sqrt(x)', Number.NaN, 10],
  ])('%s', (expression, first, second) => {
    const near = (value: number): unknown => (Number.isNaN(value) ? value : expect.closeTo(value, 9));
    expect(values(expression)).toEqual({ [one]: near(first), [two]: near(second), [three]: Number.NaN });
  });

  test('bounds the wrong way round leave nothing', () => expect(values('clamp(x, 5, 1)')).toEqual({}));
});

describe('arithmetic', () => {
  test.each([
    ['7 % 3', 1], ['-7 % 3', -1], ['7.5 % 2', 1.5], ['1 / 0', Infinity], ['-1 / 0', -Infinity], ['0 / 0', Number.NaN], ['2 ^ 10', 1024], ['1 ^ NaN', 1], ['NaN ^ 0', 1], ['2 ^ -1', 0.5], ['1 atan2 1', Math.PI / 4], ['1 > bool 2', 0], ['2 > bool 1', 1], ['NaN == bool NaN', 0], ['NaN != bool NaN', 1], ['-(3)', -3], ['2 * 3 + 4', 10], ['5m', 300], ['2GiB', 2 ** 31],
  ])('%s', (expression, wanted) => expect(values(expression)).toEqual({ '{}': wanted }));
});

describe('times are UTC', () => {
  // 2024-02-29 23:59:30, a Thursday.
  const leap = Date.UTC(2024, 1, 29, 23, 59, 30);
  test.each([
    ['minute()', 59], ['hour()', 23], ['day_of_week()', 4], ['day_of_month()', 29], ['day_of_year()', 60], ['days_in_month()', 29], ['month()', 2], ['year()', 2024], ['time()', leap / 1000],
  ])('%s', (expression, wanted) => expect(values(expression, leap)).toEqual({ '{}': wanted }));

  test.each([
    ['hour(vector(0))', 0], ['year(vector(0))', 1970], ['day_of_week(vector(0))', 4], ['days_in_month(vector(86400 * 31))', 28], ['month(vector(-1))', 12], ['year(vector(-1))', 1969], ['minute(vector(NaN))', Number.NaN],
  ])('%s', (expression, wanted) => expect(values(expression)).toEqual({ '{}': wanted }));
});

test('sorting gives the same series in another order', () => {
  expect(Object.keys(valuesOf('sort(x)', store, 0))).toEqual(['x{a="1"}', 'x{a="2"}', 'x{a="3"}']);
  expect(Object.keys(valuesOf('sort_desc(x)', store, 0))).toEqual(['x{a="2"}', 'x{a="1"}', 'x{a="3"}']);
});

test('a value older than five minutes, or that ended, is none', () => {
  const stale = storeOf({ x: '1 stale 3' });
  expect(valuesOf('x', stale, 0)).toEqual({ 'x{}': 1 });
  expect(valuesOf('x', stale, MINUTE)).toEqual({});
  expect(valuesOf('x', stale, 7 * MINUTE)).toEqual({ 'x{}': 3 });
  expect(valuesOf('x', stale, 7 * MINUTE + 1)).toEqual({});
  expect(valuesOf('x offset 2m', stale, 4 * MINUTE)).toEqual({ 'x{}': 3 });
});
