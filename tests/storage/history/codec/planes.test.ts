import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commonDivisor, planesFor, readPlanes, writePlanes } from '../../../../storage/history/codec/planes.ts';

const MOST = 2 ** 51;
const values = fc.oneof(
  fc.array(fc.integer({ min: -MOST, max: MOST })),
  fc.array(fc.integer({ min: -300, max: 300 })),
  fc.tuple(fc.array(fc.integer({ min: -1000, max: 1000 })), fc.integer({ min: 1, max: 2 ** 30 })).map(([steps, factor]) => steps.map((step) => step * factor)),
).map((list) => Float64Array.from(list));

test('values come back, in as few planes as the largest needs', () => {
  fc.assert(fc.property(values, (given) => {
    const divisor = commonDivisor(given);
    const planes = planesFor(given, divisor);
    const bytes = new Uint8Array(planes * given.length);
    writePlanes(given, divisor, planes, bytes);
    expect(readPlanes(bytes, given.length, divisor, planes)).toEqual(given.map((value) => value + 0));
    if (planes > 0) expect(bytes.subarray((planes - 1) * given.length).some((byte) => byte !== 0)).toBe(true);
  }), { numRuns: 1000 });
});

test('the divisor divides all, and nothing greater does', () => {
  fc.assert(fc.property(values, (given) => {
    const divisor = commonDivisor(given);
    expect(divisor).toBeGreaterThanOrEqual(1);
    const rest = given.map((value) => value / divisor);
    expect(rest.every(Number.isInteger)).toBe(true);
    expect(commonDivisor(rest)).toBe(1);
  }));
  expect(commonDivisor(new Float64Array(0))).toBe(1);
  expect(commonDivisor(new Float64Array(3))).toBe(1);
  expect(commonDivisor(Float64Array.of(-12, 0, 18))).toBe(6);
});

test('low bytes stand first, all together', () => {
  const given = Float64Array.of(0, 1, -1, 300);
  expect(planesFor(given, 1)).toBe(2);
  const bytes = new Uint8Array(8);
  writePlanes(given, 1, 2, bytes);
  expect([...bytes]).toEqual([0, 2, 1, 88, 0, 0, 0, 2]);
  expect(planesFor(new Float64Array(5), 1)).toBe(0);
  expect(planesFor(Float64Array.of(127), 1)).toBe(1);
  expect(planesFor(Float64Array.of(128), 1)).toBe(2);
});
