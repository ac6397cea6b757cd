import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { snappy } from '../../../src/exporters/remote-write/snappy.ts';
import { unsnappy } from './decode.ts';

const expectSame = (input: Uint8Array): Uint8Array => {
  const output = snappy(input);
  expect(Buffer.from(unsnappy(output)).equals(input)).toBe(true);
  return output;
};

describe('a Snappy block', () => {
  test('is as the format says', () => {
    expect([...snappy(new Uint8Array(0))]).toEqual([0]);
    expect([...snappy(Buffer.from('a'))]).toEqual([1, 0, 97]);
    // A literal of 4, then a copy of 96 from 4 back: 64 and 32.
    expect([...snappy(Buffer.from('abcd'.repeat(25)))]).toEqual([100, 12, 97, 98, 99, 100, 254, 4, 0, 126, 4, 0]);
  });

  test('of any length around what a block and a literal hold is read back', () => {
    for (const length of [1, 15, 16, 17, 59, 60, 61, 255, 256, 257, 65_535, 65_536, 65_537, 131_072, 200_001]) {
      expectSame(randomBytes(length));
      expectSame(Buffer.alloc(length, 'x'));
      expectSame(Buffer.alloc(length, 'the quick brown fox '));
    }
  });

  test('finds what is alike', () => {
    const source = readFileSync('tests/exporters/remote-write/decode.ts');
    expect(expectSame(source).length).toBeLessThan(source.length * 0.6);
    expect(expectSame(Buffer.alloc(1e6, 'same again ')).length).toBeLessThan(50_000);
    expect(expectSame(randomBytes(1e5)).length).toBeLessThan(100_100);
  });

  test('of anything is read back', () => {
    const piece = fc.oneof(fc.uint8Array({ maxLength: 80 }), fc.constantFrom(...['name', '__name__', 'pyprocwatch_group_', '\n\u0008instance'].map((text) => Uint8Array.from(Buffer.from(text)))));
    const pieces = fc.tuple(fc.array(piece, { maxLength: 40 }), fc.integer({ min: 1, max: 40 }));
    fc.assert(fc.property(pieces, ([parts, times]) => {
      const once = Buffer.concat(parts);
      expectSame(Buffer.concat(Array.from({ length: times }, () => once)));
    }), { numRuns: 300 });
  });
});
