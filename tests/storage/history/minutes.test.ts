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
