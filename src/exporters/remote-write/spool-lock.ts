import { join } from 'node:path';
import { EXIT, UserError } from '../../model/errors.ts';
import { Database, SQLITE, sqliteCode } from '../../../storage/history/sqlite.ts';

/** Another process sends from this spool. */
export class SpoolTaken extends UserError {
  constructor(folder: string) {
    super('another process sends from this spool', { where: folder, mend: 'end that one, or choose another folder', exitCode: EXIT.unavailable });
    this.name = 'SpoolTaken';
  }
}

/** One sender a spool. The lock is that of a SQLite file, which the system gives back however its holder ends. Gives what releases it; rejects with `SpoolTaken`, or with what SQLite or the system says. */
export async function lockSpool(folder: string): Promise<() => void> {
  const database = await Database.open(join(folder, 'spool.lock'), { readOnly: false });
  try {
    database.exec('PRAGMA busy_timeout=0; PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    throw sqliteCode(error) === SQLITE.busy ? new SpoolTaken(folder) : error;
  }
  return () => database.close();
}
