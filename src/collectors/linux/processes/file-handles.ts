import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { errorCode } from '../../../model/errors.ts';

/** Handles left for all else: tables of a drill-down, the store, sockets. */
const RESERVE = 512;
const DEFAULT_LIMIT = 1024;

/** Soft limit on open files from /proc/self/limits. Node raises it to the hard one at its start. */
export function openFileLimit(): number {
  try {
    const match = /^Max open files\s+(\d+|unlimited)/m.exec(readFileSync('/proc/self/limits', 'utf8'));
    return match === null ? DEFAULT_LIMIT : match[1] === 'unlimited' ? 1_048_576 : Number(match[1]);
  } catch {
    return DEFAULT_LIMIT;
  }
}

export const GONE = -1;
/** It may not be read, or not now: no handle was to be had. The process is there all the same. */
export const DENIED = -2;
const NOT_NOW = ['EACCES', 'EPERM', 'EMFILE', 'ENFILE', 'ENOMEM'];

/**
 * Reads small /proc files by handles that stay open: half the cost of opening them anew, and a handle of an ended
 * process answers ESRCH even when its pid was given to another. Past the limit it opens and closes each time.
 */
export class FileHandles {
  readonly buffer = Buffer.allocUnsafeSlow(4096);
  #spare: number;

  constructor(limit: number) {
    this.#spare = Math.max(0, limit - RESERVE);
  }

  /** Reads `name` in `folder` into `buffer`, by `handle` unless that is -1. Gives the length, or GONE or DENIED. */
  read(handle: number, folder: string, name: string): number {
    try {
      if (handle >= 0) return readSync(handle, this.buffer, 0, this.buffer.length, 0);
      const opened = openSync(`${folder}/${name}`, 'r');
      try {
        return readSync(opened, this.buffer, 0, this.buffer.length, 0);
      } finally {
        closeSync(opened);
      }
    } catch (error) {
      return NOT_NOW.includes(errorCode(error)) ? DENIED : GONE;
    }
  }

  /** Opens a handle to keep, or -1 when there are no more to spare or it may not be opened. */
  keep(path: string): number {
    if (this.#spare <= 0) return -1;
    try {
      const handle = openSync(path, 'r');
      this.#spare -= 1;
      return handle;
    } catch (error) {
      if (errorCode(error) === 'EMFILE' || errorCode(error) === 'ENFILE') this.#spare = 0;
      return -1;
    }
  }

  close(handle: number): void {
    if (handle < 0) return;
    closeSync(handle);
    this.#spare += 1;
  }
}
