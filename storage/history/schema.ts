import { EXIT, UserError } from '../../src/model/errors.ts';
import { type Database, numberOf } from './sqlite.ts';

/** Raised when an older program could no longer read what is written. */
export const STORE_VERSION = 1;
/** "pyp1": tells a store of ours from any other SQLite file. */
const APPLICATION_ID = 0x70797031;

export const STORE_FILE = 'history.db';

/**
 * `head`: one tick of the open window of a kind. `chunk`: a sealed window; tier 0 has every sample, tier 1 one a minute.
 * `rollup`: an hour of a kind, all its entities in one blob; a table with rows by number, whose overflow pages are full. `layout`: what is stored of a kind, `identity`: who a row is.
 */
const TABLES = `
CREATE TABLE IF NOT EXISTS layout(id INTEGER PRIMARY KEY, kind TEXT NOT NULL, json TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS text(id INTEGER PRIMARY KEY, value TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS identity(id INTEGER PRIMARY KEY, layout INTEGER NOT NULL, numbers BLOB NOT NULL, texts BLOB NOT NULL, until INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS head(layout INTEGER NOT NULL, ts INTEGER NOT NULL, blob BLOB NOT NULL, PRIMARY KEY(layout, ts)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS chunk(id INTEGER PRIMARY KEY, layout INTEGER NOT NULL, tier INTEGER NOT NULL, t0 INTEGER NOT NULL, t1 INTEGER NOT NULL, ticks INTEGER NOT NULL, rows INTEGER NOT NULL, blob BLOB NOT NULL);
CREATE UNIQUE INDEX IF NOT EXISTS chunk_by_time ON chunk(layout, tier, t0, t1);
CREATE TABLE IF NOT EXISTS rollup(id INTEGER PRIMARY KEY, kind TEXT NOT NULL, hour INTEGER NOT NULL, blob BLOB NOT NULL, UNIQUE(hour, kind));
CREATE TABLE IF NOT EXISTS progress(name TEXT PRIMARY KEY, ts INTEGER NOT NULL) WITHOUT ROWID;
`;

/** Makes the tables, or checks that they are ours. Throws a `UserError`. */
export function prepareStore(database: Database, path: string): void {
  database.exec('PRAGMA busy_timeout=2000');
  const version = checkVersion(database, path);
  database.exec('PRAGMA page_size=4096; PRAGMA auto_vacuum=INCREMENTAL; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=1000; PRAGMA cache_size=-1024');
  if (version === 0) {
    database.transaction(() => {
      database.exec(TABLES);
      database.exec(`PRAGMA user_version=${STORE_VERSION}; PRAGMA application_id=${APPLICATION_ID}`);
    });
  }
}

/** 0 for a file that is still empty. */
export function checkVersion(database: Database, path: string): number {
  const version = numberOf(database.get('PRAGMA user_version'), 'user_version');
  const tables = numberOf(database.get('SELECT count(*) AS n FROM sqlite_schema'), 'n');
  if (version === 0 && tables === 0) return 0;
  if (numberOf(database.get('PRAGMA application_id'), 'application_id') !== APPLICATION_ID) {
    throw new UserError('this is no history of pyprocwatch', { where: path, mend: 'choose another folder with --history', exitCode: EXIT.data });
  }
  if (version > STORE_VERSION) {
    throw new UserError(`this history was written by a newer pyprocwatch (format ${version}, this one knows ${STORE_VERSION})`, { where: path, mend: 'upgrade, or choose another folder with --history', exitCode: EXIT.data });
  }
  return version;
}
