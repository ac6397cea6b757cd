import { absoluteStudent4 } from './student.ts';

/** Stretches that are looked back at: the last eight... */
const STRETCHES = 8;
/** ...one begun each seventh of its length, where it is longer than all that comes round. */
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

/**
 * Of stretches of so many steps that begin where the one to come does: `behind` steps after the values end. A stretch shorter than `period`
 * (steps of what comes round) is looked back at a period apart: hours of the morning tell nothing of the evening's peak. Undefined below two
 * stretches, where something is negative, or nothing above zero. NaN in values is not known.
 */
export function pastPeaks(values: Float64Array, steps: number, { period = 1, behind = 0 }: { readonly period?: number; readonly behind?: number } = {}): PastPeaks | undefined {
  const apart = steps < period ? period : Math.max(1, Math.round(steps / BEGINS));
  const most = STRETCHES * Math.max(steps, period);
  // The latest one that is over.
  const first = values.length + behind - (steps < period ? period : Math.ceil((steps + behind) / apart) * apart);
  const from = Math.max(0, values.length - most);
  const peaks: { readonly peak: number; readonly weight: number }[] = [];
  for (let begin = first; begin >= from; begin -= apart) {
    if (begin + steps > values.length) continue;
    let [peak, known] = [Number.NEGATIVE_INFINITY, 0];
    for (let step = begin; step < begin + steps; step += 1) {
      const value = values[step] ?? Number.NaN;
      if (value < 0) return undefined;
      if (Number.isNaN(value)) continue;
      known += 1;
      if (value > peak) peak = value;
    }
    if (known >= KNOWN * steps) peaks.push({ peak, weight: 0.5 ** ((first - begin) / Math.max(steps, period) / HALF_LIFE) });
  }
  const stretches = (Math.min(values.length, most) - steps) / Math.max(steps, apart) + 1;
  if (stretches < LEAST_STRETCHES || peaks.length < 2) return undefined;
  const top = peaks.reduce((most, { peak }) => Math.max(most, peak), 0);
  if (!(top > 0)) return undefined;
  const offset = OFFSET * top;
  const whole = peaks.reduce((sum, { weight }) => sum + weight, 0);
  const mean = (of: (logarithm: number) => number): number => peaks.reduce((sum, { peak, weight }) => sum + weight * of(Math.log(peak + offset)), 0) / whole;
  const middle = mean((logarithm) => logarithm);
  // Of so few, and for one more of them.
  const spread = Math.sqrt(mean((logarithm) => (logarithm - middle) ** 2) * (stretches / Math.max(1, stretches - 1)));
  return { top, middle, offset, spread: Math.min(MOST_SPREAD, Math.max(LEAST_SPREAD, spread)) * Math.sqrt(1 + 1 / stretches) };
}

/** Part of the highest peak below which quantiles are not told apart. */
const LEAST = 1e-6;
const quantileOf = ({ top, middle, spread, offset }: PastPeaks, q: number): number => Math.max(LEAST * top, Math.exp(middle + Math.sign(q - 0.5) * absoluteStudent4(Math.abs(2 * q - 1)) * spread) - offset);

/** Peaks beyond this many times the highest that ever was are not told by the shape of errors alone. */
const BEYOND = 2;
/** Medians further apart (in spreads, and in logarithms) are of a level that has changed: then what was tells only how peaks vary. */
const APART_SPREADS = 1;
const APART = 0.1;

/**
 * What the highest value to come stays below: the geometric mean of what ways it may go tell (`told`) and of what past peaks do. The ways
 * know what day and season it is, past peaks how bursts come in swarms: together they are broken less often and are nearer (bench/forecast,
 * "peak"). It rises with `q`.
 */
export function peakBelow(q: number, told: (q: number) => number, past: PastPeaks | undefined): number {
  const own = told(q);
  const median = told(0.5);
  if (past === undefined || !(median > 0) || !(own > 0)) return own;
  const [mid, at] = [quantileOf(past, 0.5), quantileOf(past, q)];
  const agree = Math.abs(Math.log(median / mid)) <= APART + APART_SPREADS * past.spread;
  const middle = agree ? Math.sqrt(median * mid) : median;
  return Math.min(middle * Math.sqrt((own / median) * (at / mid)), BEYOND * Math.max(past.top, median));
}
