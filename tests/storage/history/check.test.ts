import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Tallies } from '../../../src/analysis/tally.ts';
import { checkStore, type CheckResult } from '../../../storage/history/check.ts';
import { Chunk } from '../../../storage/history/codec/chunk.ts';
import { encodeRollup } from '../../../storage/history/codec/rollup.ts';
import { prunable, prune, pruneNames } from '../../../storage/history/prune.ts';
import { blobOf, type Database } from '../../../storage/history/sqlite.ts';
import { START, timeOf } from './sample.ts';
import { edit, expectTick, fourWindows, openWriter, withReader } from './support.ts';

const COUNT = 20;
const PROCESS = "(SELECT id FROM layout WHERE kind = 'process')";
let root = '';
let folder = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'check-'));
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});
beforeEach(async () => {
  folder = mkdtempSync(join(root, 'store-'));
  await fourWindows(folder, COUNT);
});

const check = (): Promise<CheckResult> => withReader(folder, ({ database }) => checkStore(database, { repair: false }));
async function repair(): Promise<CheckResult | undefined> {
  let result: CheckResult | undefined;
  await edit(folder, (database) => {
    result = checkStore(database, { repair: true });
  });
  return result;
}
const count = (database: Database, sql: string): number => Number(Object.values(database.get(sql) ?? {})[0]);

test('a sound history has no faults, and checking changes nothing', async () => {
  const before = await withReader(folder, ({ database }) => database.all('SELECT id, length(blob) FROM chunk'));
  const result = await check();
  expect(result).toMatchObject({ faults: [], chunks: 9, sealedTicks: 0 });
  expect(await withReader(folder, ({ database }) => database.all('SELECT id, length(blob) FROM chunk'))).toEqual(before);
});

test('a damaged chunk is named, and moved aside by a repair; all else replays', async () => {
  await edit(folder, (database) => {
    const blob = Buffer.from(blobOf(database.get(`SELECT blob FROM chunk WHERE t0 = ? AND layout = ${PROCESS}`, timeOf(10)), 'blob'));
    blob[blob.length >> 1] = (blob[blob.length >> 1] ?? 0) ^ 1;
    database.run(`UPDATE chunk SET blob = ? WHERE t0 = ? AND layout = ${PROCESS}`, blob, timeOf(10));
  });
  const fault = { what: 'chunk', kind: 'process', tier: 0, from: timeOf(10), to: timeOf(19) };
  expect((await check()).faults).toMatchObject([{ ...fault, message: expect.stringContaining('checksum'), repaired: 'no' }]);
  expect(await repair()).toMatchObject({ faults: [{ ...fault, repaired: 'moved aside' }], sealedTicks: 30 });
  expect(await check()).toMatchObject({ faults: [], chunks: 11 });
  await withReader(folder, (reader) => {
    expect(count(reader.database, 'SELECT count(*) FROM damaged WHERE length(blob) > 50')).toBe(1);
    for (const tick of [0, 9, 20, 39]) expectTick(reader, tick, COUNT);
    expect(reader.faults).toEqual([]);
  });
});

test('damage that its checksum does not show is found by reading all columns', async () => {
  await edit(folder, (database) => {
    database.run(`UPDATE layout SET json = json_insert(json, '$.columns[#]', json('{"name":"new","precision":1,"course":"level"}')) WHERE kind = 'process'`);
  });
  expect((await check()).faults.filter(({ what }) => what === 'chunk')).toHaveLength(3);
});

test('a damaged open window: what came before it is sealed by a repair, the rest is kept aside', async () => {
  await edit(folder, (database) => {
    database.run(`UPDATE head SET blob = zeroblob(50) WHERE ts = ? AND layout = ${PROCESS}`, timeOf(36));
  });
  const fault = { what: 'open window', kind: 'process', from: timeOf(36), to: timeOf(39) };
  expect((await check()).faults).toMatchObject([fault]);
  expect(await repair()).toMatchObject({ faults: [{ ...fault, repaired: 'moved aside' }], sealedTicks: 26 });
  await withReader(folder, (reader) => {
    expectTick(reader, 35, COUNT);
    expect(count(reader.database, 'SELECT count(*) FROM damaged')).toBe(4);
    expect(count(reader.database, 'SELECT count(*) FROM head')).toBe(0);
  });
  expect((await check()).faults).toEqual([]);
});

