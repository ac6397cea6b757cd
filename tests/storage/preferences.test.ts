import { fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { openPreferences, stateFolder } from '../../storage/preferences.ts';
import { readPreferences } from '../../storage/preferences-schema.ts';
import { isRoot, temporaryFolder } from '../config/support.ts';

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);
const fileIn = (folder: string) => join(folder, 'preferences.json');
const saved = (folder: string): unknown => JSON.parse(readFileSync(fileIn(folder), 'utf8'));
const newFolder = () => join(temporaryFolder(), 'state', 'pyprocwatch');

function withFile(text: string): string {
  const folder = newFolder();
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(fileIn(folder), text, { mode: 0o600 });
  return folder;
}

const inNewMounts = (script: string, ...words: string[]) => spawnSync('unshare', ['--mount', 'sh', '-c', script, 'sh', ...words], { encoding: 'utf8' });
const canMount = isRoot && inNewMounts('mount -t tmpfs none /mnt').status === 0;

afterEach(() => vi.useRealTimers());

test('the state folder is XDG\'s', () => {
  expect(stateFolder({ XDG_STATE_HOME: '/x' }, '/h')).toBe('/x/pyprocwatch');
  expect(stateFolder({}, '/h')).toBe('/h/.local/state/pyprocwatch');
  expect(stateFolder({ XDG_STATE_HOME: 'relative' }, '/h')).toBe('/h/.local/state/pyprocwatch');
});

