import type { AlertCommit, StoredGroup, StoredInstance } from '../../src/model/alerts/state.ts';
import { type Database, numberOf, type Row, textOf } from '../history/sqlite.ts';
import { instanceOf, textsOf, UnreadableRow } from './json.ts';

/** Within a transaction. */
export function writeInstances(database: Database, { instances, removed, groups }: Pick<AlertCommit, 'instances' | 'removed' | 'groups'>): void {
  for (const { rule, fingerprint, ...rest } of instances) {
    database.run('INSERT INTO instance(fingerprint, rule, json) VALUES (?, ?, ?) ON CONFLICT(fingerprint, rule) DO UPDATE SET json = excluded.json', fingerprint, rule, JSON.stringify(rest));
  }
  for (const { rule, fingerprint } of removed) database.run('DELETE FROM instance WHERE fingerprint = ? AND rule = ?', fingerprint, rule);
  for (const { groupKey, channel, toldAt, firing } of groups) {
    database.run('INSERT INTO told(group_key, channel, time, firing) VALUES (?, ?, ?, ?) ON CONFLICT(group_key, channel) DO UPDATE SET time = excluded.time, firing = excluded.firing', groupKey, channel, toldAt, JSON.stringify(firing));
  }
}

/** What cannot be read is left out: `lost` is called with what it was. */
export function readInstances(database: Database, lost: (what: string) => void): StoredInstance[] {
  return database.all('SELECT * FROM instance').flatMap((row) => readable(`alert ${textOf(row, 'fingerprint')} of ${textOf(row, 'rule')}`, lost, () => instanceOf(textOf(row, 'rule'), textOf(row, 'fingerprint'), textOf(row, 'json'))));
}

/** What cannot be read is left out: `lost` is called with what it was. */
export function readGroups(database: Database, lost: (what: string) => void): StoredGroup[] {
  const groupOf = (row: Row): StoredGroup => ({ groupKey: textOf(row, 'group_key'), channel: textOf(row, 'channel'), toldAt: numberOf(row, 'time'), firing: textsOf(textOf(row, 'firing')) });
  return database.all('SELECT * FROM told').flatMap((row) => readable(`what ${textOf(row, 'channel')} was told of group ${textOf(row, 'group_key')}`, lost, () => groupOf(row)));
}

function readable<T>(what: string, lost: (what: string) => void, read: () => T): T[] {
  try {
    return [read()];
  } catch (error) {
    if (!(error instanceof UnreadableRow)) throw error;
    lost(`${what} cannot be read (${error.message})`);
    return [];
  }
}
