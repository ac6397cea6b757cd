import type { SavedState } from '../../src/analysis/findings/leak-state.ts';
import { METHOD, packParts, Parts } from './codec/container.ts';
import { CorruptError } from './codec/corrupt-error.ts';
import { blobOf, type Database, numberOf } from './sqlite.ts';

/** Programs of before pass this table over. */
const TABLE = 'CREATE TABLE IF NOT EXISTS state(name TEXT PRIMARY KEY, version INTEGER NOT NULL, blob BLOB NOT NULL)';
const EXISTS = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'state'";
/** Many times what is ever written. */
const LARGEST_BYTES = 32 * 1024 ** 2;

/** Keeps what a program wants to know at its next start, in place of what it kept before. Throws what SQLite throws. */
export function writeState(database: Database, name: string, { version, bytes }: SavedState): void {
  if (bytes.length > LARGEST_BYTES) return;
  const blob = packParts([bytes], METHOD.zstd);
  database.transaction(() => {
    database.exec(TABLE);
    database.run('INSERT INTO state(name, version, blob) VALUES (?, ?, ?) ON CONFLICT(name) DO UPDATE SET version = excluded.version, blob = excluded.blob', name, version, blob);
  });
}

/** Undefined where nothing was kept, or it is damaged. Throws what SQLite throws. */
export function readState(database: Database, name: string): SavedState | undefined {
  if (database.get(EXISTS) === undefined) return undefined;
  const row = database.get('SELECT version, blob FROM state WHERE name = ?', name);
  if (row === undefined) return undefined;
  try {
    return { version: numberOf(row, 'version'), bytes: new Parts(blobOf(row, 'blob'), LARGEST_BYTES).part(0) };
  } catch (error) {
    if (error instanceof CorruptError) return undefined;
    throw error;
  }
}
