import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { link, lstat, open, rename, unlink } from 'node:fs/promises';
import { removeLeftBehind } from '../../../storage/atomic-file.ts';
import { errorCode, errorMessage, EXIT, UserError } from '../../model/errors.ts';

/** What is there already, as the one piece to write. */
export async function* once<Piece>(piece: Piece): AsyncGenerator<Piece> {
  yield piece;
}

const PRIVATE_FILE = 0o600;

/**
 * Writes a file piece by piece beside its place, then puts it there: it is complete, or not there at all. Mode 0600; one that
 * is there is replaced only with `force`, and what is no regular file never. Gives its size. Rejects with a `UserError`.
 */
export async function writeOut(path: string, pieces: AsyncIterable<string | Uint8Array>, options: { readonly force: boolean; readonly now: number }): Promise<number> {
  await mayWrite(path, options.force);
  await removeLeftBehind(path, options.now);
  const temporary = `${path}.${process.pid}-${randomBytes(6).toString('hex')}.tmp`;
  const file = await open(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, PRIVATE_FILE).catch((error: unknown) => {
    throw notWritten(path, error);
  });
  try {
    let size = 0;
    try {
      for await (const piece of pieces) {
        const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
        // Not file.write: that may write less than it is given.
        await file.writeFile(bytes).catch((error: unknown) => {
          throw notWritten(path, error);
        });
        size += bytes.length;
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await putInPlace(temporary, path, options.force);
    return size;
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
}

async function mayWrite(path: string, force: boolean): Promise<void> {
  const stats = await lstat(path).catch(() => undefined);
  if (stats === undefined) return;
  if (!stats.isFile()) throw new UserError('this is no regular file', { where: path, mend: 'choose another name for --out', exitCode: EXIT.usage });
  if (!force) throw alreadyThere(path);
}

async function putInPlace(temporary: string, path: string, force: boolean): Promise<void> {
  try {
    if (!force) {
      // Unlike a rename this never replaces what another program put there meanwhile.
      const linked = await link(temporary, path).then(() => true, (error: unknown) => {
        if (errorCode(error) === 'EEXIST') throw alreadyThere(path);
        return false;
      });
      if (linked) {
        await unlink(temporary);
        return;
      }
    }
    await rename(temporary, path);
  } catch (error) {
    throw error instanceof UserError ? error : notWritten(path, error);
  }
}

const alreadyThere = (path: string): UserError => new UserError('this file is there already', { where: path, mend: 'choose another name for --out, or add --force to replace it', exitCode: EXIT.usage });

function notWritten(path: string, error: unknown): UserError {
  const why = errorCode(error) === 'ENOSPC' ? 'the disk is full' : errorMessage(error);
  return new UserError(`it cannot be written: ${why}`, { where: path, mend: 'choose another name for --out', cause: error });
}
