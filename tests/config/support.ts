import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Surroundings } from '../../src/config/locate.ts';

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'pyprocwatch-test-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes a file that only its owner can write, whatever the umask. */
export function put(path: string, text: string | Uint8Array, mode = 0o600): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

interface Place extends Surroundings {
  readonly root: string;
  readonly home: string;
}

/** A home, and a project within it whose folder `deep` is the current one. */
export function place(): Place {
  const root = temporaryFolder();
  const home = join(root, 'home');
  const cwd = join(home, 'project', 'deep');
  mkdirSync(cwd, { recursive: true });
  return { root, home, cwd, env: {}, userId: process.geteuid?.() };
}

/** What `work` throws; fails when it does not. */
export function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

export const isRoot = process.geteuid?.() === 0;
