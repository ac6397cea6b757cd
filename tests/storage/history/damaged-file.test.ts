import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { UserError } from '../../../src/model/errors.ts';
import { process as processKind } from '../../../src/model/kinds/process.ts';
import { HistoryReader } from '../../../storage/history/reader.ts';
import { STORE_FILE } from '../../../storage/history/schema.ts';
import { SQLITE, sqliteCode } from '../../../storage/history/sqlite.ts';
import { temporaryFolder } from '../../config/support.ts';
import { snapshotOf, timeOf } from './sample.ts';
import { openWriter, recordTicks } from './support.ts';

const ROUNDS = 150;
const PROCESSES = 60;
const PAGE = 4096;
const HEADER = 100;

/** What a damaged file may lead to: a `UserError`, or SQLite's word that it is damaged. Anything else fails the test. */
async function survived(work: () => unknown): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    const told: readonly number[] = [SQLITE.corrupt, SQLITE.notADatabase, SQLITE.ioError];
    if (!(error instanceof UserError) && !told.includes(sqliteCode(error))) throw error;
    return false;
  }
}

test('a file in which bytes were changed anywhere is read as far as it goes, or refused; a writer goes on or is refused', async () => {
  const folder = temporaryFolder();
  for (let window = 0; window < 3; window += 1) {
    const writer = await openWriter(folder);
    recordTicks(writer, window * 10, window * 10 + 10, PROCESSES);
    writer.close();
  }
  const path = join(folder, STORE_FILE);
  const whole = join(folder, 'whole.db');
  copyFileSync(path, whole);
  const bytes = readFileSync(whole);
  let state = 29;
  const random = (below: number): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
  let [readable, refused, faults, recorded] = [0, 0, 0, 0];
  for (let round = 0; round < ROUNDS; round += 1) {
    const damaged = Buffer.from(bytes);
    // A damaged header is refused as a whole: not often.
    const [from, to] = random(6) === 0 ? [0, HEADER] : [PAGE, damaged.length];
    for (let count = 1 + random(12); count > 0; count -= 1) damaged[from + random(to - from)] = random(256);
    for (const name of [`${STORE_FILE}-wal`, `${STORE_FILE}-shm`]) rmSync(join(folder, name), { force: true });
    writeFileSync(path, damaged);
    let reader: HistoryReader | undefined;
    await survived(async () => {
      reader = await HistoryReader.open(folder);
    });
    const open = reader;
    if (open === undefined) refused += 1;
    else {
      const looks: (() => unknown)[] = [
        () => open.bounds(),
        () => open.ticks(0, Infinity),
        ...[0, 9, 14, 29].map((tick) => () => open.moment(timeOf(tick))?.frames.map((frame) => processKind.texts.map((name) => (frame.kind.name === 'process' ? frame.text(name, 0) : '')))),
        () => open.neighbour(timeOf(12), 'after'),
        () => open.series(processKind, 'cpuPercent', () => true, 0, Infinity),
      ];
      // Once it is open, damage is told of in `faults`, and never thrown.
      for (const look of looks) if (look() !== undefined) readable += 1;
      faults += open.faults.length;
      open.close();
    }
    await survived(async () => {
      const writer = await openWriter(folder);
      try {
        if (writer.record(snapshotOf(100 + round, PROCESSES))) recorded += 1;
        writer.tend(timeOf(100 + round));
      } finally {
        writer.close();
      }
    });
  }
  // All of these happen, or the test would show nothing.
  for (const count of [readable, refused, faults, recorded]) expect(count).toBeGreaterThan(5);
});