test('entities without a name, texts that are gone', async () => {
  await edit(folder, (database) => {
    database.exec(`DELETE FROM identity WHERE id = (SELECT min(id) FROM identity WHERE layout = ${PROCESS})`);
  });
  const { faults } = await check();
  expect(faults.length).toBeGreaterThan(0);
  for (const fault of faults) expect(fault).toMatchObject({ what: 'names', kind: 'process', repaired: 'no' });
  await edit(folder, (database) => {
    database.exec('DELETE FROM text');
  });
  expect(new Set((await check()).faults.map(({ kind }) => kind))).toEqual(new Set(['process', 'tick']));
});

test('two chunks of one time, and one that is listed as something else', async () => {
  await edit(folder, (database) => {
    database.run(`UPDATE chunk SET t1 = ? WHERE t0 = ? AND layout = ${PROCESS}`, timeOf(12), timeOf(0));
  });
  expect((await check()).faults.map(({ what, from }) => [what, from])).toEqual([['chunk', timeOf(0)], ['overlap', timeOf(10)]]);
  expect((await repair())?.faults[0]).toMatchObject({ what: 'chunk', repaired: 'corrected' });
  expect((await check()).faults).toEqual([]);
});

test('a damaged hourly total', async () => {
  await edit(folder, (database) => {
    database.run('INSERT INTO rollup(kind, hour, blob) VALUES (?, ?, ?), (?, ?, ?)', 'host', START, encodeRollup(new Tallies(), START), 'host', START + 3_600_000, Buffer.from('nothing'));
  });
  expect(await check()).toMatchObject({ hours: 2, faults: [{ what: 'hourly total', kind: 'host', from: START + 3_600_000 }] });
  expect((await repair())?.faults).toMatchObject([{ repaired: 'moved aside' }]);
  expect(await check()).toMatchObject({ hours: 1, faults: [] });
});

test('after a repair recording goes on', async () => {
  await edit(folder, (database) => {
    database.run('UPDATE chunk SET blob = zeroblob(20) WHERE t0 = ?', timeOf(20));
  });
  await repair();
  const writer = await openWriter(folder);
  expect(writer.trouble).toBeUndefined();
  writer.close();
});

describe('pruning', () => {
  test('what ended before goes, chunks that reach beyond stay, other kinds stay', async () => {
    await edit(folder, (database) => {
      expect(prunable(database, { before: timeOf(15), kind: 'process' })).toMatchObject([{ kind: 'process', tier: 0, chunks: 1, from: timeOf(0), to: timeOf(9) }]);
      expect(prune(database, { before: timeOf(15), kind: 'process' })).toBe(1);
      expect(count(database, 'SELECT count(*) FROM chunk')).toBe(8);
      expect(prune(database, { before: timeOf(20) })).toBe(5);
      expect(prunable(database, { before: timeOf(20) })).toEqual([]);
    });
    expect((await check()).faults).toEqual([]);
    await withReader(folder, (reader) => {
      expectTick(reader, 20, COUNT);
    });
  });

  test('names go with the last row that needs them, and no other', async () => {
    await edit(folder, (database) => {
      const before = count(database, 'SELECT count(*) FROM identity');
      // It lived from tick 1 to 4.
      const early = "SELECT count(*) FROM text WHERE value LIKE '%--number 9 --life 2'";
      expect(count(database, early)).toBe(1);
      expect(pruneNames(database)).toBe(0);
      prune(database, { before: timeOf(30) });
      const gone = pruneNames(database);
      expect(gone).toBeGreaterThan(0);
      expect(count(database, 'SELECT count(*) FROM identity')).toBe(before - gone);
      expect(count(database, early)).toBe(0);
    });
    expect((await check()).faults).toEqual([]);
  });

  test('while something cannot be read, no name goes', async () => {
    await edit(folder, (database) => {
      prune(database, { before: timeOf(20) });
      database.exec('UPDATE chunk SET blob = zeroblob(9)');
      expect(() => new Chunk(blobOf(database.get('SELECT blob FROM chunk'), 'blob'))).toThrow();
      expect(pruneNames(database)).toBe(0);
    });
  });
});
