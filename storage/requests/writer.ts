import { join } from 'node:path';
import { type RequestCell, RequestCells } from '../../src/analysis/traffic/request-cells.ts';
import { blobOf, Database, numberOf, textOf } from '../history/sqlite.ts';
import { WriterLock, type WriterName } from '../history/writer-lock.ts';
import { decodeCells, encodeCells } from './cells-codec.ts';
import { COUNTING, prepareRequests, REQUESTS_FILE } from './schema.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Names that are ever kept: routes are bounded, and so must be what a year brings. */
const MOST_NAMES = 100_000;

export interface RequestTiers {
  /** How long minutes are kept, and how long hours, ms. */
  readonly minutesMilliseconds: number;
  readonly hoursMilliseconds: number;
}

/** Active sessions of a minute. */
export interface AudienceRow {
  readonly region: string;
  readonly cohort: string;
  readonly sessions: number;
}

export interface RequestCommit {
  /** Cells by the minute (ms) that they are of; numbers of names are this writer's. */
  readonly minutes: ReadonlyMap<number, RequestCells>;
  readonly audience: ReadonlyMap<number, readonly AudienceRow[]>;
  /** How far each log was read. */
  readonly positions: ReadonlyMap<string, string>;
}

/** Keeps what requests came to. One process at a time. */
export class RequestWriter {
  readonly #database: Database;
  readonly #lock: WriterLock;
  readonly #names = new Map<string, number>();

  private constructor(database: Database, lock: WriterLock) {
    this.#database = database;
    this.#lock = lock;
    for (const row of database.iterate('SELECT id, type, text FROM name')) this.#names.set(`${textOf(row, 'type')} ${textOf(row, 'text')}`, numberOf(row, 'id'));
  }

  /** In a folder that is there. Rejects with `WriterPresent` when another process counts, a `UserError`, or what SQLite says. */
  static async open(folder: string, name: WriterName): Promise<RequestWriter> {
    const lock = await WriterLock.take(folder, name, COUNTING);
    let database: Database | undefined;
    try {
      const path = join(folder, REQUESTS_FILE);
      database = await Database.open(path, { readOnly: false });
      prepareRequests(database, path);
      return new RequestWriter(database, lock);
    } catch (error) {
      database?.close();
      lock.release();
      throw error;
    }
  }

  /** The number of a name; -1 when there are too many. */
  nameOf(type: 'endpoint' | 'cohort' | 'region', text: string): number {
    const key = `${type} ${text}`;
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    if (this.#names.size >= MOST_NAMES) return -1;
    const { id } = this.#database.run('INSERT INTO name(type, text) VALUES(?, ?)', type, text);
    this.#names.set(key, id);
    return id;
  }

  /** What was stored as `from` is told as `to` from now on. */
  alias(type: 'endpoint', from: string, to: string): void {
    const known = this.#names.get(`${type} ${from}`);
    const heir = known === undefined || from === to ? -1 : this.nameOf(type, to);
    if (known === undefined || heir < 0 || heir === known) return;
    this.#database.run('UPDATE name SET heir = ? WHERE id = ? OR heir = ?', heir, known, known);
    this.#database.run('UPDATE name SET heir = NULL WHERE id = ?', heir);
  }

  positions(): ReadonlyMap<string, string> {
    return new Map(this.#database.all('SELECT log, json FROM position').map((row) => [textOf(row, 'log'), textOf(row, 'json')]));
  }

  /** All of it or nothing. Throws what SQLite throws. */
  commit({ minutes, audience, positions }: RequestCommit): void {
    this.#database.transaction(() => {
      for (const [minute, cells] of minutes) this.#put(minute, MINUTE, cells.values());
      for (const [minute, rows] of audience) this.#database.run('INSERT OR REPLACE INTO audience(minute, json) VALUES(?, ?)', minute, JSON.stringify(rows));
      for (const [log, json] of positions) this.#database.run('INSERT OR REPLACE INTO position(log, json) VALUES(?, ?)', log, json);
    });
  }

  /**
   * Makes one slice of what is in several: minutes that are over for a while, and hours of minutes that are old. A little at
   * each call; says whether there is more. `now`: epoch ms.
   */
  tend(now: number, { minutesMilliseconds, hoursMilliseconds }: RequestTiers): boolean {
    const split = this.#database.get('SELECT start FROM slice WHERE length = ? AND start < ? GROUP BY start HAVING count(*) > 1 ORDER BY start LIMIT 1', MINUTE, now - 5 * MINUTE);
    if (split !== undefined) {
      this.#unite(numberOf(split, 'start'), MINUTE, MINUTE);
      return true;
    }
    const old = this.#database.get('SELECT start FROM slice WHERE length = ? AND start < ? ORDER BY start LIMIT 1', MINUTE, Math.floor((now - minutesMilliseconds) / HOUR) * HOUR);
    if (old !== undefined) {
      this.#unite(Math.floor(numberOf(old, 'start') / HOUR) * HOUR, HOUR, MINUTE);
      return true;
    }
    this.#database.run('DELETE FROM slice WHERE start < ?', now - hoursMilliseconds);
    this.#database.run('DELETE FROM audience WHERE minute < ?', now - hoursMilliseconds);
    this.#database.exec('PRAGMA incremental_vacuum(64)');
    return false;
  }

  close(): void {
    try {
      this.#database.close();
    } finally {
      this.#lock.release();
    }
  }

  #put(start: number, length: number, cells: Iterable<RequestCell>): void {
    const list = [...cells];
    if (list.length === 0) return;
    this.#database.run('INSERT INTO slice(start, length, requests, cells) VALUES(?, ?, ?, ?)', start, length, list.reduce((sum, { sums }) => sum + sums.requests, 0), encodeCells(list));
  }

  #unite(start: number, length: number, from: number): void {
    this.#database.transaction(() => {
      const all = new RequestCells();
      const ids: number[] = [];
      for (const row of this.#database.all('SELECT id, cells FROM slice WHERE start >= ? AND start < ? AND (length = ? OR length = ?)', start, start + length, from, length)) {
        ids.push(numberOf(row, 'id'));
        try {
          all.merge(decodeCells(blobOf(row, 'cells')));
        } catch {
          // What is damaged cannot be saved by keeping it.
        }
      }
      for (const id of ids) this.#database.run('DELETE FROM slice WHERE id = ?', id);
      this.#put(start, length, all.values());
    });
  }
}
