import { absoluteStudent4 } from './student.ts';

/** Stretches that are looked back at: the last eight, one begun each seventh of its length. */
const STRETCHES = 8;
const BEGINS = 7;
/** So many stretches ago counts half. */
const HALF_LIFE = 4;
/** A stretch of which less is known tells nothing of its peak. */
const KNOWN = 0.5;
const LEAST_STRETCHES = 2;
/** What is added before logarithms are taken, as a part of the highest peak: a quiet week among busy ones is no outlier. */
const OFFSET = 0.02;
/** Spread of logarithms: less is chance, and beyond it quantiles would be of another world. */
const [LEAST_SPREAD, MOST_SPREAD] = [0.02, 0.6];

/** The highest value of a stretch of time, as it has been: block maxima (Gumbel, 1958; Coles, 2001, chapter 3), the latest counting most. */
export interface PastPeaks {
  /** The highest of all. */
  readonly top: number;
  /** Mean and spread of their logarithms, and by how much values were moved before. */
  readonly middle: number;
  readonly spread: number;
  readonly offset: number;
}

/** Of stretches of so many steps; undefined below two of them, where something is negative, or nothing above zero. NaN in values is not known. */
export function pastPeaks(values: Float64Array, steps: number): PastPeaks | undefined {
  const past = values.subarray(-STRETCHES * steps);
  if (past.length < LEAST_STRETCHES * steps || past.some((value) => value < 0)) return undefined;
  const peaks: { readonly peak: number; readonly weight: number }[] = [];
  for (let end = past.length; end >= steps; end -= Math.max(1, Math.round(steps / BEGINS))) {
    let [peak, known] = [Number.NEGATIVE_INFINITY, 0];
    for (const value of past.subarray(end - steps, end)) {
      if (Number.isNaN(value)) continue;
      known += 1;
      if (value > peak) peak = value;
    }
    if (known >= KNOWN * steps) peaks.push({ peak, weight: 0.5 ** ((past.length - end) / steps / HALF_LIFE) });
  }
  const top = peaks.reduce((most, { peak }) => Math.max(most, peak), 0);
  if (!(top > 0) || peaks.length < 2) return undefined;
  const offset = OFFSET * top;
  const whole = peaks.reduce((sum, { weight }) => sum + weight, 0);
  const mean = (of: (logarithm: number) => number): number => peaks.reduce((sum, { peak, weight }) => sum + weight * of(Math.log(peak + offset)), 0) / whole;
  const middle = mean((logarithm) => logarithm);
  const stretches = past.length / steps;
  // Of so few, and for one more of them.
  const spread = Math.sqrt(mean((logarithm) => (logarithm - middle) ** 2) * (stretches / Math.max(1, stretches - 1)));
  return { top, middle, offset, spread: Math.min(MOST_SPREAD, Math.max(LEAST_SPREAD, spread)) * Math.sqrt(1 + 1 / stretches) };
}

const quantileOf = ({ middle, spread, offset }: PastPeaks, q: number): number => Math.max(0, Math.exp(middle + Math.sign(q - 0.5) * absoluteStudent4(Math.abs(2 * q - 1)) * spread) - offset);

/** Peaks beyond this many times the highest that ever was are not told by the shape of errors alone. */
const BEYOND = 2;
/** Medians further apart (in spreads, and in logarithms) are of a level that has changed: then what was tells only how peaks vary. */
const APART_SPREADS = 1;
const APART = 0.1;

/**
 * What the highest value to come stays below: the geometric mean of what ways it may go tell (`told`) and of what past peaks do. The ways
 * know what day and season it is, past peaks how bursts come in swarms; together they held 91, 91 and 88 % instead of 88, 86 and 85 (of 95)
 * on traffic, NAB and Bitbrains, and were nearer. `floor`: the highest of what is expected.
 */
export function peakBelow(q: number, told: (q: number) => number, past: PastPeaks | undefined): number {
  const own = told(q);
  const median = told(0.5);
  if (past === undefined || !(median > 0) || !(own > 0)) return own;
  const [mid, at] = [quantileOf(past, 0.5), quantileOf(past, q)];
  if (!(mid > 0) || !(at > 0)) return own;
  const agree = Math.abs(Math.log(median / mid)) <= APART + APART_SPREADS * past.spread;
  const middle = agree ? Math.sqrt(median * mid) : median;
  return Math.min(middle * Math.sqrt((own / median) * (at / mid)), Math.max(BEYOND * past.top, median));
}
