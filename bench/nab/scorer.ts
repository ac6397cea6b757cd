import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SCORER, type Labels } from './files.ts';

/** The scorer's profiles: what a window found and a window missed are worth. */
export const PROFILES = [
  { key: 'standard', title: 'standard', found: 1, missed: 1 },
  { key: 'reward_low_FP_rate', title: 'low FP', found: 1, missed: 1 },
  { key: 'reward_low_FN_rate', title: 'low FN', found: 1, missed: 2 },
] as const;

export interface ProfileScore {
  /** Before scaling, and what finding nothing would give. */
  readonly score: number;
  readonly base: number;
  readonly threshold: number;
  readonly windowsHit: number;
  readonly windows: number;
  /** Rows that alert outside of windows. */
  readonly fp: number;
}

export type Scores = readonly ProfileScore[];

function numberOf(data: object, name: string): number {
  const value = Object.entries(data).find(([key]) => key === name)?.[1];
  if (typeof value !== 'number') throw new Error(`the scorer gave no ${name}`);
  return value;
}

function profileScore(data: unknown, key: string): ProfileScore {
  const found: unknown = typeof data === 'object' && data !== null ? Object.entries(data).find(([name]) => name === key)?.[1] : undefined;
  if (typeof found !== 'object' || found === null) throw new Error(`the scorer gave no ${key}`);
  const field = (name: string): number => numberOf(found, name);
  return { score: field('score'), base: field('base'), threshold: field('threshold'), windowsHit: field('windowsHit'), windows: field('windows'), fp: field('fp') };
}

/** One benchmark folder, a folder of results, and a folder for what the scorer is told. */
export class Scorer {
  readonly #data: string;
  readonly #results: string;
  readonly #scratch: string;

  constructor(benchmark: string, results: string, scratch: string) {
    this.#data = join(benchmark, 'data');
    this.#results = results;
    this.#scratch = scratch;
  }

  /** Scores by profile of the files that `labels` names, at the given thresholds (by profile), or at those that suit these files best. */
  score(labels: Labels, thresholds?: readonly number[]): Scores {
    const labelsFile = join(this.#scratch, 'labels.json');
    const thresholdsFile = join(this.#scratch, 'thresholds.json');
    writeFileSync(labelsFile, JSON.stringify(labels));
    const given = thresholds === undefined ? [] : ['--thresholds', thresholdsFile];
    if (thresholds !== undefined) writeFileSync(thresholdsFile, JSON.stringify(Object.fromEntries(PROFILES.map(({ key }, index) => [key, thresholds[index]]))));
    const text = execFileSync(process.execPath, [SCORER, '--data', this.#data, '--labels', labelsFile, '--results', this.#results, '--json', ...given], { encoding: 'utf8' });
    const data: unknown = JSON.parse(text);
    return PROFILES.map(({ key }) => profileScore(data, key));
  }
}

/** The benchmark's scale: 0 for finding nothing, 100 for finding all at once without a false alert. Parts may be added up. */
export function normalised(parts: readonly Scores[], profile: number): number {
  const { found = 1 } = PROFILES[profile] ?? {};
  let [score, base, windows] = [0, 0, 0];
  for (const part of parts) {
    score += part[profile]?.score ?? 0;
    base += part[profile]?.base ?? 0;
    windows += part[profile]?.windows ?? 0;
  }
  return (100 * (score - base)) / (found * windows - base);
}
