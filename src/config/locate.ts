import { lstatSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';

/** What the search depends on, so that a test can say it. */
export interface Surroundings {
  /** Absolute path of the current folder. */
  readonly cwd: string;
  readonly home: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** User id that may own a configuration file besides root; undefined where there are none (Windows). */
  readonly userId: number | undefined;
}

/** How a file was come by: a `project` folder's file was not put there by the user, as far as we know. */
export type Origin = 'given' | 'project' | 'home' | 'xdg';

export interface Candidate {
  readonly path: string;
  readonly origin: Origin;
}

export const FILE_NAMES = ['.pyprocwatchrc', '.pyprocwatchrc.yaml', '.pyprocwatchrc.yml', '.pyprocwatchrc.json'] as const;
const XDG_NAMES = ['pyprocwatchrc', 'config.yaml'] as const;

/** This process's own surroundings. A current folder that is gone counts as the root. */
export function surroundings(): Surroundings {
  return {
    cwd: attempt(() => process.cwd()) ?? '/',
    home: attempt(homedir),
    env: process.env,
    userId: process.geteuid?.(),
  };
}

function attempt(read: () => string): string | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

const real = (folder: string): string => attempt(() => realpathSync(folder)) ?? resolve(folder);

/** The folders from the current one upward; those above home belong to others and are left out when we are within it. */
function upward(cwd: string, home: string | undefined): string[] {
  const folders: string[] = [];
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    if (home !== undefined && real(folder) === home) return folders;
    folders.push(folder);
    if (dirname(folder) === folder) return folders;
  }
}

/** Every file that is looked for, the one that counts first. */
export function candidates(around: Surroundings): Candidate[] {
  const home = around.home === undefined || around.home === '' ? undefined : around.home;
  const set = around.env['XDG_CONFIG_HOME'];
  // The XDG specification: a relative path is invalid and is to be ignored.
  const xdg = set !== undefined && isAbsolute(set) ? set : home === undefined ? undefined : join(home, '.config');
  const found: Candidate[] = [];
  const add = (origin: Origin, folder: string | undefined, names: readonly string[]) => {
    if (folder !== undefined) found.push(...names.map((name) => ({ path: join(folder, name), origin })));
  };
  for (const folder of upward(around.cwd, home === undefined ? undefined : real(home))) add('project', folder, FILE_NAMES);
  add('home', home, FILE_NAMES);
  add('xdg', xdg === undefined ? undefined : join(xdg, 'pyprocwatch'), XDG_NAMES);
  return found;
}

/** Also true of a link to nothing: its owner meant a file to be here, and is told. */
const isThere = (path: string): boolean => {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
};

/** Those files that are there, the one that counts first. */
export const located = (around: Surroundings): Candidate[] => candidates(around).filter(({ path }) => isThere(path));
