import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Tally } from '../../../src/analysis/tally.ts';
import { toPrecision } from '../../../src/model/precision.ts';
import { process as processKind } from '../../../src/model/kinds/process.ts';
import { packParts, METHOD, Parts } from '../../../storage/history/codec/container.ts';
import { decodeRollup } from '../../../storage/history/codec/rollup.ts';
import { Compaction } from '../../../storage/history/compaction.ts';
import { IdentityReader } from '../../../storage/history/identity-reader.ts';
import { readLayouts } from '../../../storage/history/layouts.ts';
import { STORE_FILE } from '../../../storage/history/schema.ts';
import { blobOf, Database, numberOf } from '../../../storage/history/sqlite.ts';
import { DEFAULT_TIERS, MINUTES_TIER, SAMPLES_TIER } from '../../../storage/history/tiers.ts';
import { temporaryFolder } from '../../config/support.ts';
import { type By, generate, MEASURED, plainTallies, recordAll, seeded, type Tick } from './machine.ts';
import { withReader } from './support.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const FROM = Date.UTC(2026, 2, 1, 7, 20);
const INTERVAL = 20_000;
/** Longer than the longest window of minutes. */
const TICKS = generate({ seed: 21, from: FROM, ticks: 2700, intervalMilliseconds: INTERVAL, processes: 6 });
/** Long after: what was open is settled then. */
const later = (ticks: readonly Tick[], hours: number): Tick => ({ time: (ticks.at(-1)?.time ?? 0) + hours * HOUR, processes: [] });

const RATES = new Set(['cpuPercent', 'readBytesPerSecond']);
const PRECISION = { cpuPercent: 0.1, rssBytes: 4096, readBytesPerSecond: 1 } as const;

function grouped<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

/** Minutes worked out plainly: `time/pid/start` to the figures. */
function plainMinutes(ticks: readonly Tick[]): Map<string, readonly number[]> {
  const minutes = grouped(ticks, ({ time }) => Math.floor(time / MINUTE) * MINUTE);
  const found = new Map<string, readonly number[]>();
  for (const [time, own] of minutes) {
    const rows = grouped(own.flatMap(({ processes }) => processes), ({ pid, startTime }) => `${pid}/${startTime}`);
    for (const [who, samples] of rows) {
      const figures = MEASURED.map((field) => {
        const known = samples.map((sample) => sample[field]).filter((value) => !Number.isNaN(value));
        if (known.length === 0) return Number.NaN;
        return known.reduce((sum, value) => sum + value, 0) / (RATES.has(field) ? own.length : known.length);
      });
      const used = MEASURED.some((field, index) => RATES.has(field) && (figures[index] ?? 0) > PRECISION[field] / 2);
      const last = own.at(-1)?.processes.some(({ pid, startTime }) => `${pid}/${startTime}` === who) === true;
      if (used || last) found.set(`${time}/${who}`, figures.map((value, index) => toPrecision(value, PRECISION[MEASURED[index] ?? 'rssBytes'])));
    }
  }
  return found;
}

async function storedMinutes(folder: string): Promise<Map<string, readonly number[]>> {
  return withReader(folder, (reader) => {
    const found = new Map<string, readonly number[]>();
    for (const { chunk, identity, values } of reader.slices(processKind, 0, Number.MAX_SAFE_INTEGER, MINUTES_TIER)) {
      const columns = MEASURED.map((field) => values(field));
      let base = 0;
      for (const { id, start, length } of chunk.runs) {
        for (let tick = start; tick < start + length; tick += 1) {
          const key = `${chunk.times[tick] ?? 0}/${identity(id).numbers.join('/')}`;
          expect(found.has(key)).toBe(false);
          found.set(key, columns.map((column) => column?.[base + tick - start] ?? Number.NaN));
        }
        base += length;
      }
    }
    return found;
  });
}

