import type { Database } from '../history/sqlite.ts';
import type { Ballast } from './ballast.ts';
import { NotStored, reasonOf } from './not-stored.ts';

/** The file of alerts, with what is to be done when it cannot be written. */
export class Guarded {
  readonly database: Database;
  readonly #path: string;
  readonly #ballast: Ballast;

  constructor(database: Database, path: string, ballast: Ballast) {
    this.database = database;
    this.#path = path;
    this.#ballast = ballast;
  }

  /** One transaction that outlives a power cut. On a full disk it is tried once more with the ballast's room. Throws `NotStored`. */
  write<Result>(work: () => Result): Result {
    try {
      return this.database.transaction(work);
    } catch (error) {
      if (reasonOf(error, this.#path) !== 'full' || !this.#ballast.release()) throw this.#notStored(error);
    }
    try {
      return this.database.transaction(work);
    } catch (error) {
      throw this.#notStored(error);
    }
  }

  /** One transaction that outlives a kill, but maybe not a power cut: it waits for no disk, and takes nothing of the ballast. Throws `NotStored`. */
  note<Result>(work: () => Result): Result {
    this.database.exec('PRAGMA synchronous=NORMAL');
    try {
      return this.database.transaction(work);
    } catch (error) {
      throw this.#notStored(error);
    } finally {
      this.database.exec('PRAGMA synchronous=FULL');
    }
  }

  /** Throws `NotStored`. */
  read<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      throw this.#notStored(error, 'read');
    }
  }

  /** A fault of ours stays what it is. */
  #notStored(error: unknown, done: 'stored' | 'read' = 'stored'): unknown {
    return error instanceof Error && 'errcode' in error ? new NotStored(reasonOf(error, this.#path), this.#path, error, done) : error;
  }
}
