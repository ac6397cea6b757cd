import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromSteps, toPrecision, toSteps, UNKNOWN_STEPS } from '../../src/model/precision.ts';

const precision = fc.constantFrom(1e-5, 0.001, 0.01, 0.1, 0.5, 1, 1024, 4096);
const value = fc.oneof(fc.double({ min: -1e10, max: 1e10, noNaN: true }), fc.integer(), fc.constantFrom(0, 0.5, -0.5, 1e-9));

test('what is kept is within half a step of what was given', () => {
  fc.assert(fc.property(value, precision, (given, step) => {
    const kept = toPrecision(given, step);
    // The last bit of a double is not the codec's.
    expect(Math.abs(kept - given)).toBeLessThanOrEqual(step / 2 + Math.abs(given) * Number.EPSILON * 2);
  }), { numRuns: 2000 });
});

test('what was kept is kept as it is', () => {
  fc.assert(fc.property(fc.oneof(value, fc.double()), precision, (given, step) => {
    const kept = toPrecision(given, step);
    expect(toPrecision(kept, step)).toBe(kept);
    expect(toSteps(kept, step)).toBe(toSteps(given, step));
  }), { numRuns: 2000 });
});

test('steps are whole and exact in a double, also their difference', () => {
  fc.assert(fc.property(fc.double(), fc.double(), precision, (one, other, step) => {
    for (const steps of [toSteps(one, step), toSteps(other, step), toSteps(one, step) - toSteps(other, step)]) expect(Number.isSafeInteger(steps)).toBe(true);
    expect(Object.is(toSteps(one, step), -0)).toBe(false);
  }), { numRuns: 2000 });
});

describe('decimals are those that a person would write', () => {
  test.each([
    [0.1 + 0.2, 0.1, 0.3], [99.95, 0.1, 100], [12.34, 0.1, 12.3], [0.07, 0.01, 0.07], [1.005, 0.01, 1], [1.1 * 3, 0.01, 3.3],
    [0.000_014_9, 1e-5, 0.000_01], [3.741_592_653, 1e-5, 3.741_59], [0.0015, 0.001, 0.002], [-0.3, 0.1, -0.3], [-12.34, 0.01, -12.34],
    [5000, 4096, 4096], [1023, 1024, 1024],
  ])('%d to %d is %d', (given, step, expected) => {
    expect(toPrecision(given, step)).toBe(expected);
  });

  test('any number of decimals', () => {
    fc.assert(fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.constantFrom(1, 2, 3, 5), (digits, decimals) => {
      const written = Number(`${digits}e-${decimals}`);
      expect(toPrecision(written, Number(`1e-${decimals}`))).toBe(digits === 0 ? 0 : written);
    }), { numRuns: 2000 });
  });
});

test.each([Number.NaN, Infinity, -Infinity, 2 ** 51, -(2 ** 51), Number.MAX_VALUE])('%d is not known', (given) => {
  expect(toSteps(given, 1)).toBe(UNKNOWN_STEPS);
  expect(toPrecision(given, 1)).toBe(Number.NaN);
});

test('a negative value is not taken for an unknown one, and zero has one sign', () => {
  expect([toSteps(-1, 1), toSteps(-0, 1), toSteps(-0.2, 1), toSteps(0, 1)]).toEqual([-2, 0, 0, 0]);
  expect([toPrecision(-1, 1), toPrecision(-0, 1), toPrecision(-0.2, 1)]).toEqual([-1, 0, 0]);
  expect(fromSteps(toSteps(2 ** 50, 1), 1)).toBe(2 ** 50);
  expect(fromSteps(toSteps(-(2 ** 50), 1), 1)).toBe(-(2 ** 50));
});