/** Compares the hourly totals of a history with those of a plain model. Gives the hours that it has. */
async function expectHours(folder: string, ticks: readonly Tick[], by: By, interval = INTERVAL): Promise<number[]> {
  return withReader(folder, ({ database }) => database.all('SELECT hour, blob FROM rollup WHERE kind = ? ORDER BY hour', by).map((row) => {
    const hour = numberOf(row, 'hour');
    const plain = plainTallies(ticks, interval, by, hour, hour + HOUR);
    const stored = new Map([...decodeRollup(blobOf(row, 'blob'), hour).entities].flatMap(([entity, fields]) => [...fields].map(([field, tally]): [string, Tally] => [`${entity}/${field}`, tally])));
    expect([...stored.keys()].toSorted()).toEqual([...plain.keys()].toSorted());
    for (const [key, { values, seconds, integral, mostAt }] of plain) {
      const tally = stored.get(key);
      expect([hour, key, tally?.count, tally?.mostAt, Math.round((tally?.seconds ?? 0) * 1000)]).toEqual([hour, key, values.length, mostAt, Math.round(seconds * 1000)]);
      expect(Math.abs((tally?.integral ?? 0) - integral)).toBeLessThanOrEqual(1e-9 * Math.abs(integral));
    }
    return hour;
  }));
}

const hoursOf = (ticks: readonly Tick[]): number[] => [...new Set(ticks.map(({ time }) => Math.floor(time / HOUR) * HOUR))];

async function editing<Result>(folder: string, work: (database: Database) => Result): Promise<Result> {
  const database = await Database.open(join(folder, STORE_FILE), { readOnly: false });
  try {
    return work(database);
  } finally {
    database.close();
  }
}

function compactionOf(database: Database, kind: string): Compaction {
  const found = [...readLayouts(database)].find(([, layout]) => layout.kind === kind);
  if (found === undefined) throw new Error(`no ${kind}`);
  return new Compaction(database, found[0], found[1], processKind, new IdentityReader(database));
}

describe('minutes and hours', () => {
  test.each([
    ['without a break', () => false, () => true],
    ['with many breaks', seededBreaks(5, 0.01), () => true],
    ['with breaks, tended now and then', seededBreaks(6, 0.004), seededBreaks(7, 0.02)],
  ] as const)('%s are those of a plain model', async (_, breakBefore, tendAfter) => {
    const folder = temporaryFolder();
    await recordAll(folder, TICKS, { breakBefore, tendAfter });
    await recordAll(folder, [later(TICKS, 13)]);
    const minutes = await storedMinutes(folder);
    const plain = plainMinutes(TICKS);
    expect([...minutes.keys()].toSorted()).toEqual([...plain.keys()].toSorted());
    for (const [key, figures] of plain) expect([key, minutes.get(key)]).toEqual([key, figures]);
    for (const by of ['group', 'user', 'container'] as const) {
      // Hours in which nobody was in a container have a total that is empty.
      expect(await expectHours(folder, TICKS, by)).toEqual(hoursOf(TICKS));
    }
  });

  test('the last hour before a long pause is there once something is recorded again', async () => {
    const folder = temporaryFolder();
    const ticks = TICKS.slice(0, 150);
    await recordAll(folder, ticks);
    expect(await expectHours(folder, ticks, 'group')).toEqual([]);
    await recordAll(folder, [later(ticks, 100)]);
    expect(await expectHours(folder, ticks, 'group')).toEqual(hoursOf(ticks));
    expect((await storedMinutes(folder)).size).toBe(plainMinutes(ticks).size);
  });

  test('an hour in which the declaration of the kind changed keeps what was recorded before', async () => {
    const folder = temporaryFolder();
    const ticks = TICKS.slice(0, 400);
    await recordAll(folder, ticks.slice(0, 200));
    // Other words for the same: the next writer has another layout.
    await editing(folder, (database) => database.run("UPDATE layout SET json = replace(json, '{\"kind\":', '{\"older\":1,\"kind\":')"));
    await recordAll(folder, ticks.slice(200));
    await recordAll(folder, [later(ticks, 13)]);
    expect(await editing(folder, (database) => numberOf(database.get("SELECT count(*) AS n FROM layout WHERE kind = 'process'"), 'n'))).toBe(2);
    expect(await expectHours(folder, ticks, 'group')).toEqual(hoursOf(ticks));
  });

  test.each([['a year', Date.UTC(2025, 2, 1), 0], ['decades', Date.UTC(1990, 0, 1), Date.UTC(2000, 0, 1)]])('a clock that was %s wrong makes no hours of the time between', async (_, from, kept) => {
    const folder = temporaryFolder();
    const past = generate({ seed: 1, from, ticks: 20, intervalMilliseconds: INTERVAL, processes: 3, gaps: 0 });
    const ticks = [...past, ...TICKS.slice(0, 200)];
    await recordAll(folder, ticks);
    await recordAll(folder, [later(ticks, 1)]);
    const made = await editing(folder, (database) => database.all("SELECT hour FROM rollup WHERE kind = 'user' ORDER BY hour").map((row) => numberOf(row, 'hour')));
    // What is decades old is older than anything is kept.
    expect(made).toEqual(hoursOf(ticks).filter((hour) => hour >= kept));
  });
});

