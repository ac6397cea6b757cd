import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { minuteIn, partsOf } from '../../src/reports/parts.ts';
import { tallyPeriod } from '../../src/reports/tallies.ts';
import { STORE_FILE } from '../../storage/history/schema.ts';
import { Database, numberOf } from '../../storage/history/sqlite.ts';
import { temporaryFolder } from '../config/support.ts';
import { plainTallies, recordAll } from '../storage/history/machine.ts';
import { withReader } from '../storage/history/support.ts';
import { FROM, HOUR, INTERVAL, MINUTE, rolled, TICKS } from './support.ts';

describe('a minute', () => {
  test('counts in the period in which its middle lies', () => {
    const [before, after] = [{ from: 0, to: 90_000 }, { from: 90_000, to: 300_000 }].map((period) => [0, 60_000, 120_000, 240_000, 300_000].map(minuteIn(period, Number.POSITIVE_INFINITY)));
    expect(before).toEqual([true, false, false, false, false]);
    expect(after).toEqual([false, true, true, true, false]);
  });

  test('of which a sample is left does not count beside it', () => {
    const isIn = minuteIn({ from: 0, to: 10 * MINUTE }, 150_000);
    expect([60_000, 90_000, 90_001, 120_000].map(isIn)).toEqual([true, true, false, false]);
  });
});

test('an hour whose total lacks what another layout of the kind has recorded in it is made of samples', async () => {
  const folder = temporaryFolder();
  const ticks = TICKS.slice(0, 500);
  await recordAll(folder, ticks.slice(0, 200));
  const database = await Database.open(join(folder, STORE_FILE), { readOnly: false });
  database.run("UPDATE layout SET json = replace(json, '{\"kind\":', '{\"older\":1,\"kind\":')");
  database.close();
  // The old layout's hour is over and sealed; what the new one has of it still waits in an open window.
  await recordAll(folder, ticks.slice(200), { tendAfter: (tick) => tick === 299 });
  const hour = Math.floor((ticks[200]?.time ?? 0) / HOUR) * HOUR;
  await withReader(folder, (reader) => {
    expect(numberOf(reader.database.get("SELECT count(*) AS n FROM rollup WHERE kind = 'user' AND hour = ?", hour), 'n')).toBe(1);
    const period = { from: hour, to: hour + HOUR };
    expect(partsOf(reader.database, rolled('user'), period).map(({ source }) => source)).toEqual(['samples']);
    const { tallies } = tallyPeriod(reader, rolled('user'), period, MINUTE / INTERVAL);
    for (const [key, { values }] of plainTallies(ticks, INTERVAL, 'user', period.from, period.to)) {
      const [entity = '', field = ''] = key.split('/');
      expect([key, tallies.entities.get(entity)?.get(field)?.count]).toEqual([key, values.length]);
    }
    // The hour before is whole.
    const before = { from: hour - HOUR, to: hour };
    expect(before.from).toBeGreaterThan(FROM - HOUR);
    expect(partsOf(reader.database, rolled('user'), before).map(({ source }) => source)).toContain('hours');
  });
});
