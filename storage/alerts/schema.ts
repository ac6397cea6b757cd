import { EXIT, UserError } from '../../src/model/errors.ts';
import { type Database, numberOf } from '../history/sqlite.ts';

/** Raised when an older program could no longer read what is written. */
export const ALERTS_VERSION = 1;
/** "pya1": tells it from any other SQLite file. */
const APPLICATION_ID = 0x70796131;

export const ALERTS_FILE = 'alerts.db';

/**
 * `instance`, `told`, `silence`: what the engine is at. `event`: what happened to alerts. `message`: the outbox, and for a while
 * what became of it; `done` is null while it is queued, `ready` is 1 for the first one that is queued of its group and channel:
 * the others wait for it. `message_alert`: which alerts a message tells of. `attempt`: each try to deliver one. `tally`: how many
 * messages ever came to what, by channel.
 */
const TABLES = `
CREATE TABLE instance(fingerprint TEXT NOT NULL, rule TEXT NOT NULL, json TEXT NOT NULL, PRIMARY KEY(fingerprint, rule)) WITHOUT ROWID;
CREATE TABLE told(group_key TEXT NOT NULL, channel TEXT NOT NULL, time REAL NOT NULL, firing TEXT NOT NULL, PRIMARY KEY(group_key, channel)) WITHOUT ROWID;
CREATE TABLE silence(id TEXT PRIMARY KEY, starts REAL NOT NULL, ends REAL NOT NULL, acknowledges TEXT, author TEXT NOT NULL, comment TEXT NOT NULL, matchers TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE event(id INTEGER PRIMARY KEY, time REAL NOT NULL, fingerprint TEXT NOT NULL, rule TEXT NOT NULL, what TEXT NOT NULL, detail TEXT NOT NULL);
CREATE INDEX event_of_alert ON event(fingerprint);
CREATE TABLE message(seq INTEGER PRIMARY KEY, id TEXT NOT NULL, channel TEXT NOT NULL, group_key TEXT NOT NULL, status TEXT NOT NULL, json TEXT NOT NULL, created REAL NOT NULL, due REAL NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0, detail TEXT NOT NULL DEFAULT '', ready INTEGER NOT NULL, owner TEXT, leased_until REAL, result TEXT, done REAL, UNIQUE(id, channel));
CREATE INDEX message_ready ON message(channel, due) WHERE ready = 1;
CREATE INDEX message_queued ON message(channel, group_key) WHERE done IS NULL;
CREATE INDEX message_tried ON message(channel, group_key) WHERE attempts > 0;
CREATE INDEX message_done ON message(done) WHERE done IS NOT NULL;
CREATE TABLE message_alert(fingerprint TEXT NOT NULL, message INTEGER NOT NULL REFERENCES message(seq) ON DELETE CASCADE, PRIMARY KEY(fingerprint, message)) WITHOUT ROWID;
CREATE INDEX alert_of_message ON message_alert(message);
CREATE TABLE attempt(id INTEGER PRIMARY KEY, message INTEGER NOT NULL REFERENCES message(seq) ON DELETE CASCADE, time REAL NOT NULL, milliseconds REAL NOT NULL, outcome TEXT NOT NULL, detail TEXT NOT NULL);
CREATE INDEX attempt_of_message ON attempt(message);
CREATE TABLE tally(channel TEXT NOT NULL, result TEXT NOT NULL, messages INTEGER NOT NULL, PRIMARY KEY(channel, result)) WITHOUT ROWID;
`;

/** Another process may hold the file for so long. */
const BUSY = 'PRAGMA busy_timeout=5000';

/** Makes the tables, or checks that they are ours. Throws a `UserError`, or what SQLite throws. */
export function prepareAlerts(database: Database, path: string): void {
  database.exec(BUSY);
  if (versionOf(database, path) > 0) {
    database.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-1024');
    return;
  }
  database.exec('PRAGMA page_size=4096; PRAGMA auto_vacuum=INCREMENTAL; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-1024');
  database.transaction(() => {
    // Another process may have been quicker.
    if (versionOf(database, path) > 0) return;
    database.exec(`${TABLES}; PRAGMA user_version=${ALERTS_VERSION}; PRAGMA application_id=${APPLICATION_ID}`);
  });
}

/** For who only reads: whether there is anything. Throws a `UserError`, or what SQLite throws. */
export function checkAlerts(database: Database, path: string): boolean {
  database.exec(BUSY);
  return versionOf(database, path) > 0;
}

/** 0 for a file that is still empty. */
function versionOf(database: Database, path: string): number {
  const version = numberOf(database.get('PRAGMA user_version'), 'user_version');
  if (version === 0 && numberOf(database.get('SELECT count(*) AS n FROM sqlite_schema'), 'n') === 0) return 0;
  if (numberOf(database.get('PRAGMA application_id'), 'application_id') !== APPLICATION_ID) {
    throw new UserError('these are no alerts of pyprocwatch', { where: path, mend: `move it away: mv ${ALERTS_FILE} ${ALERTS_FILE}.old`, exitCode: EXIT.data });
  }
  if (version > ALERTS_VERSION) {
    throw new UserError(`alerts were stored by a newer pyprocwatch (format ${version}, this one knows ${ALERTS_VERSION})`, { where: path, mend: 'upgrade, or choose another folder', exitCode: EXIT.data });
  }
  return version;
}
