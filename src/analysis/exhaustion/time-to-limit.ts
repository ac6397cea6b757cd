import { median, quantileOfSorted } from '../statistics/median.ts';
import { NORMAL_90, theilSen } from '../statistics/theil-sen.ts';
import { noiseOf } from './noise.ts';
import { reduce } from './reduce.ts';

/** When a limit is reached, counted from the last value. */
export interface Exhaustion {
  readonly secondsToLimit: number;
  /** 90 % interval. */
  readonly low: number;
  readonly high: number;
  /** How likely the limit is reached at all within ten times the history, 0..1. */
  readonly confidence: number;
  /** Units an hour. */
  readonly slopePerHour: number;
  readonly historySeconds: number;
}

/** Stretches below which nothing is said. */
const LEAST_STRETCHES = 8;
/** Nothing is told further ahead than this many times the history. */
export const FURTHEST = 10;
/** The far end of an interval may lie this many times beyond that. */
const FURTHEST_END = 3;
/** Quantiles of the rests about the line: a peak of passing noise touches the limit before the line does. */
const PEAKS = { low: 0.98, middle: 0.8, high: 0.5 } as const;
/** Neighbouring stretches are alike: the slope is known worse than their number says. */
const SERIAL = 3;
/** Few stretches: a t distribution's wider tails, nearly (the Cornish-Fisher term of 1 / degrees). */
const quantileFor = (stretches: number): number => NORMAL_90 * (1 + 1.85 / (2 * Math.max(1, stretches / 6)));

/** Share of a normal distribution below (Abramowitz and Stegun 26.2.17 by its logistic approximation, error < 0.01). */
const normalBelow = (x: number): number => 1 / (1 + Math.exp(-1.5976 * x - 0.07056 * x ** 3));

/** The share of the history that tells where the series is now. */
const RECENT = 1 / 16;

/** The level at the end: the line's, or where what stays has moved the last stretches to, as the two noises weigh. */
function levelAtEnd(levels: Float64Array, onLine: number, staying: number, passing: number): number {
  const recent = median(levels.slice(-Math.max(2, Math.round(levels.length * RECENT))));
  const moved = staying * RECENT;
  return moved + passing > 0 ? onLine + ((recent - onLine) * moved) / (moved + passing) : onLine;
}

/** The first time `f` is not below 0 between 0 and `end`, by bisection; f must rise through 0 at most once. */
function crossing(f: (seconds: number) => number, end: number): number | undefined {
  if (f(0) >= 0) return 0;
  if (!(f(end) >= 0)) return undefined;
  let [low, high] = [0, end];
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (f(middle) >= 0) high = middle;
    else low = middle;
  }
  return high;
}

/**
 * When a series (times in seconds, rising) reaches a limit: Theil-Sen line through medians of 64 stretches, its
 * uncertainty that of passing noise (sawtooths, load), of growth that is itself uneven, and of the slope.
 * Undefined where it does not grow, where "never" lies in the interval, where the history is too short to tell,
 * and beyond ten times the history.
 */
export function timeToLimit(times: ArrayLike<number>, values: ArrayLike<number>, limit: number): Exhaustion | undefined {
  const reduced = reduce(times, values);
  if (reduced === undefined || !Number.isFinite(limit)) return undefined;
  const { seconds, historySeconds } = reduced;
  const last = values[values.length - 1] ?? Number.NaN;
  const line = theilSen(seconds, reduced.values);
  if (line === undefined) return undefined;
  const told = { slopePerHour: line.slope * 3600, historySeconds };
  if (last >= limit) return { secondsToLimit: 0, low: 0, high: 0, confidence: 1, ...told };
  const count = seconds.length;
  if (count < LEAST_STRETCHES || !(line.slope > 0)) return undefined;
  const { passing, staying } = noiseOf(reduced, line.slope, line.intercept);
  const rests: number[] = [];
  const end = times[times.length - 1] ?? 0;
  for (let index = 0; index < Math.min(times.length, values.length); index += 1) {
    const rest = (values[index] ?? Number.NaN) - line.intercept - line.slope * ((times[index] ?? Number.NaN) - end);
    if (Number.isFinite(rest)) rests.push(rest);
  }
  const sorted = Float64Array.from(rests).sort();
  const start = levelAtEnd(reduced.values.map((value, index) => value - line.slope * (seconds[index] ?? 0)), line.intercept, staying * historySeconds, passing);
  const slopeVariance = staying / historySeconds + (12 * SERIAL * passing) / (count * historySeconds ** 2);
  const quantile = quantileFor(count);
  const deviation = (ahead: number): number => Math.sqrt(passing + staying * ahead + slopeVariance * ahead ** 2);
  const over = (peak: number, ahead: number): number => start + quantileOfSorted(sorted, peak) + line.slope * ahead - limit;
  const furthest = FURTHEST * historySeconds;
  const middle = crossing((ahead) => over(PEAKS.middle, ahead), furthest);
  const high = crossing((ahead) => over(PEAKS.high, ahead) - quantile * deviation(ahead), FURTHEST_END * furthest);
  if (middle === undefined || high === undefined) return undefined;
  const low = crossing((ahead) => over(PEAKS.low, ahead) + quantile * deviation(ahead), furthest) ?? 0;
  return { secondsToLimit: middle, low: Math.min(low, middle), high: Math.max(high, middle), confidence: normalBelow(over(PEAKS.middle, furthest) / Math.max(deviation(furthest), 1e-12)), ...told };
}
