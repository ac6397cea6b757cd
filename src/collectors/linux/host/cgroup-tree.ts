import fs from 'node:fs';

import { errorCode } from '../../../model/errors.ts';
import { UNREADABLE } from '../read.ts';

/** A cgroup as a folder of one hierarchy. */
export interface Folder {
  /** Within the hierarchy: `/` is its root. */
  readonly path: string;
  readonly directory: string;
  /** Another cgroup that took the path of one that is gone has another number. */
  readonly inode: number;
}

/** Whoever may make cgroups may make many of them, and nest them deep: what is looked at in one hierarchy at most. */
export const MAX_FOLDERS = 2000;
export const MAX_DEPTH = 64;

/** Gone in the meantime, not for us, or so deep that its path is longer than the kernel takes. */
export const OUT_OF_REACH: readonly string[] = [...UNREADABLE, 'ENAMETOOLONG'];

function ifThere<Result>(ask: () => Result): Result | undefined {
  try {
    return ask();
  } catch (error) {
    if (OUT_OF_REACH.includes(errorCode(error))) return undefined;
    throw error;
  }
}

/** The root may be a link (`cpu` to `cpu,cpuacct`); below it there is nothing that may be one. */
const look = (directory: string, isRoot: boolean): fs.Stats | undefined =>
  ifThere(() => (isRoot ? fs.statSync : fs.lstatSync)(directory, { throwIfNoEntry: false }));

const foldersIn = (directory: string): readonly string[] =>
  (ifThere(() => fs.readdirSync(directory, { withFileTypes: true })) ?? []).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

/** The cgroups of a hierarchy, those near the root first. */
export function foldersOf(root: string): readonly Folder[] {
  const found: Folder[] = [];
  let level = [{ path: '', directory: root }];
  for (let depth = 0; level.length > 0; depth += 1) {
    const below: typeof level = [];
    for (const { path, directory } of level) {
      if (found.length === MAX_FOLDERS) return found;
      const facts = look(directory, depth === 0);
      if (facts?.isDirectory() !== true) continue;
      found.push({ path: path === '' ? '/' : path, directory, inode: facts.ino });
      // Two links, one of its name and one of its own `.`, are none of folders in it: no need to list some fifty files.
      if (facts.nlink === 2 || depth === MAX_DEPTH) continue;
      const room = MAX_FOLDERS - found.length - below.length;
      for (const name of foldersIn(directory).slice(0, Math.max(0, room))) below.push({ path: `${path}/${name}`, directory: `${directory}/${name}` });
    }
    level = below;
  }
  return found;
}
