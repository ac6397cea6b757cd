import { chmod, mkdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { errorCode } from '../src/model/errors.ts';

const PRIVATE_FOLDER = 0o700;

/** Where state is kept: $XDG_STATE_HOME/pyprocwatch, by default ~/.local/state/pyprocwatch. */
export function stateFolder(env: Readonly<Record<string, string | undefined>>, home: string = homedir()): string {
  const set = env['XDG_STATE_HOME'];
  // The XDG specification: a relative path is invalid and is to be ignored.
  return join(set !== undefined && isAbsolute(set) ? set : join(home, '.local', 'state'), 'pyprocwatch');
}

/** Beside the history: where a running `pyprocwatch watch` offers its samples to screens. */
export const SOCKET_FILE = 'watch.sock';

/** Rejects with the system's error unless the folder is made or something of its name is there. */
async function makeOne(folder: string): Promise<void> {
  try {
    await mkdir(folder, PRIVATE_FOLDER);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
}

/** Makes a folder and those it is in. Node's own `recursive` never returns below /proc, where mkdir says ENOENT for ever. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await makeOne(folder);
  } catch (error) {
    const parent = dirname(folder);
    if (errorCode(error) !== 'ENOENT' || parent === folder) throw error;
    await makeFolder(parent);
    await makeOne(folder);
  }
}

/** Makes the folder, private to us. Resolves to the reason why it cannot be used, or undefined. Never rejects. */
export async function prepareFolder(folder: string, userId = process.geteuid?.()): Promise<string | undefined> {
  try {
    await makeFolder(folder);
    const stats = await stat(folder);
    if (!stats.isDirectory()) return `${folder} is not a folder`;
    if (userId !== undefined && stats.uid !== userId) return `${folder} belongs to another user (user id ${stats.uid})`;
    if ((stats.mode & 0o777) !== PRIVATE_FOLDER) await chmod(folder, PRIVATE_FOLDER);
    return undefined;
  } catch (error) {
    return `${folder} cannot be used (${errorCode(error)})`;
  }
}
