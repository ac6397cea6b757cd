import fs from 'node:fs';

import { errorCode } from '../../model/errors.ts';

/** What the system says of a file that this kernel or this machine simply has not. */
const ABSENT = ['ENOENT', 'ENOTDIR', 'ENODEV', 'EOPNOTSUPP'] as const;
/** The same, and of one that it has but does not let us see. */
export const UNREADABLE: readonly string[] = [...ABSENT, 'EACCES', 'EPERM', 'ESRCH'];

/**
 * The whole of a small kernel file. Opened anew each time: keeping the nine files of a tick open would
 * save less than 0.1 ms of CPU a tick, and nothing tells a collector when to close them.
 */
export const readText = (path: string): string => fs.readFileSync(path, 'utf8');

/** As `readText`, but undefined if it fails with one of `codes`. */
export function readTextIfAny(path: string, codes: readonly string[] = ABSENT): string | undefined {
  try {
    return readText(path);
  } catch (error) {
    if (codes.includes(errorCode(error))) return undefined;
    throw error;
  }
}

/** Names in a directory in order; none if there is no such directory. */
export function listNames(path: string): readonly string[] {
  try {
    return fs.readdirSync(path).toSorted((one, other) => one.localeCompare(other, 'en', { numeric: true }));
  } catch (error) {
    if (ABSENT.some((code) => code === errorCode(error))) return [];
    throw error;
  }
}

/** Another host's files, mounted into a container: what is per process there is read by its pid 1. */
export const isForeign = (proc: string): boolean => proc !== '/proc';
