import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, readdirSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { STORE_FILE } from '../../../storage/history/schema.ts';
import { Database } from '../../../storage/history/sqlite.ts';
import { DEFAULT_TIERS } from '../../../storage/history/tiers.ts';
import { HistoryWriter } from '../../../storage/history/writer.ts';
import { isRoot, temporaryFolder } from '../../config/support.ts';
import { expectTick, historyOf, NAME, openWriter, recordTicks, refusal, withReader } from './support.ts';

describe('a store that cannot be used is refused with a line that says why, and nothing of it is changed', () => {
  const versioned = async (folder: string, sql: string): Promise<void> => {
    const database = await Database.open(join(folder, STORE_FILE), { readOnly: false });
    database.exec(sql);
    database.close();
  };

  test('of a newer version', async () => {
    const folder = temporaryFolder();
    await historyOf(folder, 3, 3);
    await versioned(folder, 'PRAGMA user_version=99');
    const line = 'this history was written by a newer pyprocwatch (format 99, this one knows 1); upgrade, or choose another folder with --history';
    expect(await refusal(openWriter(folder))).toContain(line);
    expect(await refusal(withReader(folder, () => undefined))).toContain(line);
  });

  test('of another program', async () => {
    const folder = temporaryFolder();
    await versioned(folder, 'CREATE TABLE other(a); INSERT INTO other VALUES (1)');
    expect(await refusal(openWriter(folder))).toContain('this is no history of pyprocwatch');
    expect(await refusal(withReader(folder, () => undefined))).toContain('this is no history of pyprocwatch');
  });

  test.each([
    ['text', 'once upon a time '.repeat(400), 'it is not a history'],
    ['a header of SQLite and nothing of worth', `SQLite format 3\0${'x'.repeat(8000)}`, 'it is not a history'],
  ])('%s', async (_, text, why) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, STORE_FILE), text);
    const line = `cannot be written: ${why}; see what can be saved of it: pyprocwatch history check, or choose another folder with --history`;
    expect(await refusal(openWriter(folder))).toContain(line);
    expect(await refusal(withReader(folder, () => undefined))).toContain(`cannot be read: ${why}`);
    expect(statSync(join(folder, STORE_FILE)).size).toBe(text.length);
    // The lock was given back: it can be tried again.
    rmSync(join(folder, STORE_FILE));
    (await openWriter(folder)).close();
  });

  test('a folder that is not there, and a folder in its place', async () => {
    const folder = join(temporaryFolder(), 'gone');
    expect(await refusal(openWriter(folder))).toContain('history cannot be written: the file cannot be opened; see that its folder is there and yours');
    expect(await refusal(withReader(folder, () => undefined))).toContain('there is no history yet; record one: pyprocwatch record');
    mkdirSync(join(folder, STORE_FILE), { recursive: true });
    expect(await refusal(openWriter(folder))).toContain('history cannot be written');
    expect(await refusal(withReader(folder, () => undefined))).toContain('history cannot be read');
  });

  test('an empty file, left by a kill as it was made', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, STORE_FILE), '');
    expect(await refusal(withReader(folder, () => undefined))).toContain('there is no history yet');
    const writer = await openWriter(folder);
    recordTicks(writer, 0, 2, 3);
    writer.close();
    await withReader(folder, (reader) => expectTick(reader, 1, 3));
  });

  test.skipIf(!isRoot)('no permission (skipped: only root can become another user)', async () => {
    const folder = temporaryFolder();
    await historyOf(folder, 3, 3);
    const script = fileURLToPath(new URL('record-ticks.ts', import.meta.url));
    const asNobody = (...words: string[]): string => spawnSync(process.execPath, [script, folder, '100', '3', '5', ...words], { encoding: 'utf8', uid: 65_534, gid: 65_534 }).stdout;
    chmodSync(folder, 0o755);
    expect(asNobody()).toContain('history cannot be written: the file cannot be opened; see that its folder is there and yours');
    expect(asNobody('read')).toContain('history cannot be read: the file cannot be opened');
    chownSync(folder, 65_534, 65_534);
    rmSync(join(folder, 'history.lock'));
    rmSync(join(folder, 'history.writer'));
    expect(asNobody()).toContain('history cannot be written: the file cannot be opened');
  });
});

test('a lock is not left behind by a writer that could not be opened', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, STORE_FILE), 'no store at all, but long enough to be looked at by whoever opens it as one'.repeat(90));
  await refusal(openWriter(folder));
  expect(await refusal(HistoryWriter.open(folder, NAME, DEFAULT_TIERS))).not.toContain('is being recorded');
});

test.runIf(process.platform === 'linux')('a store that is refused is not left open, by readers and writers', async () => {
  const folder = temporaryFolder();
  const openFiles = (): string[] => readdirSync('/proc/self/fd').flatMap((name) => {
    try {
      return readlinkSync(`/proc/self/fd/${name}`);
    } catch {
      return [];
    }
  }).filter((path) => path.startsWith(folder));
  writeFileSync(join(folder, STORE_FILE), '');
  await refusal(withReader(folder, () => undefined));
  writeFileSync(join(folder, STORE_FILE), 'no store at all, but long enough to be looked at by whoever opens it as one'.repeat(90));
  await refusal(withReader(folder, () => undefined));
  await refusal(openWriter(folder));
  expect(openFiles()).toEqual([]);
});
