import { closeSync, constants, openSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { EXIT, UserError } from '../../model/errors.ts';

/** Bytes of a path that fit into the kernel's sockaddr_un, without its closing NUL: unix(7); 104 in all on macOS and BSD. */
const MOST_BYTES = process.platform === 'linux' ? 107 : 103;

/** A name by which the system takes a socket. Closed when it has been taken. */
export interface SocketName extends Disposable {
  readonly path: string;
}

/**
 * A path that is too long is gone to by its folder, held open: `/proc/self/fd/N/watch.sock`. So the socket stays where it
 * is private and where all look for it. Throws a `UserError` where that cannot be had.
 */
export function socketName(path: string): SocketName {
  if (Buffer.byteLength(path) <= MOST_BYTES) return { path, [Symbol.dispose]: () => undefined };
  const name = basename(path);
  if (process.platform !== 'linux') throw tooLong(path);
  try {
    const folder = openSync(dirname(path), constants.O_RDONLY | constants.O_DIRECTORY);
    return { path: `/proc/self/fd/${folder}/${name}`, [Symbol.dispose]: () => closeSync(folder) };
  } catch (error) {
    throw tooLong(path, error);
  }
}

const tooLong = (path: string, cause?: unknown): UserError =>
  new UserError(`this path is longer than the ${MOST_BYTES} bytes of a socket's name`, { where: path, mend: 'choose a shorter one with --history', exitCode: EXIT.unavailable, cause });
