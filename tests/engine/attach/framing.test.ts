import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MalformedError, MessageReader, pack } from '../../../src/engine/attach/framing.ts';
import { failureOf } from './same.ts';

const MOST = 4096;

const bytesOf = (messages: readonly unknown[]): Buffer => Buffer.concat(messages.flatMap((message) => [...pack(message)]));

/** Cuts bytes at the places given, as parts of the whole. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...places.map((place) => Math.floor(place * bytes.length)), bytes.length].sort((left, right) => left - right);
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

function readAll(chunks: readonly Buffer[]): { messages: unknown[]; error: unknown } {
  const reader = new MessageReader(MOST);
  const messages: unknown[] = [];
  const error = failureOf(() => {
    for (const chunk of chunks) for (const message of reader.push(chunk)) messages.push(message);
  });
  return { messages, error };
}

const someMessage = fc.oneof(
  fc.record({ type: fc.string(), id: fc.nat(), list: fc.array(fc.double(), { maxLength: 20 }) }),
  fc.array(fc.double({ noDefaultInfinity: false }), { maxLength: 50 }).map((values) => ({ numbers: Float64Array.from(values) })),
  fc.string({ unit: 'binary', maxLength: 50 }),
  fc.constant(undefined),
);
const places = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 });

describe('messages in a stream of bytes', () => {
  test('arrive as they were sent, however the stream is cut', () => {
    fc.assert(fc.property(fc.array(someMessage, { maxLength: 8 }), places, (messages, at) => {
      expect(readAll(cut(bytesOf(messages), at))).toEqual({ messages, error: undefined });
    }), { numRuns: 500 });
  });

  test('byte by byte', () => {
    const messages = [{ a: 1 }, 'two', { numbers: Float64Array.of(Number.NaN, -0) }];
    expect(readAll([...bytesOf(messages)].map((byte) => Buffer.of(byte)))).toEqual({ messages, error: undefined });
  });

  test('arbitrary bytes are messages or malformed, the same however they are cut, and never anything else', () => {
    const junk = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      // A right length before it, so that what is in it is reached.
      fc.uint8Array({ minLength: 1, maxLength: 200 }).map((body) => Buffer.concat([Buffer.from(Uint32Array.of(body.length).buffer), body])),
      fc.tuple(someMessage, fc.nat(), fc.nat(255)).map(([message, place, byte]) => {
        const bytes = bytesOf([message]);
        bytes.set([byte], 4 + (place % (bytes.length - 4)));
        return bytes;
      }),
    );
    fc.assert(fc.property(fc.array(junk, { maxLength: 4 }), places, (pieces, at) => {
      const bytes = Buffer.concat(pieces);
      const whole = readAll([bytes]);
      if (whole.error !== undefined) expect(whole.error).toBeInstanceOf(MalformedError);
      const parts = readAll(cut(bytes, at));
      expect(parts.messages).toEqual(whole.messages);
      expect(String(parts.error)).toBe(String(whole.error));
    }), { numRuns: 2000 });
  });

  test('one that is too long is refused by its length, before any of it came', () => {
    const { error } = readAll([Buffer.from(Uint32Array.of(MOST + 1).buffer)]);
    expect(String(error)).toBe('MalformedError: a message of 4097 bytes, where 4096 are the most');
    expect(readAll([Buffer.from(Uint32Array.of(MOST).buffer)])).toEqual({ messages: [], error: undefined });
  });

  test('none of no length', () => {
    expect(readAll([Buffer.alloc(4)]).error).toBeInstanceOf(MalformedError);
  });
});
