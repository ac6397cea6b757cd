import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Database, SQLITE, sqliteCode } from './sqlite.ts';
import { RECORDING, WriterLock, WriterPresent, type WriterName } from './writer-lock.ts';

/** Who records into that history at the moment, or undefined. Writes nothing where nobody does. Rejects with the system's error. */
export async function presentWriter(folder: string, asked: WriterName): Promise<WriterPresent | undefined> {
  const path = join(folder, RECORDING.lock);
  if (!existsSync(path) || !(await isLocked(path))) return undefined;
  try {
    // Refused, this tells who it is; it is taken only when that one has just ended.
    (await WriterLock.take(folder, asked)).release();
    return undefined;
  } catch (error) {
    if (error instanceof WriterPresent) return error;
    throw error;
  }
}

async function isLocked(path: string): Promise<boolean> {
  const database = await Database.open(path, { readOnly: true });
  try {
    database.get('PRAGMA busy_timeout=0');
    database.get('SELECT count(*) AS n FROM sqlite_schema');
    return false;
  } catch (error) {
    if (sqliteCode(error) === SQLITE.busy) return true;
    throw error;
  } finally {
    database.close();
  }
}