describe('keeping', () => {
  test('what was changed is found again, in a private file of a private folder', async () => {
    const folder = newFolder();
    const first = await openPreferences({ folder });
    expect(first.get()).toEqual({ version: 1 });
    first.update({ theme: 'light', columns: { process: ['pid', 'cmd'] }, sort: { process: { field: 'rss', descending: true } } });
    first.update({ tree: true, filters: ['cpu > 5'] });
    await first.flush();
    expect((await openPreferences({ folder })).get()).toEqual({
      version: 1, theme: 'light', tree: true, filters: ['cpu > 5'],
      columns: { process: ['pid', 'command'] }, sort: { process: { field: 'rssBytes', descending: true } },
    });
    expect([modeOf(folder), modeOf(fileIn(folder)), readdirSync(folder)]).toEqual(['700', '600', ['preferences.json']]);
    expect(first.notices).toEqual([]);
  });

  test('undefined takes a setting back', async () => {
    const folder = newFolder();
    const store = await openPreferences({ folder });
    store.update({ theme: 'light', tree: true });
    store.update({ theme: undefined });
    await store.flush();
    expect(saved(folder)).toEqual({ version: 1, tree: true });
  });

  test('saves are put off for a second from the first change, and are not put off further', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const folder = newFolder();
    const store = await openPreferences({ folder });
    for (let tenth = 0; tenth < 9; tenth += 1) {
      store.update({ filters: [`cpu > ${tenth}`] });
      vi.advanceTimersByTime(100);
    }
    expect(existsSync(fileIn(folder))).toBe(false);
    vi.advanceTimersByTime(100);
    vi.useRealTimers();
    await vi.waitFor(() => expect(saved(folder)).toEqual({ version: 1, filters: ['cpu > 8'] }));
  });

  test('nothing is written when nothing was changed', async () => {
    const folder = newFolder();
    await (await openPreferences({ folder })).flush();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('many flushes at once end with the last change', async () => {
    const folder = newFolder();
    const store = await openPreferences({ folder });
    const flushes = Array.from({ length: 50 }, (_, index) => {
      store.update({ filters: [String(index)] });
      return store.flush();
    });
    await Promise.all(flushes);
    expect(saved(folder)).toEqual({ version: 1, filters: ['49'] });
  });

  test('of two programs the last one to save wins, as a whole', async () => {
    const folder = newFolder();
    const one = await openPreferences({ folder });
    const two = await openPreferences({ folder });
    one.update({ tree: true });
    two.update({ theme: 'light' });
    await one.flush();
    await two.flush();
    expect(saved(folder)).toEqual({ version: 1, theme: 'light' });
  });

  test('a change too long to be read again is not kept, the others are', async () => {
    const folder = newFolder();
    const store = await openPreferences({ folder });
    store.update({ tree: true });
    store.update({ filters: ['x'.repeat(5000)] });
    await store.flush();
    expect(saved(folder)).toEqual({ version: 1, tree: true });
    expect(store.notices).toEqual(['a change was not kept: it is too long']);
  });
});

describe('a file that is not as it should be', () => {
  test.each([
    ['damaged', '{"version": 1, "tree"'],
    ['empty', ''],
    ['of another version', '{"version": 2}'],
    ['of another shape', '{"version": 1, "tree": "yes"}'],
    ['something else', '[]'],
    ['too large', ' '.repeat(2 ** 20 + 1)],
  ])('%s: moved aside, and the defaults', async (_, text) => {
    const folder = withFile(text);
    const store = await openPreferences({ folder });
    expect(store.get()).toEqual({ version: 1 });
    expect(store.notices).toEqual([expect.stringContaining(`moved to ${fileIn(folder)}.bad and the defaults are used`)]);
    expect(readFileSync(`${fileIn(folder)}.bad`, 'utf8')).toBe(text);
    store.update({ tree: true });
    await store.flush();
    expect(saved(folder)).toEqual({ version: 1, tree: true });
  });

  test('unknown keys, kinds and fields are dropped, the rest is kept; prototypes are not reached', async () => {
    const folder = withFile('{"version":1,"tree":true,"later":1,"__proto__":{"polluted":true},"columns":{"process":["pid","gone","pid"],"gone":["a"],"__proto__":["x"],"disk":["gone"]},"sort":{"process":{"field":"gone","descending":true},"constructor":{"field":"a","descending":true}}}');
    const store = await openPreferences({ folder });
    expect(store.get()).toEqual({ version: 1, tree: true, columns: { process: ['pid'] }, sort: {} });
    expect(store.notices).toEqual([]);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  test('wrong modes are set right', async () => {
    const folder = withFile('{"version":1}');
    chmodSync(folder, 0o777);
    chmodSync(fileIn(folder), 0o666);
    await openPreferences({ folder });
    expect([modeOf(folder), modeOf(fileIn(folder))]).toEqual(['700', '600']);
  });

  test('a link is not followed, neither to read nor to write', async () => {
    const folder = newFolder();
    mkdirSync(folder, { recursive: true });
    const other = join(temporaryFolder(), 'other');
    writeFileSync(other, '{"version":1,"tree":true}');
    symlinkSync(other, fileIn(folder));
    const store = await openPreferences({ folder });
    expect(store.get()).toEqual({ version: 1 });
    store.update({ theme: 'light' });
    await store.flush();
    expect(readFileSync(other, 'utf8')).toBe('{"version":1,"tree":true}');
    expect(saved(folder)).toEqual({ version: 1, theme: 'light' });
  });

  test('what a killed writer left is removed once it is old', async () => {
    const folder = withFile('{"version":1}');
    for (const name of ['preferences.json.1-aa.tmp', 'preferences.json.2-bb.tmp', 'other.tmp']) writeFileSync(join(folder, name), 'x');
    utimesSync(join(folder, 'preferences.json.1-aa.tmp'), 1000, 1000);
    utimesSync(join(folder, 'preferences.json.2-bb.tmp'), 1059, 1059);
    await openPreferences({ folder, now: () => 1_061_000 });
    expect(readdirSync(folder)).toEqual(['other.tmp', 'preferences.json', 'preferences.json.2-bb.tmp']);
  });

  test('arbitrary text is read or refused, never more', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      expect(readPreferences(text)).toBeUndefined();
    }));
    fc.assert(fc.property(fc.object({ maxDepth: 3 }), (extra) => {
      const text = JSON.stringify({ ...extra, version: 1 });
      expect([undefined, 1]).toContain(readPreferences(text)?.version);
    }));
  });
});

