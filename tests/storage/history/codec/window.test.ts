import fc from 'fast-check';
import { expect, test } from 'vitest';
import { METHOD } from '../../../../storage/history/codec/container.ts';
import { encodeChunk } from '../../../../storage/history/codec/chunk-encoder.ts';
import { CorruptError } from '../../../../storage/history/codec/corrupt-error.ts';
import { WindowReader } from '../../../../storage/history/codec/window.ts';
import { mendHead } from './damage.ts';
import { chunkBytes, headsOf, windowOf, WIDTH } from './probe.ts';
import { probeTicks } from './support.ts';

test('what goes on in a window costs less than its first tick', () => {
  const rows = Array.from({ length: 200 }, (_, id) => ({ id, load: 0, memory: id * 8192, reads: 0, balance: id, ports: '' }));
  const changed = rows.map((row) => (row.id === 150 ? { ...row, balance: 7 } : row));
  const [first, second, third] = headsOf([{ time: 1, rows }, { time: 2, rows }, { time: 3, rows: changed }]);
  expect(first?.length).toBeGreaterThan(1000);
  // Version, checksum, and four counts of nothing; then the slot in 2 bytes, the mask and the difference in 2.
  expect(second?.length).toBe(9);
  expect(third?.length).toBe(9 + 2 + 1 + 2);
});

test('ticks that are not in order are refused', () => {
  const ticks = [{ time: 5, rows: [] }, { time: 5, rows: [] }];
  expect(() => windowOf(ticks)).toThrow(CorruptError);
});

test('a head that cannot be read leaves what was before it as it was, wherever in it the damage lies', () => {
  fc.assert(fc.property(probeTicks, fc.nat(), fc.nat({ max: 255 }), (ticks, where, other) => {
    const heads = headsOf(ticks);
    const last = heads.at(-1) ?? new Uint8Array(0);
    const before = ticks.slice(0, -1);
    const reader = windowOf(before, heads);
    const damaged = mendHead(last.with(5 + (where % (last.length - 5)), other));
    const time = ticks.at(-1)?.time ?? 0;
    try {
      reader.read(time, damaged);
    } catch (error) {
      expect(error).toBeInstanceOf(CorruptError);
      if (before.length > 0) expect(encodeChunk(reader.window(), METHOD.zstd)).toEqual(chunkBytes(before));
      // Also what follows it is not mistaken for something else: the true head still fits.
      reader.read(time, last);
      expect(encodeChunk(reader.window(), METHOD.zstd)).toEqual(chunkBytes(ticks));
    }
  }), { numRuns: 1500 });
});

test('a head of another width is refused, or read as what it cannot mean: never more', () => {
  fc.assert(fc.property(probeTicks, fc.integer({ min: 0, max: 40 }), (ticks, width) => {
    fc.pre(width !== WIDTH);
    const reader = new WindowReader(width);
    try {
      headsOf(ticks).forEach((head, index) => reader.read(index + 1, head));
    } catch (error) {
      expect(error).toBeInstanceOf(CorruptError);
    }
    expect(encodeChunk(reader.window(), METHOD.raw).length).toBeGreaterThan(6);
  }));
});
