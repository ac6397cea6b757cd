import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkVersion, STORE_FILE } from '../../../storage/history/schema.ts';
import { Database, isFileDamage, sqliteCode, sqliteWords } from '../../../storage/history/sqlite.ts';
import { EXIT, UserError, type ExitCode } from '../../model/errors.ts';
import { safeText } from '../../model/safe-text.ts';

/** What a command of `history` depends on, so that a test can say it. */
export interface HistoryContext {
  /** Where history is unless --history says otherwise. */
  readonly folder: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly pid: number;
  /** Told how far it is, on a terminal only. */
  readonly progress?: ((text: string) => void) | undefined;
}

/** What a command has to say; each text ends with a line break, or is empty. */
export interface HistoryResult {
  readonly out: string;
  readonly err: string;
  readonly exitCode: ExitCode;
}

export const said = (out: string, exitCode: ExitCode = EXIT.ok, err = ''): HistoryResult => ({ out, err, exitCode });

export const storePath = (folder: string): string => join(folder, STORE_FILE);

/** Runs `work` on the history of a folder, and closes it. Rejects with a `UserError` where there is none, or it is not ours. */
export async function withHistory<Result>(folder: string, options: { readonly readOnly: boolean }, work: (database: Database) => Result | Promise<Result>): Promise<Result> {
  const path = storePath(folder);
  if (!existsSync(path)) throw new UserError('there is no history yet', { where: path, mend: 'record one: pyprocwatch record', exitCode: EXIT.unavailable });
  const database = await Database.open(path, options);
  try {
    database.exec('PRAGMA busy_timeout=5000; PRAGMA cache_size=-8192');
    if (checkVersion(database, path) === 0) throw new UserError('this history is empty', { where: path, mend: 'record something: pyprocwatch record', exitCode: EXIT.unavailable });
    return await work(database);
  } finally {
    database.close();
  }
}

/** A `UserError`, and what SQLite says of a broken file, become a line and an exit code; all else is a fault of ours and is thrown. */
export async function reporting(folder: string, mend: string, work: () => Promise<HistoryResult>): Promise<HistoryResult> {
  try {
    return await work();
  } catch (error) {
    const shown = sqliteCode(error) === 0 ? error : new UserError(sqliteWords(error), { where: storePath(folder), mend, exitCode: isFileDamage(error) ? EXIT.data : EXIT.unavailable, cause: error });
    if (shown instanceof UserError) return said('', shown.exitCode, `${safeText(shown.line)}\n`);
    throw error;
  }
}

export const MEND_BY_CHECK = 'pyprocwatch history check tells what is wrong with it';
