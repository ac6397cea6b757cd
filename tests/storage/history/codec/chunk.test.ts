import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromSteps } from '../../../../src/model/precision.ts';
import { Chunk } from '../../../../storage/history/codec/chunk.ts';
import { encodeChunk } from '../../../../storage/history/codec/chunk-encoder.ts';
import { METHOD } from '../../../../storage/history/codec/container.ts';
import { HeadEncoder } from '../../../../storage/history/codec/head-encoder.ts';
import { WindowReader } from '../../../../storage/history/codec/window.ts';
import { chunkOf, COURSES, headsOf, LAYOUT, type ProbeRow, type ProbeTick, windowOf } from './probe.ts';
import { expectedOf, probeTicks } from './support.ts';

const value = (chunk: Chunk, column: number, steps: number): number | string => {
  const stored = LAYOUT.columns[column];
  if (stored !== undefined) return fromSteps(steps, stored.precision);
  return steps === 0 ? '' : (chunk.texts[steps - 1] ?? 'a text that is not there');
};

function expectMoments(chunk: Chunk, ticks: readonly ProbeTick[]): void {
  expect(chunk.times).toEqual(ticks.map(({ time }) => time));
  ticks.forEach((tick, index) => {
    const { ids, columns } = chunk.moment(index, COURSES);
    const read = new Map(ids.map((id, row) => [id, columns.map((column, place) => value(chunk, place, column[row] ?? Number.NaN))]));
    expect(ids.length).toBe(read.size);
    expect(read).toEqual(expectedOf(tick));
    expect(chunk.tickAt(tick.time)).toBe(index);
    expect(chunk.tickAt(tick.time - 1)).toBe(index - 1);
  });
  expect(chunk.tickAt(Infinity)).toBe(ticks.length - 1);
}

/** Every column as a whole, run by run, against the ticks that the runs say. */
function expectColumns(chunk: Chunk, ticks: readonly ProbeTick[]): void {
  const columns = COURSES.map((course, column) => chunk.column(column, course));
  const expected = ticks.map(expectedOf);
  let at = 0;
  for (const { id, start, length } of chunk.runs) {
    expect(start > 0 && expected[start - 1]?.has(id)).toBe(false);
    expect(expected[start + length]?.has(id) ?? false).toBe(false);
    for (let tick = start; tick < start + length; tick += 1) {
      expect(columns.map((column, place) => value(chunk, place, column[at] ?? Number.NaN))).toEqual(expected[tick]?.get(id));
      at += 1;
    }
  }
  expect([at, chunk.rows]).toEqual([chunk.rows, expected.reduce((sum, rows) => sum + rows.size, 0)]);
  const keys = chunk.runs.map(({ id, start }) => id * 1000 + start);
  expect(keys).toEqual(keys.toSorted((left, right) => left - right));
}

test('every moment and every column of arbitrary ticks comes back, packed in any way', () => {
  fc.assert(fc.property(probeTicks, fc.constantFrom(METHOD.raw, METHOD.zstd, METHOD.brotli), (ticks, method) => {
    const chunk = chunkOf(ticks, method);
    expectMoments(chunk, ticks);
    expectColumns(chunk, ticks);
  }), { numRuns: 400 });
});

test('a column of some runs is that part of the whole column', () => {
  fc.assert(fc.property(probeTicks, fc.func(fc.boolean()), (ticks, chosen) => {
    const chunk = chunkOf(ticks, METHOD.raw);
    const wanted = (run: number): boolean => chosen(run);
    COURSES.forEach((course, column) => {
      const whole = chunk.column(column, course);
      const found = new Map<number, number[]>();
      chunk.columnOf(column, course, wanted, (run, values) => found.set(run, [...values]));
      let at = 0;
      chunk.runs.forEach(({ length }, run) => {
        expect(found.get(run)).toEqual(wanted(run) ? [...whole.subarray(at, at + length)] : undefined);
        at += length;
      });
    });
  }), { numRuns: 200 });
});

