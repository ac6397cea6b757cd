import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applyRetention, usedBytes } from '../../../storage/history/retention.ts';
import { STORE_FILE } from '../../../storage/history/schema.ts';
import { Database, numberOf } from '../../../storage/history/sqlite.ts';
import { DEFAULT_TIERS, type Tiers, MINUTES_TIER, SAMPLES_TIER } from '../../../storage/history/tiers.ts';
import { temporaryFolder } from '../../config/support.ts';
import { generate, recordAll } from './machine.ts';

const HOUR = 3_600_000;
const FROM = Date.UTC(2026, 2, 1);
const TICKS = generate({ seed: 31, from: FROM, ticks: 3000, intervalMilliseconds: 30_000, processes: 5, gaps: 0 });
const LAST = TICKS.at(-1)?.time ?? 0;

/** A history of 25 hours with minutes and hourly totals, in many chunks. */
const recorded = mkdtempSync(join(tmpdir(), 'pyprocwatch-test-'));
afterAll(() => rmSync(recorded, { recursive: true }));
beforeAll(() => recordAll(recorded, TICKS, { breakBefore: (tick) => tick > 0 && tick % 100 === 0 }));

/** Works on a copy of it. */
async function withStore(work: (database: Database) => void): Promise<void> {
  const folder = temporaryFolder();
  cpSync(recorded, folder, { recursive: true });
  const database = await Database.open(join(folder, STORE_FILE), { readOnly: false });
  try {
    work(database);
  } finally {
    database.close();
  }
}

const count = (database: Database, sql: string, ...values: readonly number[]): number => numberOf(database.get(`SELECT count(*) AS n FROM ${sql}`, ...values), 'n');
const applied = (database: Database, tiers: Partial<Tiers>, now: number): void => {
  for (let gone = 1; gone > 0;) {
    const { chunks, rollups } = applyRetention(database, { ...DEFAULT_TIERS, ...tiers }, now);
    gone = chunks + rollups;
  }
};

describe('what is too old', () => {
  test('goes tier by tier, and nothing else', async () => {
    await withStore((database) => {
      const [samples, minutes, hours] = [count(database, 'chunk WHERE tier = ?', SAMPLES_TIER), count(database, 'chunk WHERE tier = ?', MINUTES_TIER), count(database, 'rollup')];
      expect(Math.min(samples, minutes, hours)).toBeGreaterThan(0);
      const keep = 10 * HOUR;
      const young = count(database, 'chunk WHERE tier = ? AND t1 >= ?', SAMPLES_TIER, LAST - keep);
      expect(young).toBeLessThan(samples);
      applied(database, { samplesMilliseconds: keep }, LAST);
      expect(count(database, 'chunk WHERE tier = ?', SAMPLES_TIER)).toBe(young);
      expect([count(database, 'chunk WHERE tier = ?', MINUTES_TIER), count(database, 'rollup')]).toEqual([minutes, hours]);
      applied(database, { minutesMilliseconds: 0 }, LAST + HOUR);
      expect(count(database, 'chunk WHERE tier = ?', MINUTES_TIER)).toBe(0);
      const newest = count(database, 'rollup WHERE hour >= ?', LAST - 6 * HOUR);
      applied(database, { hoursMilliseconds: 5 * HOUR }, LAST);
      expect(count(database, 'rollup')).toBe(newest);
    });
  });

  test('names stay for as long as a chunk that may refer to them', async () => {
    await withStore((database) => {
      const identities = count(database, 'identity');
      const shortest = numberOf(database.get('SELECT min(until) AS until FROM identity'), 'until');
      applied(database, {}, shortest + 23 * HOUR);
      expect(count(database, 'identity')).toBe(identities);
      applied(database, {}, shortest + 25 * HOUR);
      expect(count(database, 'identity')).toBeLessThan(identities);
    });
  });
});

describe('a budget', () => {
  test('takes the oldest samples first, then minutes; the totals of hours stay', async () => {
    await withStore((database) => {
      const hours = count(database, 'rollup');
      const first = numberOf(database.get('SELECT min(t0) AS t0 FROM chunk WHERE tier = ?', SAMPLES_TIER), 't0');
      const half = usedBytes(database) - 8192;
      applied(database, { mostBytes: half }, LAST);
      expect(usedBytes(database)).toBeLessThanOrEqual(half);
      expect(numberOf(database.get('SELECT min(t0) AS t0 FROM chunk WHERE tier = ?', SAMPLES_TIER), 't0')).toBeGreaterThan(first);
      expect(count(database, 'chunk WHERE tier = ?', MINUTES_TIER)).toBeGreaterThan(0);
      applied(database, { mostBytes: 1 }, LAST);
      expect([count(database, 'chunk'), count(database, 'rollup')]).toEqual([0, hours]);
    });
  });
});
