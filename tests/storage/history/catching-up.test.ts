import { describe, expect, test } from 'vitest';
import { process as processKind } from '../../../src/model/kinds/process.ts';
import { decodeRollup } from '../../../storage/history/codec/rollup.ts';
import { blobOf, numberOf } from '../../../storage/history/sqlite.ts';
import { DEFAULT_TIERS, MINUTES_TIER, SAMPLES_TIER } from '../../../storage/history/tiers.ts';
import { HistoryWriter } from '../../../storage/history/writer.ts';
import { temporaryFolder } from '../../config/support.ts';
import { generate, recordAll, snapshotAt, type Tick } from './machine.ts';
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
    const recorded = generate({ seed: 41, from: FROM, ticks, intervalMilliseconds, processes: 2, gaps: 0 });
    await recordAll(folder, recorded);
    const now = (recorded.at(-1)?.time ?? 0) + away;
    await tidiedAndKilled(folder, now, 5);
    await tidiedAndKilled(folder, now + HOUR, 5);
    const { minutes, named, rows } = await told(folder);
    expect(minutesOf(recorded).filter((minute) => !minutes.has(minute)).map((minute) => new Date(minute).toISOString())).toEqual([]);
    expect([named, rows]).toEqual([rows, rows]);
  });
});

/** Seconds that the hourly totals of the host tell of, by hour. */
async function hourSeconds(folder: string): Promise<Map<number, number>> {
  return withReader(folder, ({ database }) => new Map(database.all("SELECT hour, blob FROM rollup WHERE kind = 'host' ORDER BY hour").map((row): [number, number] => {
    const hour = numberOf(row, 'hour');
    return [hour, Math.max(...[...decodeRollup(blobOf(row, 'blob'), hour).entities.values()].flatMap((fields) => [...fields.values()].map(({ seconds }) => seconds)))];
  })));
}

describe('samples that are kept no longer than minutes wait', () => {
  test.each([[15_000, 40], [60_000, 60]])('each %d ms: every minute is made once, and hours are whole', async (intervalMilliseconds, hours) => {
    const folder = temporaryFolder();
    const ticks = generate({ seed: 41, from: FROM, ticks: Math.floor((hours * HOUR) / intervalMilliseconds), intervalMilliseconds, processes: 2, gaps: 0 });
    const tiers = { ...DEFAULT_TIERS, samplesMilliseconds: DAY };
    const writer = await HistoryWriter.open(folder, NAME, tiers);
    const end = ticks.at(-1)?.time ?? 0;
    for (const tick of ticks) {
      expect(writer.record(snapshotAt(tick))).toBe(true);
      // As a screen does: minutes and totals are left for a day.
      writer.tend(tick.time, DAY);
    }
    for (let minute = 0; minute < 200; minute += 1) writer.tend(end + minute * 61_000, DAY);
    writer.close();
    const { minutes } = await told(folder);
    expect(minutesOf(ticks).filter((minute) => !minutes.has(minute))).toEqual([]);
    const overlapping = await withReader(folder, ({ database }) => numberOf(database.get('SELECT count(*) AS n FROM chunk AS one JOIN chunk AS other ON one.layout = other.layout AND one.tier = other.tier AND one.id < other.id AND one.t0 <= other.t1 AND other.t0 <= one.t1 WHERE one.tier = ?', MINUTES_TIER), 'n'));
    expect(overlapping).toBe(0);
    const found = await hourSeconds(folder);
    expect(found.size).toBeGreaterThan(3);
    // The first one began in the middle.
    for (const [hour, seconds] of [...found].slice(1)) expect([new Date(hour).toISOString(), Math.round(seconds)]).toEqual([new Date(hour).toISOString(), 3600]);
  });
});

test('a damaged chunk of what is no longer recorded goes in its time', async () => {
  const folder = temporaryFolder();
  const ticks = generate({ seed: 43, from: FROM, ticks: 1300, intervalMilliseconds: 30_000, processes: 2, gaps: 0 });
  await recordAll(folder, ticks);
  const writer = await HistoryWriter.open(folder, NAME, DEFAULT_TIERS);
  writer.database.run('UPDATE chunk SET blob = ? WHERE id = (SELECT id FROM chunk WHERE tier = ? ORDER BY t0 DESC LIMIT 1)', Uint8Array.of(1, 2, 3), SAMPLES_TIER);
  for (let minute = 0; minute < 30; minute += 1) while (writer.tend((ticks.at(-1)?.time ?? 0) + 20 * DAY + minute * 61_000));
  expect(numberOf(writer.database.get('SELECT count(*) AS n FROM chunk WHERE tier = ?', SAMPLES_TIER), 'n')).toBe(0);
  writer.close();
});
