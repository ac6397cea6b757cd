import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { process as processKind } from '../../../src/model/kinds/process.ts';
import { IdentityReader } from '../../../storage/history/identity-reader.ts';
import { spansOf } from '../../../storage/history/minute.ts';
import { MinuteFolder } from '../../../storage/history/minutes.ts';
import { temporaryFolder } from '../../config/support.ts';
import { recordAll, type Sample, type Tick } from './machine.ts';
import { withReader } from './support.ts';

const MINUTE = 60_000;
const FROM = Date.UTC(2026, 2, 1, 7);

const sample = (pid: number, figures: Partial<Sample>): Sample => ({ pid, startTime: 1, group: 'g', user: 'root', container: '', cpuPercent: 0, rssBytes: 4096, readBytesPerSecond: Number.NaN, ...figures });

/** The minutes that a history of these ticks gives, chunk by chunk; rows as [pid, cpu, memory]. */
async function minutesOf(ticks: readonly Tick[], breakBefore?: (tick: number) => boolean): Promise<{ time: number; rows: readonly (readonly number[])[] }[]> {
  const folder = temporaryFolder();
  await recordAll(folder, ticks, { tendAfter: () => false, ...(breakBefore === undefined ? {} : { breakBefore }) });
  return withReader(folder, (reader) => {
    let folder: MinuteFolder | undefined;
    const minutes = [...reader.slices(processKind, 0, Number.MAX_SAFE_INTEGER)].flatMap(({ chunk, layout }) => {
      folder ??= new MinuteFolder(processKind, layout, new IdentityReader(reader.database));
      return folder.feed(chunk, 0);
    });
    const last = folder?.finish();
    expect(folder?.finish()).toBeUndefined();
    return [...minutes, ...(last === undefined ? [] : [last])].map(({ time, frame }) => ({
      time: time - FROM,
      rows: Array.from({ length: frame.count }, (_, row) => [frame.number('pid', row), frame.number('cpuPercent', row), frame.number('rssBytes', row)]),
    }));
  });
}

const at = (seconds: number, ...processes: readonly Sample[]): Tick => ({ time: FROM + seconds * 1000, processes });

describe('a minute', () => {
  test('has means: of rates over all its samples, of levels over those in which they were known', async () => {
    expect(await minutesOf([
      at(10, sample(1, { cpuPercent: 40, rssBytes: 8192 })),
      at(20, sample(1, { cpuPercent: Number.NaN, rssBytes: Number.NaN })),
      at(30, sample(1, { cpuPercent: 20, rssBytes: 16_384 })),
      at(40, sample(1, { cpuPercent: 0, rssBytes: Number.NaN })),
    ])).toEqual([{ time: 0, rows: [[1, 15, 12_288]] }]);
  });

  test('has who was there at its end, and who used anything; who only slept and went is left out', async () => {
    const minutes = await minutesOf([
      at(0, sample(1, {}), sample(2, { cpuPercent: 50 }), sample(3, {})),
      at(30, sample(1, {})),
      at(60, sample(1, {})),
    ]);
    expect(minutes).toEqual([{ time: 0, rows: [[1, 0, 4096], [2, 25, 4096]] }, { time: MINUTE, rows: [[1, 0, 4096]] }]);
  });

  test('goes on over the end of a chunk', async () => {
    const ticks = [at(50, sample(1, { cpuPercent: 10 })), at(70, sample(1, { cpuPercent: 20 })), at(90, sample(1, { cpuPercent: 40 })), at(130, sample(1, {}))];
    const whole = await minutesOf(ticks);
    expect(whole.map(({ rows }) => rows[0]?.[1])).toEqual([10, 30, 0]);
    for (const cut of [1, 2, 3]) expect(await minutesOf(ticks, (tick) => tick === cut)).toEqual(whole);
    expect(await minutesOf(ticks, () => true)).toEqual(whole);
  });

  test('a process that two writers saw within it is one row, not two', async () => {
    const ticks = [at(10, sample(1, { cpuPercent: 30, rssBytes: 8192 })), at(20, sample(1, { cpuPercent: 50, rssBytes: 16_384 }))];
    expect(await minutesOf(ticks, (tick) => tick === 1)).toEqual([{ time: 0, rows: [[1, 40, 12_288]] }]);
  });
});

test('spans are the minutes, or hours, that ticks later than a time fall into', () => {
  const times = [10, 59_999, 60_000, 180_001, 180_002];
  expect(spansOf(times, 0)).toEqual([{ time: 0, from: 0, to: 2 }, { time: 60_000, from: 2, to: 3 }, { time: 180_000, from: 3, to: 5 }]);
  expect(spansOf(times, 59_999)).toEqual([{ time: 60_000, from: 2, to: 3 }, { time: 180_000, from: 3, to: 5 }]);
  expect(spansOf(times, 180_001, 3_600_000)).toEqual([{ time: 0, from: 4, to: 5 }]);
  expect(spansOf(times, 180_002)).toEqual([]);
});

/** Feeds what the folder holds; chunks are known by weak references alone. */
const fedFrom = (folder: string): Promise<{ readonly minutes: MinuteFolder | undefined; readonly chunks: readonly WeakRef<object>[] }> => withReader(folder, (reader) => {
  const chunks: WeakRef<object>[] = [];
  let minutes: MinuteFolder | undefined;
  for (const { chunk, layout } of reader.slices(processKind, 0, Number.MAX_SAFE_INTEGER)) {
    minutes ??= new MinuteFolder(processKind, layout, new IdentityReader(reader.database));
    minutes.feed(chunk, 0);
    chunks.push(new WeakRef(chunk));
  }
  return { minutes, chunks };
});

test('a minute that goes on over the ends of chunks does not keep these in memory', async () => {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') throw new Error('this Node cannot collect on demand');
  const folder = temporaryFolder();
  // A chunk each minute, from the middle of one to the middle of the next.
  await recordAll(folder, Array.from({ length: 16 }, (_, index) => at(30 * index, sample(1, { cpuPercent: index }))), { tendAfter: () => false, breakBefore: (tick) => tick % 2 === 1 });
  const { minutes, chunks } = await fedFrom(folder);
  expect(chunks.length).toBeGreaterThan(6);
  const held = (): number => chunks.filter((chunk) => chunk.deref() !== undefined).length;
  // Looked at, what a weak reference leads to stays until the task is over; what was called last may be on the stack still.
  for (let attempt = 0; attempt < 20 && held() > 0; attempt += 1) {
    await sleep(5);
    collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
  }
  expect(held()).toBe(0);
  expect(minutes?.finish()).toBeDefined();
});
