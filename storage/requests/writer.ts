import { join } from 'node:path';
import { RequestCells } from '../../src/analysis/traffic/request-cells.ts';
import { blobOf, Database, numberOf, textOf } from '../history/sqlite.ts';
import { type AudienceRow, audienceOf } from './audience.ts';
import { WriterLock, type WriterName } from '../history/writer-lock.ts';
import { type CellParts, decodeCells, encodeCells } from './cells-codec.ts';
import { cellsBy, GRAINS } from './grains.ts';
import { COUNTING, prepareRequests, REQUESTS_FILE } from './schema.ts';
import { storedCosts } from './stored-costs.ts';
import { type StoredCosts, valueCells } from './valuation.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** From its beginning on till a minute is one slice: lines of it may come late, and costs are those of about two minutes. */
const OPEN_MILLISECONDS = 3 * MINUTE;
/** Names that are ever kept: routes are bounded, and so must be what a year brings. */
const MOST_NAMES = 100_000;

export interface RequestTiers {
  /** How long minutes are kept, and how long hours, ms. */
  readonly minutesMilliseconds: number;
  readonly hoursMilliseconds: number;
}

export interface RequestCommit {
  /** Cells by the minute (ms) that they are of; numbers of names are this writer's. */
  readonly minutes: ReadonlyMap<number, { values(): Iterable<CellParts> }>;
  readonly audience: ReadonlyMap<number, readonly AudienceRow[]>;
  /** How far each log was read. */
  readonly positions: ReadonlyMap<string, string>;
  /** What requests cost, by the number of their endpoint's name; what was told before stays. */
  readonly costs?: StoredCosts;
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
  commit({ minutes, audience, positions, costs = new Map() }: RequestCommit): void {
    this.#database.transaction(() => {
      for (const [minute, cells] of minutes) this.#put(minute, cells.values());
      for (const [endpoint, { at, cpuSeconds, low, high }] of costs) this.#database.run('INSERT OR REPLACE INTO cost(endpoint, at, cpu, low, high) VALUES(?, ?, ?, ?, ?)', endpoint, at, cpuSeconds, low, high);
      for (const [minute, rows] of audience) this.#putAudience(minute, rows);
      for (const [log, json] of positions) this.#database.run('INSERT OR REPLACE INTO position(log, json) VALUES(?, ?)', log, json);
    });
  }

  /**
   * Makes one slice of what is in several, with what its requests cost: minutes that are over for a while, and hours of minutes that are old. A little at
   * each call; says whether there is more. `now`: epoch ms.
   */
  tend(now: number, { minutesMilliseconds, hoursMilliseconds }: RequestTiers): boolean {
    const open = this.#database.get('SELECT start FROM slice WHERE valued = 0 AND start < ? ORDER BY start LIMIT 1', now - OPEN_MILLISECONDS);
    if (open !== undefined) {
      this.#unite(numberOf(open, 'start'), MINUTE, MINUTE);
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

  #put(minute: number, cells: Iterable<CellParts>): void {
    let requests = 0;
    // Thousands of cells: each is made, written, and forgotten.
    const counted = function* (): Generator<CellParts> {
      for (const cell of cells) {
        requests += cell.sums.requests;
        yield cell;
      }
    };
    const blob = encodeCells(counted());
    if (requests > 0) this.#database.run('INSERT INTO slice(start, length, requests, valued, cells) VALUES(?, ?, ?, 0, ?)', minute, MINUTE, requests, blob);
  }

  /** Of a minute in which it was started anew there are two counts of the same sessions: the greater is nearer to the truth. */
  #putAudience(minute: number, rows: readonly AudienceRow[]): void {
    const greatest = new Map<string, AudienceRow>();
    for (const row of [...audienceOf(textOf(this.#database.get('SELECT json FROM audience WHERE minute = ?', minute), 'json')), ...rows]) {
      const key = `${row.region}\t${row.cohort}`;
      if ((greatest.get(key)?.sessions ?? 0) < row.sessions) greatest.set(key, row);
    }
    this.#database.run('INSERT OR REPLACE INTO audience(minute, json) VALUES(?, ?)', minute, JSON.stringify([...greatest.values()]));
  }

  #unite(start: number, length: number, from: number): void {
    this.#database.transaction(() => {
      const all = new RequestCells();
      const ids: number[] = [];
      const costs = storedCosts(this.#database);
      for (const row of this.#database.all('SELECT id, start, valued, cells FROM slice WHERE start >= ? AND start < ? AND (length = ? OR length = ?)', start, start + length, from, length)) {
        ids.push(numberOf(row, 'id'));
        try {
          const cells = decodeCells(blobOf(row, 'cells'));
          if (numberOf(row, 'valued') === 0) valueCells(cells, costs, numberOf(row, 'start'));
          all.merge(cells);
        } catch {
          // What is damaged cannot be saved by keeping it.
        }
      }
      for (const id of ids) this.#database.run('DELETE FROM slice WHERE id = ?', id);
      if (all.size === 0) return;
      const [endpoint, region, cohort] = GRAINS.map((grain) => encodeCells(cellsBy(grain, all.values()).values()));
      this.#database.run('INSERT INTO slice(start, length, requests, valued, endpoint, region, cohort, cells) VALUES(?, ?, ?, 1, ?, ?, ?, ?)', start, length, requestsIn(all.values()), endpoint ?? null, region ?? null, cohort ?? null, encodeCells(all.values()));
    });
  }
}

function requestsIn(cells: Iterable<CellParts>): number {
  let count = 0;
  for (const { sums } of cells) count += sums.requests;
  return count;
}
