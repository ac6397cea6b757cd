import { expect, test } from 'vitest';
import { ByteWriter } from '../../../../storage/history/codec/bytes.ts';
import { Chunk } from '../../../../storage/history/codec/chunk.ts';
import { encodeChunk } from '../../../../storage/history/codec/chunk-encoder.ts';
import { METHOD, packParts } from '../../../../storage/history/codec/container.ts';
import { CorruptError } from '../../../../storage/history/codec/corrupt-error.ts';
import { WindowReader } from '../../../../storage/history/codec/window.ts';
import { damaged, mendChunk, mendHead } from './damage.ts';
import { COURSES, chunkBytes, headsOf, type ProbeRow, type ProbeTick, WIDTH } from './probe.ts';

const ROUNDS = 3000;
/** What reading a few hundred bytes may take, whatever they claim. */
const MOST_BYTES = 32 * 2 ** 20;

/** Park and Miller's generator: the same damage at each run. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

function ticksOf(count: number, rows: number): ProbeTick[] {
  const random = randomOf(7);
  return Array.from({ length: count }, (_, tick) => ({
    time: 1_700_000_000_000 + tick * 1000,
    rows: Array.from({ length: rows }, (_, id): ProbeRow => ({ id, load: random(3) === 0 ? random(1000) / 10 : 0, memory: random(4) * 4096, reads: random(2), balance: id - tick, ports: random(9) === 0 ? '80' : '' })).filter(() => random(20) > 0),
  }));
}

const TICKS = ticksOf(12, 15);
const readAll = (bytes: Uint8Array): void => {
  const chunk = new Chunk(bytes);
  chunk.times.forEach((_, tick) => chunk.moment(tick, COURSES));
  COURSES.forEach((course, column) => chunk.column(column, course));
};

/** Reads; true when it could be read, false when it told that it is damaged. Anything else fails the test, and so does much memory. */
function read(work: () => void): boolean {
  const { arrayBuffers } = process.memoryUsage();
  try {
    work();
    return true;
  } catch (error) {
    if (!(error instanceof CorruptError)) throw error;
    return false;
  } finally {
    expect(process.memoryUsage().arrayBuffers - arrayBuffers).toBeLessThan(MOST_BYTES);
  }
}

test.each(Object.entries(METHOD))('a chunk that is damaged is refused by its checksum, whatever it is: %s', (_, method) => {
  const random = randomOf(11);
  const whole = chunkBytes(TICKS, method);
  readAll(whole);
  let refused = 0;
  let other = 0;
  for (let round = 0; round < ROUNDS / 3; round += 1) {
    const bytes = damaged(whole, random);
    if (Buffer.compare(bytes, whole) === 0) continue;
    other += 1;
    if (!read(() => readAll(bytes))) refused += 1;
  }
  expect(refused).toBe(other);
  expect(other).toBeGreaterThan(ROUNDS / 4);
});

test.each(Object.entries(METHOD))('a damaged chunk whose checksum was mended gives wrong values or a CorruptError, in little memory: %s', (_, method) => {
  const random = randomOf(13);
  const whole = chunkBytes(TICKS, method);
  let readable = 0;
  for (let round = 0; round < ROUNDS / 3; round += 1) {
    if (read(() => readAll(mendChunk(damaged(whole, random))))) readable += 1;
  }
  expect(readable).toBeLessThan(ROUNDS / 3);
  // Of what is not packed much can be read, as something else.
  if (method === METHOD.raw) expect(readable).toBeGreaterThan(20);
});

test('a damaged head whose checksum was mended gives wrong values or a CorruptError, and the window can be sealed and read', () => {
  const random = randomOf(17);
  const heads = headsOf(TICKS);
  let [readable, refused] = [0, 0];
  for (let round = 0; round < ROUNDS; round += 1) {
    const reader = new WindowReader(WIDTH);
    const target = random(heads.length);
    heads.forEach((head, index) => {
      const bytes = index === target ? mendHead(damaged(head, random)) : head;
      if (read(() => reader.read(TICKS[index]?.time ?? 0, bytes))) readable += 1;
      else refused += 1;
    });
    readAll(encodeChunk(reader.window(), METHOD.raw));
  }
  expect(readable).toBeGreaterThan(ROUNDS);
  expect(refused).toBeGreaterThan(ROUNDS / 10);
});

test('a damaged head is refused by its checksum', () => {
  const random = randomOf(19);
  const [head = new Uint8Array(0)] = headsOf(TICKS);
  for (let round = 0; round < ROUNDS; round += 1) {
    const bytes = damaged(head, random);
    if (Buffer.compare(bytes, head) === 0) continue;
    expect(() => new WindowReader(WIDTH).read(1, bytes)).toThrow(CorruptError);
  }
});

test('bytes of any kind are no chunk and no head', () => {
  const random = randomOf(23);
  for (let round = 0; round < ROUNDS; round += 1) {
    const bytes = Uint8Array.from({ length: random(60) }, () => random(256));
    expect(() => new Chunk(bytes)).toThrow(CorruptError);
    expect(() => new WindowReader(WIDTH).read(1, bytes)).toThrow(CorruptError);
  }
});

test.each([
  ['cells', 0, 4_000_000],
  ['changed rows', 4_000_000, 0],
])('a chunk of a few bytes that claims millions of %s is refused before room is made for them', (_, changed, cells) => {
  const head = new ByteWriter();
  // One tick, one run, one row, one column without a body; no texts, the time, the run.
  for (const value of [1, 1, 1, changed, 1, 1, 0, 1, 0, 1, cells, 0, 0, 2, 2, 0, 0]) head.unsigned(value);
  expect(() => new Chunk(packParts([head.view(), new Uint8Array(0)], METHOD.raw))).toThrow(CorruptError);
  head.clear();
  for (const value of [1, 1, 1, 0, 1, 1, 0, 1, 0, 1, 0, 0, 0, 2, 2, 0, 0]) head.unsigned(value);
  expect(new Chunk(packParts([head.view(), new Uint8Array(0)], METHOD.raw)).rows).toBe(1);
});
