import { closeSync, openSync, readFileSync, readSync, statSync, readdirSync } from 'node:fs';
import { errorCode, InspectError } from '../../../model/errors.ts';

/** Rows of one table at most: what is left out is said in its last row. */
export const MAX_ROWS = 5000;

export const isGone = (code: string): boolean => code === 'ENOENT' || code === 'ESRCH';
export const isForbidden = (code: string): boolean => code === 'EACCES' || code === 'EPERM';

/** Turns a system error met in PROC/PID into what a person can do about it; anything else is given back as it is. */
export function inspectionError(error: unknown, pid: number, what: string): unknown {
  const code = errorCode(error);
  if (isGone(code)) return new InspectError(`process ${pid} has ended`, 'go back and choose another', error);
  if (isForbidden(code)) return new InspectError(`${what} of process ${pid} may not be read`, 'run as its owner or as root', error);
  return error;
}

/** Runs `read`, whose failure means that the process as a whole cannot be inspected. `what`: `the open files`. */
export function inspecting<Result>(pid: number, what: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    throw inspectionError(error, pid, what);
  }
}

/** Result of `read`, or undefined when it throws: for entries that may vanish or be forbidden one by one. */
export function attempt<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

export const tryRead = (path: string): string | undefined => attempt(() => readFileSync(path, 'utf8'));

/** Entries of a /proc directory that are numbers (pids, tids, descriptors), ascending. */
export function numbersIn(directory: string): number[] {
  return readdirSync(directory).map(Number).filter(Number.isInteger).sort((one, other) => one - other);
}

/** How many descriptors are open. Since Linux 6.2 the size of PROC/PID/fd says so, even to other users (proc_pid_fd(5)). */
export function countDescriptors(directory: string): number | undefined {
  return attempt(() => {
    const { size } = statSync(directory);
    return size > 0 ? size : readdirSync(directory).length;
  });
}

/** Gives the bytes of a file piece by piece. The piece is overwritten by the next. */
export function* readPieces(path: string, size = 65_536): Generator<Buffer> {
  const descriptor = openSync(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(size);
    for (;;) {
      const length = readSync(descriptor, buffer, 0, size, null);
      if (length === 0) return;
      yield buffer.subarray(0, length);
    }
  } finally {
    closeSync(descriptor);
  }
}

const LINE_FEED = 10;

/** Gives the text of a file in runs of whole lines, about `size` bytes each, so that a huge table can be left half-read. */
export function* readLines(path: string, encoding: 'latin1' | 'utf8', size = 65_536): Generator<string> {
  let parts: Buffer[] = [];
  let held = 0;
  for (const piece of readPieces(path)) {
    const end = piece.lastIndexOf(LINE_FEED) + 1;
    parts.push(Buffer.from(piece.subarray(0, end)));
    held += piece.length;
    const rest = Buffer.from(piece.subarray(end));
    if (end > 0 && held >= size) {
      yield Buffer.concat(parts).toString(encoding);
      parts = [];
      held = 0;
    }
    if (rest.length > 0) parts.push(rest);
  }
  if (parts.length > 0) yield Buffer.concat(parts).toString(encoding);
}