describe('when nothing can be saved the program goes on, with a notice', () => {
  test('the folder is a file', async () => {
    const folder = join(temporaryFolder(), 'file\u{1B}[2J');
    writeFileSync(folder, '');
    const store = await openPreferences({ folder });
    store.update({ tree: true });
    await store.flush();
    expect(store.get()).toEqual({ version: 1, tree: true });
    expect(store.notices).toEqual([expect.stringContaining('is not a folder: changes are not kept for the next time')]);
    expect(store.notices[0]).not.toContain('\u{1B}');
  });

  test('the folder belongs to another user: it is neither read nor written', async () => {
    const folder = withFile('{"version":1,"tree":true}');
    const store = await openPreferences({ folder, userId: (process.geteuid?.() ?? 0) + 1 });
    expect(store.get()).toEqual({ version: 1 });
    store.update({ theme: 'light' });
    await store.flush();
    expect(saved(folder)).toEqual({ version: 1, tree: true });
    expect(store.notices).toEqual([expect.stringContaining('belongs to another user')]);
  });

  test.skipIf(!isRoot)('the same with a folder given away (skipped: only root can)', async () => {
    const folder = withFile('{"version":1,"tree":true}');
    chownSync(folder, 12_345, 12_345);
    expect((await openPreferences({ folder })).notices).toEqual([expect.stringContaining('user id 12345')]);
  });

  test('a save that fails is said once, nothing is left behind, and it is tried again with the next change', async () => {
    const folder = newFolder();
    const store = await openPreferences({ folder });
    mkdirSync(join(fileIn(folder), 'in the way'), { recursive: true });
    store.update({ tree: true });
    await store.flush();
    await store.flush();
    expect(store.notices).toEqual([`preferences could not be saved in ${folder} (EISDIR); they are kept until the program ends`]);
    expect(readdirSync(folder)).toEqual(['preferences.json']);
  });

  test.skipIf(!existsSync('/proc/self'))('nothing can be made there (skipped: no /proc)', async () => {
    const store = await openPreferences({ folder: '/proc/self/pyprocwatch' });
    store.update({ tree: true });
    await store.flush();
    expect(store.notices).toEqual(['/proc/self/pyprocwatch cannot be used (ENOENT): changes are not kept for the next time']);
  });

  test('a folder that vanishes is not a reason to end', async () => {
    const folder = newFolder();
    const store = await openPreferences({ folder });
    rmSync(folder, { recursive: true });
    store.update({ tree: true });
    await store.flush();
    expect(store.notices).toEqual([expect.stringContaining('(ENOENT)')]);
    mkdirSync(folder);
    await store.flush();
    expect(saved(folder)).toEqual({ version: 1, tree: true });
  });

  test.skipIf(!canMount).each([
    ['full', 'size=4k,mode=0700', 'ENOSPC'],
    ['read-only', 'ro,mode=0700', 'EROFS'],
  ])('the disk is %s (skipped: may not mount one)', (_, options, code) => {
    const folder = temporaryFolder();
    const writer = fileURLToPath(new URL('save-once.ts', import.meta.url));
    const { stdout } = inNewMounts('mount -t tmpfs -o "$1" none "$2" && exec "$3" "$4" "$2"', options, folder, process.execPath, writer);
    expect(JSON.parse(stdout)).toEqual({
      notices: [`preferences could not be saved in ${folder} (${code}); they are kept until the program ends`],
      files: [],
      kept: 100,
    });
  });
});

test('kill -9 during saves leaves a whole file', { timeout: 60_000 }, async () => {
  const folder = newFolder();
  for (let round = 0; round < 15; round += 1) {
    const writer = fork(new URL('preferences-writer.ts', import.meta.url), [folder], { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    await once(writer, 'message');
    await delay(round * 2);
    writer.kill('SIGKILL');
    await once(writer, 'exit');
    const kept = readPreferences(readFileSync(fileIn(folder), 'utf8'));
    expect(kept?.filters?.[0]).toMatch(/^(\d+) x{900}$/);
  }
});
