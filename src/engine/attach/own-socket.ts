import { once } from 'node:events';
import { chmodSync, lstatSync, renameSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { WriterLock, WriterPresent } from '../../../storage/history/writer-lock.ts';
import { prepareFolder } from '../../../storage/state-folder.ts';
import { EXIT, UserError, errorCode, errorMessage } from '../../model/errors.ts';
import { socketName } from './socket-path.ts';

/** Another process offers its samples there. */
export class ServicePresent extends UserError {
  constructor(where: string, by: WriterPresent) {
    super(by.message, { where, mend: 'end that one', exitCode: EXIT.unavailable, cause: by });
    this.name = 'ServicePresent';
  }
}

const SOCKET_MODE = 0o600;

/**
 * A Unix socket that this process alone listens at, for its own user. Node cannot ask a socket who is at its other end
 * (SO_PEERCRED), so it is the modes that keep others out: 0700 of the folder, 0600 of the socket; root passes both.
 */
export class OwnSocket {
  readonly server: Server;
  readonly #path: string;
  readonly #lock: WriterLock;
  readonly #inode: number;

  private constructor(path: string, lock: WriterLock, server: Server) {
    this.#path = path;
    this.#lock = lock;
    this.server = server;
    this.#inode = lstatSync(path).ino;
  }

  /** Makes the folder; replaces what a killed process left. `words`: what is done there, for whom it refuses. Rejects with `ServicePresent` when another listens, with a `UserError` when it cannot. */
  static async listen(path: string, words = 'screens are served'): Promise<OwnSocket> {
    const refused = await prepareFolder(dirname(path));
    if (refused !== undefined) throw refusal(path, refused, 'choose another with --history');
    const cannot = (error: unknown): UserError => refusal(path, errorCode(error) || errorMessage(error), 'see that its folder is there and yours', error);
    try {
      const lock = await takeLock(path, words);
      try {
        return new OwnSocket(path, lock, await bind(path));
      } catch (error) {
        lock.release();
        throw error;
      }
    } catch (error) {
      if (error instanceof UserError) throw error;
      throw cannot(error);
    }
  }

  /** Resolves when the last connection is closed. Nothing is left but the lock's file. */
  async close(): Promise<void> {
    if (!this.server.listening) return;
    const closed = once(this.server, 'close');
    this.server.close();
    // Should somebody have put another one there, it is not ours to remove.
    if (lstatSync(this.#path, { throwIfNoEntry: false })?.ino === this.#inode) rmSync(this.#path, { force: true });
    await closed;
    this.#lock.release();
  }
}

const refusal = (path: string, what: string, mend: string, cause?: unknown): UserError =>
  new UserError(`its socket cannot be opened: ${what}`, { where: path, mend, exitCode: EXIT.unavailable, cause });

/** Two that start at once would both find the socket of a dead one and replace each other's: the lock decides. */
async function takeLock(path: string, words: string): Promise<WriterLock> {
  const name = basename(path);
  try {
    return await WriterLock.take(dirname(path), { pid: process.pid, command: process.title, since: Date.now() }, { lock: `${name}.lock`, name: `${name}.holder`, words });
  } catch (error) {
    throw error instanceof WriterPresent ? new ServicePresent(path, error) : error;
  }
}

/** Bound beside and moved in place: it is never there without its mode. */
async function bind(path: string): Promise<Server> {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSocket() === false) throw refusal(path, 'something of this name is no socket', 'remove it');
  const beside = join(dirname(path), `${basename(path)}.new`);
  rmSync(beside, { force: true });
  const server = createServer();
  using name = socketName(beside);
  server.listen({ path: name.path });
  await once(server, 'listening');
  try {
    chmodSync(beside, SOCKET_MODE);
    renameSync(beside, path);
  } catch (error) {
    server.close();
    throw error;
  }
  return server;
}
