import { createRequire } from 'node:module';
import type * as Re2js from 're2js';

let library: typeof Re2js | undefined;

/** RE2 in JavaScript, loaded when the first pattern with special characters comes: most sessions have none. */
export function patternLibrary(): typeof Re2js {
  library ??= createRequire(import.meta.url)('re2js');
  if (library === undefined) throw new Error('re2js is empty');
  return library;
}
