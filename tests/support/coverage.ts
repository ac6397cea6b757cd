import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import istanbul from '@vitest/coverage-istanbul';
import type { CoverageProviderModule } from 'vitest/node';

/** Where the instrumented code counts, by Vitest's own name. */
const STORE = '__VITEST_COVERAGE__';

/** Counts of one file of the source: statements, functions, branches. */
interface FileCounts {
  readonly s: Readonly<Record<string, number>>;
  readonly f: Readonly<Record<string, number>>;
  readonly b: Readonly<Record<string, readonly number[]>>;
}

const isTouched = ({ s, f, b }: FileCounts): boolean =>
  Object.values(s).some((count) => count > 0) || Object.values(f).some((count) => count > 0) || Object.values(b).some((counts) => counts.some((count) => count > 0));

/**
 * Istanbul's counting: half of the time of V8's, whose blocks count by a call each.
 * Where files of tests share a process, all that any of them loaded would be written again after each one (megabytes);
 * so what this one did not touch is left out. What nobody touches is added by the provider at the end, as ever.
 */
const coverage: CoverageProviderModule = {
  ...istanbul,
  async takeCoverage(options) {
    const all: Readonly<Record<string, FileCounts>> | undefined = Reflect.get(globalThis, STORE);
    const folder = options?.coverageFilesDirectory;
    if (all === undefined || folder === undefined) return undefined;
    const file = join(folder, `coverage-${randomUUID()}.json`);
    await writeFile(file, JSON.stringify(Object.fromEntries(Object.entries(all).filter(([, counts]) => isTouched(counts)))));
    return file;
  },
};

export default coverage;
