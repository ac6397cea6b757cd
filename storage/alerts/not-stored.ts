import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { EXIT, UserError } from '../../src/model/errors.ts';
import { SQLITE, sqliteCode, sqliteWords } from '../history/sqlite.ts';

/** `full`: no room on the disk, it may do later. `busy`: another process holds the file. `damaged`: it cannot be read. */
export type NotStoredReason = 'full' | 'busy' | 'damaged' | 'failed';

const MEND: Readonly<Record<NotStoredReason, string>> = {
  full: 'make room',
  busy: 'see what holds it: fuser alerts.db',
  damaged: 'move it away, a new one will be made: mv alerts.db alerts.db.damaged',
  failed: 'see that its folder is there and yours',
};

const WORDS: Readonly<Record<number, string>> = { [SQLITE.busy]: 'another process holds the file', [SQLITE.notADatabase]: 'the file is damaged' };

/** Nothing of what was to be written is there; who wrote may go on from memory, and try again. */
export class NotStored extends UserError {
  readonly reason: NotStoredReason;

  constructor(reason: NotStoredReason, path: string, cause: unknown, done: 'stored' | 'read' = 'stored') {
    const words = reason === 'full' ? 'the disk is full' : (WORDS[sqliteCode(cause)] ?? sqliteWords(cause));
    super(`alerts cannot be ${done}: ${words}`, { where: path, mend: MEND[reason], exitCode: reason === 'damaged' ? EXIT.data : EXIT.unavailable, cause });
    this.name = 'NotStored';
    this.reason = reason;
  }
}

/** SQLite wants some pages more at once for its shared memory, and says only that it failed. */
const TOO_LITTLE_BYTES = 256 * 1024;

function isFull(path: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(dirname(path));
    return bavail * bsize < TOO_LITTLE_BYTES;
  } catch {
    return false;
  }
}

/** Why SQLite failed with the file. */
export function reasonOf(error: unknown, path: string): NotStoredReason {
  switch (sqliteCode(error)) {
    case SQLITE.full:
      return 'full';
    case SQLITE.busy:
      return 'busy';
    case SQLITE.corrupt:
    case SQLITE.notADatabase:
      return 'damaged';
    case SQLITE.ioError:
    case SQLITE.cannotOpen:
      return isFull(path) ? 'full' : 'failed';
    default:
      return 'failed';
  }
}
