import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { RequestCell } from '../../src/analysis/traffic/request-cells.ts';
import { EXIT, UserError } from '../../src/model/errors.ts';
import { blobOf, Database, numberOf, textOf } from '../history/sqlite.ts';
import { type AudienceRow, audienceOf } from './audience.ts';
import { decodeCells } from './cells-codec.ts';
import type { Grain } from './grains.ts';
import { isThere, REQUESTS_FILE } from './schema.ts';
import { storedCosts } from './stored-costs.ts';
import { valueCells } from './valuation.ts';

/** The longest slice, ms: an hour. */
const LONGEST = 3_600_000;

/** Requests of a time: which, and what they came to. Times: epoch ms. */
export interface RequestSlice {
  readonly start: number;
  readonly length: number;
  readonly cells: readonly RequestCell[];
}

/** Reads what was counted, beside a process that counts. */
export class RequestReader {
  readonly #database: Database;
  /** Slices that could not be read. */
  damaged = 0;

  private constructor(database: Database) {
    this.#database = database;
  }

  /** Rejects with a `UserError` where there is nothing. */
  static async open(folder: string): Promise<RequestReader> {
    const path = join(folder, REQUESTS_FILE);
    const nothing = (): UserError => new UserError('no requests were counted yet', { where: path, mend: 'name an access log under "endpoints" in .pyprocwatchrc and run "pyprocwatch watch" (or top), or read one now with --log FILE', exitCode: EXIT.data });
    if (!existsSync(path)) throw nothing();
    const database = await Database.open(path, { readOnly: true });
    try {
      database.exec('PRAGMA busy_timeout=5000');
      if (!isThere(database, path)) throw nothing();
      return new RequestReader(database);
    } catch (error) {
      database.close();
      throw error;
    }
  }

  /** Names by number. Texts were made safe before they were stored. */
  names(): ReadonlyMap<number, string> {
    return new Map(this.#database.all('SELECT one.id, coalesce(heir.text, one.text) AS text FROM name AS one LEFT JOIN name AS heir ON heir.id = one.heir').map((row) => [numberOf(row, 'id'), textOf(row, 'text')]));
  }

  /** First and last moment of which there is anything; undefined for none. */
  span(): { readonly from: number; readonly to: number } | undefined {
    const row = this.#database.get('SELECT min(start) AS first, max(start + length) AS last FROM slice');
    const from = row?.['first'];
    return typeof from === 'number' ? { from, to: numberOf(row, 'last') } : undefined;
  }

  /**
   * Slices that begin within [from, to), oldest first; hours that only reach into it count whole. `grain`: the only part of their keys that
   * is wanted; cells may tell more apart all the same.
   */
  *slices(from: number, to: number, grain?: Grain): Generator<RequestSlice> {
    const costs = storedCosts(this.#database);
    const column = grain === undefined ? 'cells' : `coalesce(${grain}, cells)`;
    for (const row of this.#database.iterate(`SELECT start, length, valued, ${column} AS cells FROM slice WHERE start > ? AND start < ? AND start + length > ? ORDER BY start`, from - LONGEST, to, from)) {
      try {
        const slice = { start: numberOf(row, 'start'), length: numberOf(row, 'length'), cells: decodeCells(blobOf(row, 'cells')) };
        if (numberOf(row, 'valued') === 0) valueCells(slice.cells, costs, slice.start);
        yield slice;
      } catch {
        this.damaged += 1;
      }
    }
  }

  *audience(from: number, to: number): Generator<{ readonly minute: number; readonly rows: readonly AudienceRow[] }> {
    for (const row of this.#database.iterate('SELECT minute, json FROM audience WHERE minute >= ? AND minute < ? ORDER BY minute', from, to)) {
      yield { minute: numberOf(row, 'minute'), rows: audienceOf(textOf(row, 'json')) };
    }
  }

  close(): void {
    this.#database.close();
  }
}
