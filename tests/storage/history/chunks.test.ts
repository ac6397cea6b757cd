import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Chunks } from '../../../storage/history/chunks.ts';
import { readLayouts } from '../../../storage/history/layouts.ts';
import { sealHeads, widthOf } from '../../../storage/history/open-window.ts';
import { STORE_FILE } from '../../../storage/history/schema.ts';
import { Database } from '../../../storage/history/sqlite.ts';
import { temporaryFolder } from '../../config/support.ts';
import { timeOf } from './sample.ts';
import { fourWindows, numberIn } from './support.ts';
import { SAMPLES_TIER } from '../../../storage/history/tiers.ts';

/** That database, but `before` is called ahead of each call of the method of that name. */
const interrupted = (database: Database, method: string, before: () => void): Database => new Proxy(database, {
  get(target, name) {
    const value: unknown = Reflect.get(target, name);
    return typeof value !== 'function' ? value : (...given: unknown[]): unknown => {
      if (name === method) before();
      return Reflect.apply(value, target, given);
    };
  },
});

test('a seal between the look at the open window and the list of chunks neither hides nor doubles its ticks', async () => {
  const folder = temporaryFolder();
  await fourWindows(folder);
  const [written, read] = [await Database.open(join(folder, STORE_FILE), { readOnly: false }), await Database.open(join(folder, STORE_FILE), { readOnly: true })];
  const [[id, layout] = []] = [...readLayouts(read)].filter(([, { kind }]) => kind === 'process');
  if (id === undefined || layout === undefined) throw new Error('no processes were recorded');
  let seals = 0;
  const database = interrupted(read, 'all', () => {
    if (sealHeads(written, id, widthOf(layout)).ticks > 0) seals += 1;
  });
  const times = [...new Chunks(database, () => undefined).within(id, layout, SAMPLES_TIER, 0, Infinity)].flatMap((chunk) => chunk.times);
  expect(times).toEqual(Array.from({ length: 40 }, (_, tick) => timeOf(tick)));
  expect([seals, numberIn({ database: written }, `SELECT count(*) FROM head WHERE layout = ${id}`)]).toEqual([1, 0]);
  written.close();
  read.close();
});