test('the encoder begins again after a window was sealed', () => {
  fc.assert(fc.property(probeTicks, probeTicks, (first, second) => {
    const encoder = new HeadEncoder(LAYOUT);
    headsOf(first, encoder);
    expect([encoder.ticks, encoder.rows]).toEqual([first.length, first.reduce((sum, { rows }) => sum + rows.length, 0)]);
    encoder.restart();
    expect([encoder.ticks, encoder.rows]).toEqual([0, 0]);
    const window = windowOf(second, headsOf(second, encoder)).window();
    expectMoments(new Chunk(encodeChunk(window, METHOD.raw)), second);
  }), { numRuns: 100 });
});

test('a window is read while it grows', () => {
  fc.assert(fc.property(probeTicks, (ticks) => {
    const heads = headsOf(ticks);
    const reader = new WindowReader(COURSES.length);
    ticks.forEach(({ time }, index) => {
      reader.read(time, heads[index] ?? new Uint8Array(0));
      expectMoments(new Chunk(encodeChunk(reader.window(), METHOD.raw)), ticks.slice(0, index + 1));
    });
  }), { numRuns: 60 });
});

describe('windows at the edge', () => {
  const row = (id: number, changes: Partial<ProbeRow> = {}): ProbeRow => ({ id, load: 1.5, memory: 4096, reads: 0, balance: -7, ports: '80', ...changes });
  const at = (...rows: readonly (readonly ProbeRow[])[]): ProbeTick[] => rows.map((each, index) => ({ time: 1000 + index * 10, rows: each }));
  test.each<[string, ProbeTick[]]>([
    ['one tick, one row', at([row(1)])],
    ['one tick, no row', at([])],
    ['only ticks without rows', at([], [], [])],
    ['ticks in which no row changed', at([row(1, { load: 0 })], [row(1, { load: 0 })], [row(1, { load: 0 })])],
    ['a rate that stays is told at each tick', at([row(1)], [row(1)], [row(1)])],
    ['a rate that ends, and begins again', at([row(1)], [row(1, { load: 0 })], [row(1)])],
    ['unknown from the first, then known, then not', at([row(1, { load: Number.NaN, memory: Number.NaN })], [row(1)], [row(1, { load: Number.NaN, memory: Number.NaN })])],
    ['gone for one tick', at([row(1)], [], [row(1)])],
    ['gone for one tick while another stays', at([row(1), row(2)], [row(2)], [row(2), row(1)])],
    ['another order', at([row(1), row(2), row(3)], [row(3), row(1), row(2)], [row(2, { balance: 1 }), row(3), row(1, { balance: 2 })])],
    ['twice in one frame', at([row(1), row(1, { load: 9 })], [row(1, { load: 2 }), row(2), row(1, { load: 9 })])],
    ['less than a step of change', at([row(1, { memory: 4096 })], [row(1, { memory: 4100 })], [row(1, { memory: 4096 * 2 })])],
    ['from the least to the greatest', at([row(1, { balance: -(2 ** 50) })], [row(1, { balance: 2 ** 50 })], [row(1, { balance: -(2 ** 50) })])],
    ['a text that goes and comes', at([row(1)], [row(1, { ports: '' })], [row(1, { ports: '443' })], [row(1)])],
    ['identities far apart', at([row(1), row(2 ** 40), row(3)])],
  ])('%s', (_, ticks) => {
    const chunk = chunkOf(ticks);
    expectMoments(chunk, ticks);
    expectColumns(chunk, ticks);
  });

  test('more rows than the encoder has room for at first, and columns of more than one part', () => {
    const many = (factor: number): ProbeRow[] => Array.from({ length: 5000 }, (_, index) => row(index * 3, { load: ((index * 7919) % 1000) / 10, memory: ((index * 104_729 * factor) % 1e6) * 4096, balance: (index * factor) % 9 }));
    const ticks = at(many(1), many(2), many(2).slice(100), many(3));
    const chunk = chunkOf(ticks, METHOD.raw);
    expectMoments(chunk, ticks);
    expectColumns(chunk, ticks);
  });
});
