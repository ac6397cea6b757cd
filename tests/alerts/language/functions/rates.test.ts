import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MINUTE, SECOND, storeOf, valuesOf } from '../../support.ts';

const valueOf = (expression: string, values: string, time: number, interval = MINUTE): number | undefined => valuesOf(expression, storeOf({ x: values }, interval), time)['{}'];

describe('rate, increase, delta', () => {
  test('a steady counter rises as much as it does, at any place of the range', () => {
    expect(valueOf('increase(x[5m])', '0+60x20', 10 * MINUTE)).toBe(300);
    expect(valueOf('rate(x[5m])', '0+60x20', 10 * MINUTE)).toBe(1);
    // Between samples: extended to the ends by what is missing there.
    expect(valueOf('increase(x[5m])', '0+60x20', 10 * MINUTE + 30 * SECOND)).toBeCloseTo(300, 9);
  });

  test('a reset counts what came after it', () => {
    // 100, 110, 5, 15: rose by 10, 5 and 10 in 3 of 5 minutes, extended by what lacks at the start.
    expect(valueOf('increase(x[3m])', '100 110 5 15', 3 * MINUTE)).toBeCloseTo(25, 9);
    expect(valueOf('delta(x[3m])', '100 110 5 15', 3 * MINUTE)).toBeCloseTo(-85, 9);
    expect(valueOf('resets(x[3m])', '100 110 5 15', 3 * MINUTE)).toBe(1);
    expect(valueOf('changes(x[3m])', '100 110 5 15', 3 * MINUTE)).toBe(3);
  });

  test('is extended to the ends of the range where samples are near them, and by half a distance where not', () => {
    // Samples at 0 and 1m of a range of 10m that ends at 8m: 7 minutes lack at the end, 2 at the start.
    expect(valueOf('delta(x[10m])', '100 110', 8 * MINUTE)).toBeCloseTo(10 * ((60 + 30 + 30) / 60), 9);
    expect(valueOf('increase(x[10m])', '100 110', 8 * MINUTE)).toBeCloseTo(10 * ((60 + 30 + 30) / 60), 9);
  });

  test('a counter is not extended to before it would have been 0', () => {
    // It rises by 10 a minute from 5: it was 0 half a minute before its first sample.
    expect(valueOf('increase(x[10m])', '5 15 25', 2 * MINUTE)).toBeCloseTo(20 * ((120 + 30) / 120), 9);
    expect(valueOf('increase(x[10m])', '0 10 20', 2 * MINUTE)).toBe(20);
  });

  test('one sample says nothing', () => {
    expect(valueOf('rate(x[30s])', '1 2 3', 2 * MINUTE)).toBeUndefined();
    expect(valueOf('increase(x[5m])', '7', 0)).toBeUndefined();
  });

  test('a counter never falls', () => {
    fc.assert(fc.property(fc.array(fc.nat(50), { minLength: 2, maxLength: 20 }), (values) => {
      expect(valueOf('increase(x[1h])', values.join(' '), (values.length - 1) * MINUTE)).toBeGreaterThanOrEqual(0);
    }));
  });
});

test('irate and idelta look at the last two', () => {
  expect(valueOf('irate(x[5m])', '0 100 160', 2 * MINUTE)).toBe(1);
  expect(valueOf('irate(x[5m])', '0 100 30', 2 * MINUTE)).toBe(0.5);
  expect(valueOf('idelta(x[5m])', '0 100 30', 2 * MINUTE)).toBe(-70);
  expect(valueOf('irate(x[5m])', '0 _ _ 60', 3 * MINUTE)).toBeCloseTo(1 / 3, 12);
});

describe('lines', () => {
  test('deriv is the slope a second', () => {
    expect(valueOf('deriv(x[10m])', '10+6x10', 10 * MINUTE)).toBeCloseTo(0.1, 12);
    expect(valueOf('deriv(x[10m])', '7x10', 10 * MINUTE)).toBe(0);
  });

  test('predict_linear goes on from now', () => {
    expect(valueOf('predict_linear(x[10m], 1h)', '10+6x10', 10 * MINUTE)).toBeCloseTo(70 + 360, 6);
    expect(valueOf('predict_linear(x[10m], 600)', '100-10x10', 10 * MINUTE)).toBeCloseTo(-100, 6);
    expect(valueOf('predict_linear(x[10m], 1h)', '7', 0)).toBeUndefined();
    expect(valueOf('predict_linear(x[10m], 1h)', '5x10', 10 * MINUTE)).toBe(5);
  });
});
