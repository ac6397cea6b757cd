import { expect, test } from 'vitest';
import { CHUNK_VERSION, METHOD, packParts, Parts } from '../../../../storage/history/codec/container.ts';
import { CorruptError } from '../../../../storage/history/codec/corrupt-error.ts';

const PARTS = [Uint8Array.from({ length: 3000 }, (_, index) => index % 7), new Uint8Array(0), Uint8Array.of(1, 2, 3)];

test.each(Object.entries(METHOD))('parts come back, also empty ones: %s', (_, method) => {
  const bytes = packParts(PARTS, method);
  expect([bytes[0], bytes[1]]).toEqual([CHUNK_VERSION, method]);
  const parts = new Parts(bytes);
  PARTS.forEach((part, index) => expect(Uint8Array.from(parts.part(index))).toEqual(part));
  expect(() => parts.part(PARTS.length)).toThrow(CorruptError);
  expect(method === METHOD.raw || bytes.length < 200).toBe(true);
});

test('parts lie anywhere in a larger buffer', () => {
  const bytes = packParts(PARTS, METHOD.zstd);
  const larger = new Uint8Array(bytes.length + 10);
  larger.set(bytes, 5);
  expect(Uint8Array.from(new Parts(larger.subarray(5, 5 + bytes.length)).part(2))).toEqual(PARTS[2]);
});

test('each byte that is another one is noticed', () => {
  const bytes = packParts(PARTS, METHOD.zstd);
  const readAll = (given: Uint8Array): void => {
    const parts = new Parts(given);
    PARTS.forEach((_, index) => parts.part(index));
  };
  readAll(bytes);
  bytes.forEach((byte, at) => expect(() => readAll(bytes.with(at, byte ^ 1)), `byte ${at}`).toThrow(CorruptError));
  for (let length = 0; length < bytes.length; length += 1) expect(() => readAll(bytes.subarray(0, length)), `${length} bytes`).toThrow(CorruptError);
});
