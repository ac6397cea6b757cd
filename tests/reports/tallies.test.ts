import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { cp, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type PeriodTallies, tallyPeriod } from '../../src/reports/tallies.ts';
import { partsOf } from '../../src/reports/parts.ts';
import { STORE_FILE } from '../../storage/history/schema.ts';
import { Database } from '../../storage/history/sqlite.ts';
import { temporaryFolder } from '../config/support.ts';
import { type By, exactQuantile, plainTallies, recordAll, seeded } from '../storage/history/machine.ts';
import { withReader } from '../storage/history/support.ts';
import { dropSamples, END, FROM, HOUR, INTERVAL, MINUTE, rolled, TICKS } from './support.ts';

const PER_MINUTE = MINUTE / INTERVAL;
let whole = '';
let compacted = '';

beforeAll(async () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'pyprocwatch-test-')));
  whole = join(root, 'whole');
  compacted = join(root, 'compacted');
  // Samples only: nothing was tended.
  await mkdir(whole);
  await recordAll(whole, TICKS, { tendAfter: () => false });
  await mkdir(compacted);
  await recordAll(compacted, TICKS, { breakBefore: (tick) => tick > 0 && tick % 777 === 0 });
  return () => rmSync(root, { recursive: true, force: true });
});

const talliesOf = (folder: string, by: By, from: number, to: number): Promise<PeriodTallies> => withReader(folder, (reader) => tallyPeriod(reader, rolled(by), { from, to }, PER_MINUTE));

function expectPlain({ tallies, faults }: PeriodTallies, by: By, from: number, to: number, tolerance: number): void {
  expect(faults).toEqual([]);
  const plain = plainTallies(TICKS, INTERVAL, by, from, to);
  expect([...tallies.entities.keys()].toSorted()).toEqual([...new Set([...plain.keys()].map((key) => key.split('/')[0] ?? ''))].toSorted());
  for (const [key, { values, integral, most, mostAt }] of plain) {
    const [entity = '', field = ''] = key.split('/');
    const tally = tallies.entities.get(entity)?.get(field);
    expect([key, Math.abs((tally?.integral ?? Number.NaN) - integral) <= tolerance * Math.abs(integral) + 1e-6]).toEqual([key, true]);
    if (tolerance > 1e-6) continue;
    expect([key, tally?.count, tally?.mostAt]).toEqual([key, values.length, mostAt]);
    expect(tally?.most).toBeCloseTo(most, 6);
    for (const q of [0.5, 0.95, 0.99]) {
      const exact = exactQuantile(values, q);
      expect(Math.abs((tally?.quantile(q) ?? Number.NaN) - exact)).toBeLessThanOrEqual(0.0101 * Math.abs(exact) + 1e-9);
    }
  }
}

describe('a period', () => {
  test.each(['group', 'user', 'container'] as const)('of samples alone, or with hourly totals, has the totals and percentiles of a plain model, by %s', async (by) => {
    const random = seeded(12);
    for (let run = 0; run < 6; run += 1) {
      const from = run === 0 ? FROM : FROM + Math.floor(random() * 20 * HOUR);
      const to = run === 0 ? END : from + Math.floor((0.1 + random() * 9) * HOUR);
      for (const folder of [whole, compacted]) expectPlain(await talliesOf(folder, by, from, to), by, from, to, 1e-9);
    }
  });

  test('is made of whole hours inside, of samples at its edges and where nothing is compacted', async () => {
    const [from, to] = [FROM + 90 * MINUTE, END];
    await withReader(compacted, ({ database }) => {
      const parts = partsOf(database, rolled('group'), { from, to });
      expect(parts.map(({ source }) => source)).toEqual(['samples', 'hours', 'samples']);
      // Each begins where the one before ends.
      expect(parts.map((part) => part.from)).toEqual([from, ...parts.slice(0, -1).map((part) => part.to)]);
      expect(parts[1]?.from).toBe(Math.ceil(from / HOUR) * HOUR);
    });
    await withReader(whole, ({ database }) => {
      expect(partsOf(database, rolled('group'), { from, to })).toEqual([{ source: 'samples', from, to }]);
    });
  });

  test('cut into any two adds up to the same: nothing is counted twice', async () => {
    const folder = temporaryFolder();
    await cp(compacted, folder, { recursive: true });
    await dropSamples(folder, FROM + 14 * HOUR);
    const random = seeded(13);
    const [from, to] = [FROM, END];
    const all = await talliesOf(folder, 'user', from, to);
    const total = all.tallies.of('root', 'processes');
    for (let run = 0; run < 8; run += 1) {
      const cut = from + Math.floor(random() * (to - from));
      const [left, right] = [await talliesOf(folder, 'user', from, cut), await talliesOf(folder, 'user', cut, to)];
      const counts = [left, right].map(({ tallies }) => tallies.of('root', 'processes').count).reduce((sum, count) => sum + count, 0);
      // A cut within an hour makes minutes of what was its total: at the border a minute may count for either.
      expect(Math.abs(counts - total.count)).toBeLessThanOrEqual(PER_MINUTE);
    }
  });

  test('whose samples are gone is made of minutes at its edges', async () => {
    const folder = temporaryFolder();
    await cp(compacted, folder, { recursive: true });
    await dropSamples(folder, FROM + 16 * HOUR);
    const [from, to] = [FROM + 110 * MINUTE, FROM + 9 * HOUR + 25 * MINUTE];
    const found = await talliesOf(folder, 'group', from, to);
    expect(found.parts.map(({ source }) => source)).toEqual(['minutes', 'hours', 'minutes']);
    expectPlain(found, 'group', from, to, 0.02);
    const across = await talliesOf(folder, 'group', from, FROM + 20 * HOUR);
    expect(new Set(across.parts.map(({ source }) => source))).toEqual(new Set(['minutes', 'hours', 'samples']));
    expectPlain(across, 'group', from, FROM + 20 * HOUR, 0.02);
  });

  test('of which only hourly totals are left takes an hour by its middle', async () => {
    const folder = temporaryFolder();
    await cp(compacted, folder, { recursive: true });
    const database = await Database.open(join(folder, STORE_FILE), { readOnly: false });
    database.run('DELETE FROM chunk');
    database.run('DELETE FROM head');
    database.close();
    const hour = Math.ceil(FROM / HOUR) * HOUR;
    const tally = async (from: number, to: number): Promise<PeriodTallies> => talliesOf(folder, 'group', from, to);
    const [left, right] = [await tally(hour, hour + 2 * HOUR + 20 * MINUTE), await tally(hour + 2 * HOUR + 20 * MINUTE, hour + 4 * HOUR)];
    expect(left.parts).toEqual([{ source: 'hours', from: hour, to: hour + 2 * HOUR }]);
    expect(right.parts).toEqual([{ source: 'hours', from: hour + 2 * HOUR, to: hour + 4 * HOUR }]);
    expectPlain(left, 'group', hour, hour + 2 * HOUR, 1e-9);
  });
});
