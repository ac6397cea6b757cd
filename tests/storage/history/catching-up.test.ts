import { describe, expect, test } from 'vitest';
import { process as processKind } from '../../../src/model/kinds/process.ts';
import { DEFAULT_TIERS, MINUTES_TIER, SAMPLES_TIER } from '../../../storage/history/tiers.ts';
import { HistoryWriter } from '../../../storage/history/writer.ts';
import { temporaryFolder } from '../../config/support.ts';
import { generate, recordAll, type Tick } from './machine.ts';
import { NAME, withReader } from './support.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const FROM = Date.UTC(2026, 2, 1, 7, 20);

/** Minutes that are told of, by samples or as minutes, and how many of their rows have a name. */
async function told(folder: string): Promise<{ readonly minutes: ReadonlySet<number>; readonly named: number; readonly rows: number }> {
  return withReader(folder, (reader) => {
    const minutes = new Set<number>();
    let [named, rows] = [0, 0];
    for (const tier of [SAMPLES_TIER, MINUTES_TIER]) {
      for (const { chunk, identity } of reader.slices(processKind, 0, Number.MAX_SAFE_INTEGER, tier)) {
        for (const time of chunk.times) minutes.add(Math.floor(time / MINUTE) * MINUTE);
        for (const { id } of chunk.runs) {
          rows += 1;
          if (identity(id).numbers.length > 0) named += 1;
        }
      }
    }
    return { minutes, named, rows };
  });
}

/** A recorder that starts at `now`, tidies for so many minutes, and is killed: nothing of what it holds in memory is written. */
async function tidiedAndKilled(folder: string, now: number, minutes: number): Promise<void> {
  const writer = await HistoryWriter.open(folder, NAME, DEFAULT_TIERS);
  for (let minute = 0; minute < minutes; minute += 1) while (writer.tend(now + minute * 61_000));
  writer.close();
}

const minutesOf = (ticks: readonly Tick[]): number[] => [...new Set(ticks.map(({ time }) => Math.floor(time / MINUTE) * MINUTE))];

describe('a recorder that was away', () => {
  test.each([
    ['samples each half minute, away for five days', 30_000, 1500, 5 * DAY],
    ['samples each half minute, away for a hundred days less than minutes are kept', 30_000, 1500, 40 * DAY],
    ['samples each quarter of an hour over nine days', 15 * MINUTE, 864, HOUR],
    ['samples each five minutes, away for a week', 5 * MINUTE, 1000, 7 * DAY],
  ])('and is killed while it catches up loses nothing: %s', async (_what, intervalMilliseconds, ticks, away) => {
    const folder = temporaryFolder();
    const recorded = generate({ seed: 41, from: FROM, ticks, intervalMilliseconds, processes: 5, gaps: 0 });
    await recordAll(folder, recorded);
    const now = (recorded.at(-1)?.time ?? 0) + away;
    await tidiedAndKilled(folder, now, 5);
    await tidiedAndKilled(folder, now + HOUR, 5);
    const { minutes, named, rows } = await told(folder);
    expect(minutesOf(recorded).filter((minute) => !minutes.has(minute)).map((minute) => new Date(minute).toISOString())).toEqual([]);
    expect([named, rows]).toEqual([rows, rows]);
  });
});
