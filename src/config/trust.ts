import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { errorCode, EXIT, UserError } from '../model/errors.ts';
import { safeText } from '../model/safe-text.ts';
import type { Origin } from './locate.ts';

/** `project`: a file that came with a folder; it may change what the screen looks like and nothing else. */
export type Trust = 'full' | 'project';

export const trustOf = (origin: Origin): Trust => (origin === 'project' ? 'project' : 'full');

/** Bytes that a configuration file may have. */
export const MOST_BYTES = 1024 * 1024;

const GROUP_WRITES = 0o020;
const OTHERS_WRITE = 0o002;

/** That a file cannot be used: exit code 78. */
export function refuse(path: string, what: string, mend: string, cause?: unknown): UserError {
  return new UserError(what, { where: safeText(path), mend, exitCode: EXIT.configuration, cause });
}

/** A file name as a shell takes it, for a command that the user may copy. */
export const quoted = (path: string): string => (/^[\w./~-]+$/.test(path) ? path : `'${safeText(path).replaceAll("'", String.raw`'\''`)}'`);

/** Throws a UserError (exit code 78) when the file is neither the user's nor root's. */
export function checkOwner(path: string, stats: Stats, userId: number): void {
  if (stats.uid === userId || stats.uid === 0) return;
  throw refuse(path, `this file belongs to another user (user id ${stats.uid})`, `if you trust what it says: chown ${userId} ${quoted(path)}`);
}

/** Throws a UserError (exit code 78) when somebody else could have written what the file says. */
function check(path: string, stats: Stats, userId: number | undefined): void {
  if (userId === undefined) return;
  checkOwner(path, stats, userId);
  if ((stats.mode & (GROUP_WRITES | OTHERS_WRITE)) !== 0) {
    throw refuse(path, `${(stats.mode & OTHERS_WRITE) === 0 ? 'its group' : 'anybody'} can write this file`, `chmod go-w ${quoted(path)}`);
  }
}

/** Bytes that a file may have, in words too, and what is to be in it. */
interface Bound {
  readonly bytes: number;
  readonly words: string;
  readonly mend: string;
}

const tooLarge = (path: string, { words, mend }: Bound): UserError => refuse(path, `this file is larger than ${words}`, mend);

function readWhole(path: string, descriptor: number, bound: Bound): Buffer {
  const buffer = Buffer.alloc(bound.bytes + 1);
  let length = 0;
  for (;;) {
    const read = readSync(descriptor, buffer, length, buffer.length - length, null);
    length += read;
    // A file can grow after it was looked at, and those of /proc have no size at all.
    if (length > bound.bytes) throw tooLarge(path, bound);
    if (read === 0) return buffer.subarray(0, length);
  }
}

/**
 * Reads a configuration file that nobody but the user (or root) can have written. Links are followed
 * (dotfiles are often links); what is judged is the opened file itself, so that it cannot be swapped in between.
 * Throws a UserError (exit code 78).
 */
export const readTrusted = (path: string, userId: number | undefined): Uint8Array =>
  readJudged(path, { bytes: MOST_BYTES, words: '1 MiB', mend: 'keep settings only in it' }, (stats) => check(path, stats, userId));

/** Reads a regular file after `judge` has looked at it, opened. Throws what `judge` throws, or a UserError (exit code 78). */
export function readJudged(path: string, bound: Bound, judge: (stats: Stats) => void): Buffer {
  let descriptor: number;
  try {
    // Not to wait for a writer where the name is that of a pipe.
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch (error) {
    throw refuse(path, ...openFailure(errorCode(error)), error);
  }
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) throw refuse(path, 'this is not a regular file', 'put a file there, or remove it');
    judge(stats);
    if (stats.size > bound.bytes) throw tooLarge(path, bound);
    return readWhole(path, descriptor, bound);
  } catch (error) {
    throw error instanceof UserError ? error : refuse(path, `this file cannot be read (${errorCode(error)})`, 'look at the file and its disk', error);
  } finally {
    closeSync(descriptor);
  }
}

function openFailure(code: string): [what: string, mend: string] {
  switch (code) {
    case 'ENOENT':
      return ['there is no such file', 'correct the name, or the link that leads there'];
    case 'EACCES':
    case 'EPERM':
      return ['you may not read this file', 'make it readable for you, or remove it'];
    case 'ELOOP':
      return ['this link leads in a circle', 'correct the link'];
    default:
      return [`this file cannot be opened (${code})`, 'correct the name, or remove it'];
  }
}