describe('what goes wrong', () => {
  const ticks = TICKS.slice(0, 900);

  test('a chunk with a damaged column holds up nothing of what follows it', async () => {
    const folder = temporaryFolder();
    await recordAll(folder, ticks, { breakBefore: (tick) => tick > 0 && tick % 300 === 0, tendAfter: () => false });
    await editing(folder, (database) => {
      const row = database.get("SELECT chunk.id AS id, blob FROM chunk JOIN layout ON layout.id = chunk.layout WHERE kind = 'process' ORDER BY t0");
      const parts = new Parts(blobOf(row, 'blob'));
      // Its head is whole, and the checksum right: it breaks only as its figures are read.
      const bodies = [parts.part(0), parts.part(1).slice(0, 10)];
      database.run('UPDATE chunk SET blob = ? WHERE id = ?', packParts(bodies, METHOD.raw), numberOf(row, 'id'));
    });
    await recordAll(folder, [later(ticks, 13)]);
    const good = ticks.slice(300);
    expect(await expectHours(folder, good, 'group')).toEqual(hoursOf(good));
    expect((await storedMinutes(folder)).size).toBe(plainMinutes(good).size);
  });

  test('a write that fails (a full disk) loses nothing and counts nothing twice', async () => {
    const folder = temporaryFolder();
    const all = TICKS;
    await recordAll(folder, all, { breakBefore: (tick) => tick > 0 && tick % 250 === 0, tendAfter: () => false });
    await recordAll(folder, [later(all, 13)], { tendAfter: () => false });
    await editing(folder, (database) => {
      const compaction = compactionOf(database, 'process');
      const random = seeded(10);
      let failures = 0;
      for (let steps = 0, more = true; more && steps < 500; steps += 1) {
        const table = random() < 0.5 ? 'chunk' : 'rollup';
        const fails = random() < 0.5;
        if (fails) database.exec(`CREATE TRIGGER full BEFORE INSERT ON ${table} BEGIN SELECT RAISE(ABORT, 'disk is full'); END`);
        try {
          more = compaction.step(DEFAULT_TIERS);
        } catch (error) {
          expect(String(error)).toContain('disk is full');
          failures += 1;
        }
        if (fails) database.exec('DROP TRIGGER full');
      }
      expect(failures).toBeGreaterThan(3);
    });
    expect(await expectHours(folder, all, 'group')).toEqual(hoursOf(all));
    const minutes = await storedMinutes(folder);
    for (const [key, figures] of plainMinutes(all)) expect([key, minutes.get(key)]).toEqual([key, figures]);
  });

  test('what was done is not read again by the next writer', async () => {
    const folder = temporaryFolder();
    await recordAll(folder, ticks);
    await recordAll(folder, [later(ticks, 13)]);
    await editing(folder, (database) => {
      // Without hourly totals of its own (the ticks) as with them (the processes), nothing is left to do.
      for (const [id, layout] of readLayouts(database)) {
        const waiting = numberOf(database.get("SELECT count(*) AS n FROM chunk WHERE layout = ? AND tier = ? AND t1 > (SELECT ts FROM progress WHERE name = 'minutes/' || layout)", id, SAMPLES_TIER), 'n');
        expect([layout.kind, waiting]).toEqual([layout.kind, 0]);
      }
    });
  });
});

function seededBreaks(seed: number, share: number): (tick: number) => boolean {
  const random = seeded(seed);
  return (tick) => tick > 0 && random() < share;
}
