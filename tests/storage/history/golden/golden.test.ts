import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fromSteps } from '../../../../src/model/precision.ts';
import { ByteReader } from '../../../../storage/history/codec/bytes.ts';
import { Chunk } from '../../../../storage/history/codec/chunk.ts';
import { METHOD, Parts } from '../../../../storage/history/codec/container.ts';
import { chunkBytes, COURSES, headsOf, LAYOUT, windowOf } from '../codec/probe.ts';
import { expectedOf } from '../codec/support.ts';
import { chunkFile, HEADS_FILE, TICKS } from './input.ts';

// What these files hold was written by version 1 of the format; `write.ts` made them. A test that fails here means that
// histories which people have can no longer be read, or that older programs misread what is written now.
const golden = (name: string): Uint8Array => Uint8Array.from(readFileSync(join(import.meta.dirname, name)));

function goldenHeads(): Uint8Array[] {
  const reader = new ByteReader(golden(HEADS_FILE));
  const heads: Uint8Array[] = [];
  while (reader.left > 0) heads.push(reader.bytes(reader.unsigned()).slice());
  return heads;
}

test.each(Object.keys(METHOD))('a chunk of version 1 reads as what was recorded: %s', (name) => {
  const chunk = new Chunk(golden(chunkFile(name)));
  expect(chunk.times).toEqual(TICKS.map(({ time }) => time));
  TICKS.forEach((tick, index) => {
    const { ids, columns } = chunk.moment(index, COURSES);
    const read = ids.map((id, row) => [id, columns.map((column, place) => {
      const stored = LAYOUT.columns[place];
      const steps = column[row] ?? Number.NaN;
      return stored === undefined ? (chunk.texts[steps - 1] ?? '') : fromSteps(steps, stored.precision);
    })] as const);
    expect(new Map(read)).toEqual(expectedOf(tick));
  });
});

test('heads of version 1 read as the window that was recorded', () => {
  expect(windowOf(TICKS, goldenHeads()).window()).toEqual(windowOf(TICKS).window());
});

test('the same bytes are written today', () => {
  expect(headsOf(TICKS)).toEqual(goldenHeads());
  expect(chunkBytes(TICKS, METHOD.raw)).toEqual(golden(chunkFile('raw')));
});

// How well a library packs may change from one Node to the next; what is packed may not.
test.each(['zstd', 'brotli'] as const)('the same parts are packed today: %s', (name) => {
  const [then, now] = [new Parts(golden(chunkFile(name))), new Parts(chunkBytes(TICKS, METHOD[name]))];
  for (const part of [0, 1]) expect(Uint8Array.from(now.part(part))).toEqual(Uint8Array.from(then.part(part)));
  expect(() => then.part(2)).toThrow('a chunk has no part 2');
});

test('what a store says of a kind is written as it was', () => {
  expect(JSON.stringify(LAYOUT)).toBe('{"kind":"probe","columns":[{"name":"load","precision":0.1,"course":"rate"},{"name":"memory","precision":4096,"course":"level"},{"name":"reads","precision":1,"course":"rate"},{"name":"balance","precision":1,"course":"level"}],"changingTexts":["ports"],"keyNumbers":["id"],"texts":["name"]}');
});
