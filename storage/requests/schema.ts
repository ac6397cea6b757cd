import { EXIT, UserError } from '../../src/model/errors.ts';
import { type Database, numberOf } from '../history/sqlite.ts';
import type { Office } from '../history/writer-lock.ts';

/** Raised when an older program could no longer read what is written. */
export const REQUESTS_VERSION = 1;
/** "pyr1": tells it from any other SQLite file. */
const APPLICATION_ID = 0x70797231;

export const REQUESTS_FILE = 'requests.db';

/** Logs are followed, and requests counted, by one process only: two would count each request twice. */
export const COUNTING: Office = { lock: 'requests.lock', name: 'requests.writer', words: 'requests are being counted' };

/**
 * `name`: texts by number (endpoints, cohorts, countries); one that turned out to be a part of another is told as its `heir`. `slice`: what came in a time (ms since the epoch, and how long it is), as
 * cells (cells-codec.ts); there may be several of the same time until it is `valued`: one slice, with what its requests cost (valuation.ts) and with its sums
 * by endpoint, country and cohort beside it (grains.ts). `cost`: what a request costs by the last that was known. `audience`: active sessions of a minute, by country and
 * cohort, as JSON. `position`: how far each log was read, in the transaction that stored what was read.
 */
const TABLES = `
CREATE TABLE name(id INTEGER PRIMARY KEY, type TEXT NOT NULL, text TEXT NOT NULL, heir INTEGER, UNIQUE(type, text));
CREATE TABLE slice(id INTEGER PRIMARY KEY, start REAL NOT NULL, length REAL NOT NULL, requests INTEGER NOT NULL, valued INTEGER NOT NULL, endpoint BLOB, region BLOB, cohort BLOB, cells BLOB NOT NULL);
CREATE INDEX slice_start ON slice(start);
CREATE INDEX slice_open ON slice(start) WHERE valued = 0;
CREATE TABLE cost(endpoint INTEGER PRIMARY KEY, at REAL NOT NULL, cpu REAL NOT NULL, low REAL NOT NULL, high REAL NOT NULL);
CREATE TABLE audience(minute REAL PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE position(log TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID;
`;

/** Makes the tables, or checks that they are ours. Throws a `UserError`, or what SQLite throws. */
export function prepareRequests(database: Database, path: string): void {
  database.exec('PRAGMA busy_timeout=5000');
  if (!isThere(database, path)) {
    database.exec('PRAGMA page_size=4096; PRAGMA auto_vacuum=INCREMENTAL; PRAGMA journal_mode=WAL');
    database.transaction(() => {
      if (!isThere(database, path)) database.exec(`${TABLES}; PRAGMA user_version=${REQUESTS_VERSION}; PRAGMA application_id=${APPLICATION_ID}`);
    });
  }
  database.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-2048');
}

/** Whether there is anything yet. Throws a `UserError` for what is none of ours or of a newer program. */
export function isThere(database: Database, path: string): boolean {
  const version = numberOf(database.get('PRAGMA user_version'), 'user_version');
  if (version === 0 && numberOf(database.get('SELECT count(*) AS n FROM sqlite_schema'), 'n') === 0) return false;
  if (numberOf(database.get('PRAGMA application_id'), 'application_id') !== APPLICATION_ID) {
    throw new UserError('these are no requests of pyprocwatch', { where: path, mend: `move it away: mv ${REQUESTS_FILE} ${REQUESTS_FILE}.old`, exitCode: EXIT.data });
  }
  if (version > REQUESTS_VERSION) {
    throw new UserError(`requests were stored by a newer pyprocwatch (format ${version}, this one knows ${REQUESTS_VERSION})`, { where: path, mend: 'upgrade, or choose another folder with --history', exitCode: EXIT.data });
  }
  return true;
}
