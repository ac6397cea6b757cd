import { normalised, PROFILES, type Scores, type Scorer } from './scorer.ts';
import type { Labels } from './files.ts';

const SEED = 20_261_120;
const FOLDS = 5;
const SHUFFLES = 3;
const RESAMPLES = 2000;

/** Numbers in [0, 1) that are the same in every run (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The middle 90 % of scores of as many files drawn with replacement. */
export function bootstrap(files: readonly Scores[], profile: number): { readonly low: number; readonly high: number } {
  const next = random(SEED);
  const drawn = Array.from({ length: RESAMPLES }, () => normalised(files.map(() => files[Math.floor(next() * files.length)] ?? []), profile)).sort((left, right) => left - right);
  return { low: drawn[Math.floor(0.05 * RESAMPLES)] ?? Number.NaN, high: drawn[Math.floor(0.95 * RESAMPLES)] ?? Number.NaN };
}

/** The file numbers in groups, anew for each shuffle. */
function* splits(count: number): Generator<readonly number[][]> {
  const next = random(SEED);
  for (let shuffle = 0; shuffle < SHUFFLES; shuffle += 1) {
    const order = Array.from({ length: count }, (_, index) => ({ index, key: next() })).sort((left, right) => left.key - right.key);
    yield Array.from({ length: FOLDS }, (_, fold) => order.filter((_one, place) => place % FOLDS === fold).map(({ index }) => index));
  }
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** What files held back would give, by profile: the scorer's threshold is chosen on four fifths of the files and used on the rest. */
export function crossValidateOutput(scorer: Scorer, labels: Labels): number[] {
  const names = Object.keys(labels).sort();
  const part = (keep: (index: number) => boolean): Labels => Object.fromEntries(names.flatMap((name, index) => (keep(index) ? [[name, labels[name] ?? []]] : [])));
  const rounds = [...splits(names.length)].map((folds) => folds.map((fold) => {
    const chosen = scorer.score(part((index) => !fold.includes(index))).map(({ threshold }) => threshold);
    return scorer.score(part((index) => fold.includes(index)), chosen);
  }));
  return PROFILES.map((_, profile) => mean(rounds.map((parts) => normalised(parts, profile))));
}

/** The same for the detector's own threshold: `byThreshold` has the files' scores at an output of 0.5 for each candidate. */
export function crossValidateDetector(byThreshold: readonly (readonly Scores[])[]): number[] {
  const count = byThreshold[0]?.length ?? 0;
  return PROFILES.map((_, profile) => mean([...splits(count)].map((folds) => normalised(folds.flatMap((fold) => {
    const rest = (files: readonly Scores[]): Scores[] => files.filter((_file, index) => !fold.includes(index));
    const best = byThreshold.reduce((left, right) => (normalised(rest(right), profile) > normalised(rest(left), profile) ? right : left));
    return fold.map((index) => best[index] ?? []);
  }), profile))));
}
