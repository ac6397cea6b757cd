import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileFormat, LineReader } from '../../../src/collectors/access-logs/index.ts';
import { checkLine, FUZZED, readPieces, spoiled } from './fuzz.ts';

/** 10,000 each in the long run (tests/long). */
const RUNS = Number(process.env['PYPROCWATCH_FUZZ_RUNS'] ?? 500);

describe('any bytes are a line or are counted', () => {
  for (const [format, line] of FUZZED) {
    test(format, () => {
      fc.assert(fc.property(spoiled(line), (bytes) => checkLine(format, bytes)), { numRuns: RUNS });
    });
  }
});

test('where chunks end makes no difference', () => {
  for (const [format, line] of FUZZED) {
    fc.assert(fc.property(fc.array(spoiled(line).map((bytes) => bytes.map((byte) => (byte === 10 ? 32 : byte))), { maxLength: 6 }), fc.integer({ min: 1, max: 400 }), (lines, size) => {
      const bytes = Buffer.concat([...lines, new TextEncoder().encode(line)].flatMap((each) => [each, Buffer.from('\n')]));
      expect(readPieces(format, bytes, size)).toEqual(readPieces(format, bytes, bytes.length));
    }), { numRuns: Math.ceil(RUNS / 20) });
  }
});

describe('bad lines', () => {
  const read = (text: Buffer | string): LineReader => {
    const reader = new LineReader(compileFormat('combined').parser(), () => undefined);
    reader.feed(Buffer.from(text));
    reader.finish();
    return reader;
  };

  test('are told by reason with the first of each, made safe and cut', () => {
    const good = '1.2.3.4 - - [17/May/2015:10:05:03 +0200] "GET / HTTP/1.1" 200 5 "-" "c"\n';
    const reader = read(`${good}\u001B[31mx${'y'.repeat(500)}\nzzz\n${good.replace('17/May', '31/Feb')}${good.replace(' 200 ', ' 2x0 ')}\r\n\n${good.replace('\n', '\r\n')}`);
    expect(reader.lines).toBe(6);
    expect(reader.bad.reasons()).toMatchObject([{ reason: 'not of this format', count: 2 }, { reason: 'a time that cannot be read', count: 1 }, { reason: 'a number that cannot be read', count: 1 }]);
    expect(reader.bad.reasons()[0]?.example).toMatch(/^\uFFFD\[31mxy{194}$/u);
  });

  test('a line of 1 MB and what comes after it', () => {
    const reader = read(`${'x'.repeat(1_000_000)}\n1.2.3.4 - - [17/May/2015:10:05:03 +0200] "GET / HTTP/1.1" 200 5 "-" "c"\n${'"\\'.repeat(32_000)}\n`);
    expect([reader.lines, reader.bad.total]).toEqual([3, 2]);
    expect(reader.bad.reasons().map(({ reason }) => reason).sort()).toEqual(['not of this format', 'too long']);
  });

  test('a byte order mark is no part of the first line', () => {
    expect(read('\uFEFF1.2.3.4 - - [17/May/2015:10:05:03 +0200] "GET / HTTP/1.1" 200 5 "-" "c"').bad.total).toBe(0);
  });
});
