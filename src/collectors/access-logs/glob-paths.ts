import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Names of a folder that are looked at, and paths that are followed: more were a mistake. */
const MOST_NAMES = 10_000;
export const MOST_PATHS = 64;
/** What a rotation packed is read by `readLog`, not followed. */
const PACKED = /\.(?:gz|zst|bz2|xz|zip)$/;

const isPattern = (word: string): boolean => /[*?]/.test(word);

/** `access*.log` as a test of names; a `*` does not stand for a dot at the beginning. */
function matcher(word: string): RegExp {
  const source = word.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`).replaceAll(/\*+/g, '[^/]*').replaceAll('?', '[^/]');
  return new RegExp(`^${word.startsWith('.') ? '' : '(?!\\.)'}${source}$`, 'u');
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).slice(0, MOST_NAMES);
  } catch {
    return [];
  }
}

/** The paths that a pattern with `*` and `?` in its words stands for by now, in order; a path without any is itself, there or not. */
export function globPaths(pattern: string): string[] {
  if (!isPattern(pattern)) return [pattern];
  let paths = [pattern.startsWith('/') ? '/' : ''];
  const words = pattern.split('/').filter((word) => word !== '');
  for (const [index, word] of words.entries()) {
    const last = index === words.length - 1;
    if (!isPattern(word)) {
      paths = paths.map((path) => join(path, word));
      continue;
    }
    const test = matcher(word);
    paths = paths.flatMap((path) => namesIn(path === '' ? '.' : path).filter((name) => test.test(name) && !(last && PACKED.test(name))).sort().map((name) => join(path, name))).slice(0, MOST_NAMES);
  }
  return paths.slice(0, MOST_PATHS);
}
