import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, UserError } from '../../src/model/errors.ts';
import { safeText } from '../../src/model/safe-text.ts';
import { Database, SQLITE, sqliteCode } from './sqlite.ts';

/** Who writes a history, for the message of whom it refuses. */
export interface WriterName {
  readonly pid: number;
  /** `pyprocwatch record`, `pyprocwatch top` ... */
  readonly command: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

/** What only one process at a time may do in a folder. */
export interface Office {
  /** The file whose lock its holder has. */
  readonly lock: string;
  /** The file that says who that is. */
  readonly name: string;
  /** `history is being recorded`. */
  readonly words: string;
}

export const RECORDING: Office = { lock: 'history.lock', name: 'history.writer', words: 'history is being recorded' };
export const WATCHING: Office = { lock: 'watch.lock', name: 'watch.holder', words: 'alerts are being watched for' };

/**
 * One writer a history, one watch. The lock is that of a SQLite file of its own, so the system gives it back however its holder ends,
 * kill -9 included; the name stands beside it for people.
 */
export class WriterLock {
  readonly #database: Database;

  private constructor(database: Database) {
    this.#database = database;
  }

  /** Rejects with a `WriterPresent` error when another process writes here, else with what SQLite or the system says. */
  static async take(folder: string, name: WriterName, office: Office = RECORDING): Promise<WriterLock> {
    const database = await Database.open(join(folder, office.lock), { readOnly: false });
    try {
      database.exec('PRAGMA busy_timeout=0; PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=MEMORY; BEGIN EXCLUSIVE');
    } catch (error) {
      database.close();
      if (sqliteCode(error) === SQLITE.busy) throw new WriterPresent(folder, writerOf(folder, office), office);
      throw error;
    }
    leaveName(folder, name, office);
    return new WriterLock(database);
  }

  release(): void {
    this.#database.close();
  }
}

/** Another process writes this history. */
export class WriterPresent extends UserError {
  readonly writer: WriterName | undefined;

  constructor(folder: string, writer: WriterName | undefined, { words }: Office = RECORDING) {
    const who = writer === undefined ? 'another process' : `process ${writer.pid} (${writer.command}, since ${new Date(writer.since).toLocaleString('sv')})`;
    super(`${words} by ${who}`, { where: folder, mend: 'end that one, or choose another folder with --history', exitCode: EXIT.unavailable });
    this.name = 'WriterPresent';
    this.writer = writer;
  }
}

/** The lock holds without the name: a full disk must not keep recording from waiting for room. */
function leaveName(folder: string, name: WriterName, office: Office): void {
  const path = join(folder, office.name);
  try {
    // Another's name would be worse than none.
    rmSync(path, { force: true });
    writeFileSync(path, JSON.stringify(name), { mode: 0o600, flag: 'wx' });
  } catch {
    // Whoever is refused reads of "another process".
  }
}

/** Who wrote here last; undefined when that is not to be read. */
function writerOf(folder: string, office: Office): WriterName | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(join(folder, office.name), 'utf8'));
    if (typeof value !== 'object' || value === null || !('pid' in value) || !('command' in value) || !('since' in value)) return undefined;
    const { pid, command, since } = value;
    return typeof pid === 'number' && typeof command === 'string' && typeof since === 'number' ? { pid, command: safeText(command), since } : undefined;
  } catch {
    return undefined;
  }
}
