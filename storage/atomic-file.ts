import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { open, readdir, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

const PRIVATE_FILE = 0o600;
/** A writer takes milliseconds; what is older was left by one that was killed. */
const LEFT_BEHIND_MILLISECONDS = 60_000;

/**
 * Writes a file so that after a crash or a power cut it holds the old text or the new one, never a part:
 * to a new file beside it, onto the disk, then renamed. Mode 0600. Rejects with the system's error, nothing left behind.
 */
export async function writeAtomically(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}-${randomBytes(6).toString('hex')}.tmp`;
  const file = await open(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, PRIVATE_FILE);
  try {
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
  await syncFolder(dirname(path));
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Reads a file of ours and makes it private when it is not. Rejects with the system's error (ENOENT, ELOOP for a
 * link ...), or a RangeError when it is no regular file or has more than `mostBytes`.
 */
export async function readPrivate(path: string, mostBytes: number): Promise<string> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stats = await file.stat();
    if (!stats.isFile()) throw new RangeError('it is not a regular file');
    if (stats.size > mostBytes) throw new RangeError(`it has more than ${mostBytes} bytes`);
    if ((stats.mode & 0o777) !== PRIVATE_FILE) await file.chmod(PRIVATE_FILE);
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

/** Removes temporary files that a killed writer left beside `path`. `now` in milliseconds since the epoch. Never rejects. */
export async function removeLeftBehind(path: string, now: number): Promise<void> {
  const folder = dirname(path);
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((each) => each.startsWith(`${basename(path)}.`) && each.endsWith('.tmp'))) {
    const file = join(folder, name);
    const stats = await stat(file).catch(() => undefined);
    if (stats !== undefined && now - stats.mtimeMs > LEFT_BEHIND_MILLISECONDS) await unlink(file).catch(() => undefined);
  }
}
