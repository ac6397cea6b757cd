import { spawnSync } from 'node:child_process';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { AlertStore } from '../../../storage/alerts/store.ts';
import { temporaryFolder } from '../../config/support.ts';
import { refusal } from '../history/support.ts';
import { commitOf, edit, event, instance, message, NOW, openStore, silence } from './support.ts';

const GROUP = { groupKey: 'group', channel: 'slack', toldAt: NOW + 0.5, firing: ['f00d', 'beef'] };

describe('what is stored', () => {
  test('comes back as it was, NaN too, after the store was closed', async () => {
    const folder = temporaryFolder();
    const store = await openStore(folder);
    const other = instance({ fingerprint: 'beef', state: 'pending', value: Number.NaN, recent: [], changes: [], labels: {}, annotations: {} });
    store.commit(commitOf({ instances: [instance(), other], groups: [GROUP] }));
    store.silences.add(silence('one'));
    store.close();
    const loaded = (await openStore(folder)).load(NOW);
    expect(loaded).toEqual({ instances: [other, instance()], groups: [GROUP], silences: [silence('one')], lost: [] });
  });

  test('a later commit changes, removes and leaves the rest', async () => {
    const store = await openStore();
    store.commit(commitOf({ instances: [instance(), instance({ fingerprint: 'beef' }), instance({ fingerprint: 'cafe' })], groups: [GROUP] }));
    store.commit(commitOf({ instances: [instance({ value: 9 })], removed: [{ rule: 'memory/NodeLeak', fingerprint: 'beef' }, { rule: 'no such', fingerprint: 'cafe' }], groups: [{ ...GROUP, firing: [] }] }));
    expect(store.load(NOW)).toMatchObject({ instances: [{ fingerprint: 'cafe', value: 2.5 }, { fingerprint: 'f00d', value: 9 }], groups: [{ firing: [] }] });
  });

  test('a commit that fails leaves nothing of it', async () => {
    const store = await openStore();
    store.database.exec("CREATE TRIGGER refuse BEFORE INSERT ON message BEGIN SELECT RAISE(ABORT, 'no'); END");
    expect(() => store.commit(commitOf({ instances: [instance()], events: [event()], messages: [message('one')], groups: [GROUP] }))).toThrow('alerts cannot be stored: no');
    expect([store.load(NOW).instances, store.load(NOW).groups, store.events.list()]).toEqual([[], [], []]);
  });

  test('rows that cannot be read are named and left out', async () => {
    const folder = temporaryFolder();
    const store = await openStore(folder);
    store.commit(commitOf({ instances: [instance(), instance({ fingerprint: 'beef' }), instance({ fingerprint: 'cafe' })], groups: [GROUP, { ...GROUP, channel: 'mail' }] }));
    store.silences.add(silence('one'));
    store.silences.add(silence('two'));
    await edit(folder, (database) => {
      database.run("UPDATE instance SET json = '{' WHERE fingerprint = 'beef'");
      database.run("UPDATE instance SET json = json_set(json, '$.state', 'asleep') WHERE fingerprint = 'cafe'");
      database.run("UPDATE told SET firing = '[1]' WHERE channel = 'mail'");
      database.run("UPDATE silence SET matchers = '{}' WHERE id = 'one'");
    });
    expect(store.load(NOW)).toMatchObject({
      instances: [{ fingerprint: 'f00d' }], groups: [{ channel: 'slack' }], silences: [{ id: 'two' }],
      lost: ['alert beef of memory/NodeLeak cannot be read (no JSON)', 'alert cafe of memory/NodeLeak cannot be read (state is not what it should be)', 'what mail was told of group group cannot be read (a list holds something else)'],
    });
  });
});

