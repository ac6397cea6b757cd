import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { survey } from '../../../storage/history/survey.ts';
import { presentWriter } from '../../../storage/history/writer-probe.ts';
import { encodeRollup } from '../../../storage/history/codec/rollup.ts';
import { Tallies } from '../../../src/analysis/tally.ts';
import { processFrame, START, timeOf } from './sample.ts';
import { edit, fourWindows, historyOf, NAME, openWriter, recordTicks, withReader } from './support.ts';

let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'survey-'));
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});
const folderNamed = (name: string): string => mkdtempSync(join(root, name));
const rowsIn = (ticks: number): number => Array.from({ length: ticks }, (_, tick) => processFrame(tick, 40).count).reduce((sum, count) => sum + count, 0);

test('chunks, ticks, rows and bytes by kind and tier, the open window among them', async () => {
  const folder = folderNamed('four');
  await fourWindows(folder);
  await edit(folder, (database) => {
    database.run('INSERT INTO rollup(kind, hour, blob) VALUES (?, ?, ?)', 'group', START, encodeRollup(new Tallies(), START));
  });
  await withReader(folder, ({ database }) => {
    const found = survey(database);
    expect(found.holdings.map(({ kind, tier }) => `${kind} ${tier}`)).toEqual(['cpu 0', 'group 2', 'process 0', 'tick 0']);
    const [cpu, group, process] = found.holdings;
    expect(cpu).toMatchObject({ chunks: 3, ticks: 40, openTicks: 10, rows: 80 });
    expect(group).toMatchObject({ chunks: 1, rows: Number.NaN, from: START, to: START });
    expect(process).toMatchObject({ chunks: 3, ticks: 40, openTicks: 10, rows: rowsIn(40), from: timeOf(0), to: timeOf(39) });
    const bytes = database.get("SELECT (SELECT sum(length(blob)) FROM chunk WHERE layout = l.id) + (SELECT sum(length(blob)) FROM head WHERE layout = l.id) AS n FROM layout l WHERE kind = 'process'");
    expect(process?.bytes).toBe(bytes?.['n']);
    expect(found.identities.count).toBe(database.get('SELECT count(*) AS n FROM identity')?.['n']);
    expect(found.texts.bytes).toBeGreaterThan(found.texts.count);
    expect(found.file.bytes % 4096).toBe(0);
    expect(found.damaged).toEqual({ count: 0, bytes: 0 });
  });
});

test('a store into which nothing was recorded holds nothing', async () => {
  const folder = folderNamed('empty');
  (await openWriter(folder)).close();
  await withReader(folder, ({ database }) => {
    expect(survey(database)).toMatchObject({ holdings: [], identities: { count: 0, bytes: 0 }, texts: { count: 0, bytes: 0 } });
  });
});

test('what was removed is free room in the file', async () => {
  const folder = folderNamed('free');
  await historyOf(folder, 200, 40);
  await edit(folder, (database) => {
    database.exec('DELETE FROM head');
  });
  await withReader(folder, ({ database }) => {
    const { file } = survey(database);
    expect(file.freeBytes).toBeGreaterThan(0);
    expect(file.freeBytes).toBeLessThan(file.bytes);
  });
});

test('who records is known while it does, by a look that leaves no name behind', async () => {
  const folder = folderNamed('writer');
  const asked = { pid: 1, command: 'asking', since: 0 };
  expect(await presentWriter(folder, asked)).toBeUndefined();
  const writer = await openWriter(folder);
  recordTicks(writer, 0, 1, 3);
  expect((await presentWriter(folder, asked))?.writer).toEqual(NAME);
  expect((await presentWriter(folder, asked))?.writer).toEqual(NAME);
  writer.close();
  expect(await presentWriter(folder, asked)).toBeUndefined();
  const again = await openWriter(folder);
  again.close();
});
