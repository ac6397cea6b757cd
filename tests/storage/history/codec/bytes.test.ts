import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ByteReader, ByteWriter, unzigzag, zigzag } from '../../../../storage/history/codec/bytes.ts';
import { CorruptError } from '../../../../storage/history/codec/corrupt-error.ts';

const LARGEST = Number.MAX_SAFE_INTEGER;
const unsigned = fc.oneof(fc.maxSafeNat(), fc.nat(300), fc.constantFrom(0, 127, 128, 16_383, 16_384, 2 ** 31, 2 ** 32, LARGEST));
const signed = fc.oneof(fc.integer({ min: -(2 ** 52), max: 2 ** 52 - 1 }), fc.integer({ min: -200, max: 200 }));

test('integers to 2^53 - 1, signed ones to 2^52, texts and bytes come back as they were written', () => {
  fc.assert(fc.property(fc.array(fc.tuple(unsigned, signed, fc.string({ unit: 'grapheme' }), fc.uint8Array({ maxLength: 40 })), { maxLength: 60 }), (rows) => {
    const writer = new ByteWriter(1);
    for (const [one, other, text, bytes] of rows) {
      writer.unsigned(one);
      writer.signed(other);
      writer.text(text);
      writer.unsigned(bytes.length);
      writer.bytes(bytes);
    }
    const reader = new ByteReader(writer.view());
    for (const row of rows) {
      expect([reader.unsigned(), reader.signed(), reader.text(), reader.bytes(reader.unsigned())]).toEqual(row);
    }
    expect(reader.left).toBe(0);
  }));
});

test('zigzag keeps small magnitudes small', () => {
  expect([0, -1, 1, -2, 2].map(zigzag)).toEqual([0, 1, 2, 3, 4]);
  fc.assert(fc.property(signed, (value) => {
    expect(zigzag(value)).toBeGreaterThanOrEqual(0);
    expect(zigzag(value)).toBeLessThanOrEqual(LARGEST);
    expect(unzigzag(zigzag(value))).toBe(value);
  }));
});

test('a number has the bytes that LEB128 gives it', () => {
  const written = (value: number): number[] => {
    const writer = new ByteWriter();
    writer.unsigned(value);
    return [...writer.view()];
  };
  expect(written(0)).toEqual([0]);
  expect(written(127)).toEqual([0x7f]);
  expect(written(624_485)).toEqual([0xe5, 0x8e, 0x26]);
  expect(written(LARGEST)).toEqual([255, 255, 255, 255, 255, 255, 255, 15]);
});

test('an area is zero however often the writer was used before, and bits are set in it', () => {
  const writer = new ByteWriter(4);
  writer.bytes(new Uint8Array(40).fill(255));
  writer.clear();
  writer.byte(7);
  writer.area(3);
  for (const bit of [0, 9, 23]) writer.setBit(1, bit);
  expect([...writer.view()]).toEqual([7, 1, 2, 128]);
});

describe('bytes that are not what was written', () => {
  test.each<[string, readonly number[]]>([
    ['nothing', []],
    ['a number that goes on', [0x80]],
    ['a number above 2^53', [255, 255, 255, 255, 255, 255, 255, 16]],
    ['a number that never ends, which once gave NaN', [...Array<number>(200).fill(0x80), 0]],
  ])('%s', (_, bytes) => {
    expect(() => new ByteReader(Uint8Array.from(bytes)).unsigned()).toThrow(CorruptError);
  });

  test('more than there is, more than there may be', () => {
    expect(() => new ByteReader(new Uint8Array(3)).bytes(4)).toThrow(CorruptError);
    expect(() => new ByteReader(Uint8Array.of(200, 1, 65)).text()).toThrow(CorruptError);
    expect(() => new ByteReader(Uint8Array.of(9)).count(8)).toThrow(CorruptError);
  });

  test('any bytes give a whole number in range, or a CorruptError', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 24 }), (bytes) => {
      const reader = new ByteReader(bytes);
      try {
        while (reader.left > 0) expect(Number.isSafeInteger(reader.unsigned())).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(CorruptError);
      }
    }), { numRuns: 3000 });
  });
});