describe('the file', () => {
  test('is private, outlives power cuts, and is closed without a trace', async () => {
    const folder = temporaryFolder();
    const store = await openStore(folder);
    store.commit(commitOf({ events: [event()] }));
    expect(readdirSync(folder).map((name) => [name, (statSync(join(folder, name)).mode & 0o777).toString(8)])).toEqual([['alerts.db', '600'], ['alerts.db-shm', '600'], ['alerts.db-wal', '600']]);
    expect(['journal_mode', 'synchronous', 'user_version', 'application_id'].map((name) => Object.values(store.database.get(`PRAGMA ${name}`) ?? {})[0])).toEqual(['wal', 2, 1, 0x70796131]);
    store.outbox.hasten('slack', NOW);
    expect(store.database.get('PRAGMA synchronous')).toEqual({ synchronous: 2 });
    store.close();
    expect(readdirSync(folder)).toEqual(['alerts.db']);
  });

  test('of a newer program is refused, one of another program and one that is damaged too, and left as they are', async () => {
    const folder = temporaryFolder();
    (await openStore(folder)).close();
    await edit(folder, (database) => database.exec('PRAGMA user_version=7'));
    for (const readOnly of [true, false]) expect(await refusal(AlertStore.open(folder, { readOnly }))).toBe(`${folder}/alerts.db: alerts were stored by a newer pyprocwatch (format 7, this one knows 1); upgrade, or choose another folder`);
    await edit(folder, (database) => database.exec('PRAGMA application_id=1'));
    expect(await refusal(AlertStore.open(folder, { readOnly: false }))).toBe(`${folder}/alerts.db: these are no alerts of pyprocwatch; move it away: mv alerts.db alerts.db.old`);
    const damaged = temporaryFolder();
    writeFileSync(join(damaged, 'alerts.db'), 'a text of somebody else, long enough to be looked at as a file of SQLite: '.repeat(20));
    for (const readOnly of [true, false]) expect(await refusal(AlertStore.open(damaged, { readOnly }))).toMatch(/alerts cannot be (?:read|stored): the file is damaged; move it away, a new one will be made: mv alerts\.db alerts\.db\.damaged$/);
  });

  test('who only reads makes none, and may read while another writes', async () => {
    const folder = temporaryFolder();
    expect(await refusal(AlertStore.open(folder, { readOnly: true }))).toBe(`${folder}/alerts.db: nothing is known of alerts yet; watch for some: pyprocwatch watch`);
    expect(readdirSync(folder)).toEqual([]);
    const store = await openStore(folder);
    const reader = await openStore(folder, true);
    store.commit(commitOf({ instances: [instance()], messages: [message('one')] }));
    expect(reader.load(NOW).instances).toEqual([instance()]);
    expect(reader.outbox.due('slack', NOW, 5)).toHaveLength(1);
    expect(() => reader.commit(commitOf({ events: [event()] }))).toThrow('alerts cannot be stored: it may only be read');
  });
});

describe('several processes', () => {
  test('what another wrote shows in the version of the data, what this one wrote does not', async () => {
    const folder = temporaryFolder();
    const [store, other] = [await openStore(folder), await openStore(folder)];
    const before = store.dataVersion();
    store.commit(commitOf({ events: [event()] }));
    store.silences.add(silence('one'));
    expect(store.dataVersion()).toBe(before);
    other.silences.add(silence('two'));
    expect(store.dataVersion()).not.toBe(before);
    expect(store.silences.list(NOW)).toHaveLength(2);
  });

  test('they write at the same time, and nothing is lost', async () => {
    const folder = temporaryFolder();
    const store = await openStore(folder);
    const script = join(import.meta.dirname, 'add-silences.ts');
    const commands = [1, 2, 3].map((each) => `"$1" "$2" "$3" ${each} 20 &`);
    const { status, stderr } = spawnSync('sh', ['-c', `${commands.join(' ')} for job in 1 2 3; do wait; done`, 'sh', process.execPath, script, folder], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
    expect(store.silences.list(NOW)).toHaveLength(60);
  });

  test('one that holds the file for too long is named', async () => {
    const folder = temporaryFolder();
    const store = await openStore(folder);
    store.database.exec('PRAGMA busy_timeout=20');
    const other = await openStore(folder);
    other.database.exec('BEGIN IMMEDIATE');
    expect(() => store.commit(commitOf({ events: [event()] }))).toThrow(expect.objectContaining({ name: 'NotStored', reason: 'busy', message: 'alerts cannot be stored: another process holds the file' }));
    other.database.exec('ROLLBACK');
    store.commit(commitOf({ events: [event()] }));
    expect(store.events.list()).toHaveLength(1);
  });
});
