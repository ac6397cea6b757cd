import { chmodSync } from 'node:fs';
import type { DatabaseSync, StatementSync, SQLInputValue } from 'node:sqlite';
import { errorCode, errorMessage, EXIT, UserError } from '../../src/model/errors.ts';

export type Row = Record<string, null | number | bigint | string | Uint8Array>;

/** Node calls its SQLite experimental at each start; whoever watches processes did not ask. */
async function loadSqlite(): Promise<typeof import('node:sqlite')> {
  const emit = process.emitWarning;
  process.emitWarning = () => undefined;
  try {
    return await import('node:sqlite');
  } catch (error) {
    throw new UserError('this Node has no SQLite', { mend: 'install Node 22.15 or newer', exitCode: EXIT.unavailable, cause: error });
  } finally {
    process.emitWarning = emit;
  }
}

/** SQLite's own error number (SQLITE_FULL is 13 ...), or 0 for anything else. Extended codes are cut to the primary one. */
export function sqliteCode(error: unknown): number {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : 0;
}

export const SQLITE = { busy: 5, readonly: 8, ioError: 10, corrupt: 11, full: 13, cannotOpen: 14, notADatabase: 26 } as const;

const PRIVATE_FILE = 0o600;

/** A SQLite file, statements prepared once. Methods throw what SQLite throws. */
export class Database {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  /** Those that can be gone through, by their text, while nobody does. */
  readonly #idle = new Map<string, StatementSync[]>();

  private constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Rejects with the system's error, or a `UserError` where this Node has no SQLite. */
  static async open(path: string, options: { readonly readOnly: boolean }): Promise<Database> {
    const { DatabaseSync } = await loadSqlite();
    const database = new DatabaseSync(path, { readOnly: options.readOnly });
    if (!options.readOnly && path !== ':memory:') {
      try {
        chmodSync(path, PRIVATE_FILE);
      } catch (error) {
        if (errorCode(error) === 'EPERM') return new Database(database);
        database.close();
        throw error;
      }
    }
    return new Database(database);
  }

  exec(sql: string): void {
    this.#database.exec(sql);
  }

  run(sql: string, ...values: readonly SQLInputValue[]): { readonly changes: number; readonly id: number } {
    const { changes, lastInsertRowid } = this.#prepared(sql).run(...values);
    return { changes: Number(changes), id: Number(lastInsertRowid) };
  }

  get(sql: string, ...values: readonly SQLInputValue[]): Row | undefined {
    return this.#prepared(sql).get(...values);
  }

  all(sql: string, ...values: readonly SQLInputValue[]): Row[] {
    return this.#prepared(sql).all(...values);
  }

  /** Rows one by one; the same may be asked for again meanwhile. */
  *iterate(sql: string, ...values: readonly SQLInputValue[]): Generator<Row> {
    let idle = this.#idle.get(sql);
    if (idle === undefined) this.#idle.set(sql, (idle = []));
    // A new one each time would be some KB that V8 does not know of, and so does not collect: megabytes an hour.
    const statement = idle.pop() ?? this.#database.prepare(sql);
    let isSound = true;
    try {
      for (const row of statement.iterate(...values)) yield row;
    } catch (error) {
      isSound = false;
      throw error;
    } finally {
      if (isSound) idle.push(statement);
    }
  }

  /** All of it or nothing. */
  transaction<Result>(work: () => Result): Result {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      try {
        if (this.#database.isTransaction !== false) this.#database.exec('ROLLBACK');
      } catch {
        // SQLite has rolled back by itself.
      }
      throw error;
    }
  }

  close(): void {
    this.#statements.clear();
    this.#idle.clear();
    this.#database.close();
  }

  #prepared(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

/** A column of a row as what it was declared. */
export const numberOf = (row: Row | undefined, name: string): number => Number(row?.[name] ?? Number.NaN);
export const textOf = (row: Row | undefined, name: string): string => String(row?.[name] ?? '');
export function blobOf(row: Row | undefined, name: string): Uint8Array {
  const value = row?.[name];
  return value instanceof Uint8Array ? value : new Uint8Array(0);
}

const WORDS: Readonly<Record<number, string>> = {
  [SQLITE.full]: 'the disk is full',
  [SQLITE.readonly]: 'it may only be read',
  [SQLITE.cannotOpen]: 'the file cannot be opened',
  [SQLITE.corrupt]: 'the file is damaged',
  [SQLITE.notADatabase]: 'it is not a history',
};

/** What SQLite said, for a person. */
export const sqliteWords = (error: unknown): string => WORDS[sqliteCode(error)] ?? errorMessage(error);

const DAMAGED: ReadonlySet<number> = new Set([SQLITE.corrupt, SQLITE.notADatabase]);

/** Whether the file itself cannot be read, rather than what stands in it. */
export const isFileDamage = (error: unknown): boolean => DAMAGED.has(sqliteCode(error)) || sqliteCode(error) === SQLITE.ioError;

const OTHER_FOLDER = 'or choose another folder with --history';

/** Why a history cannot be `read` or `written` at all. */
export function notUsable(done: 'read' | 'written', path: string, error: unknown): UserError {
  const code = sqliteCode(error);
  const mend = code === SQLITE.full ? 'make room' : DAMAGED.has(code) ? 'see what can be saved of it: pyprocwatch history check' : 'see that its folder is there and yours';
  return new UserError(`history cannot be ${done}: ${sqliteWords(error)}`, { where: path, mend: `${mend}, ${OTHER_FOLDER}`, exitCode: DAMAGED.has(code) ? EXIT.data : EXIT.unavailable, cause: error });
}
