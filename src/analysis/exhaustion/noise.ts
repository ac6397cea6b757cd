import type { Reduced } from './reduce.ts';

/** How a series departs from its line: what passes, and what stays. */
export interface Noise {
  /** Variance of what passes (sawtooths, load): it does not grow with time. */
  readonly passing: number;
  /** Variance a second of what stays (growth that itself is uneven): it adds up. */
  readonly staying: number;
}

/** Mean square of the differences from the line over `lag` stretches. */
function variogram(rests: Float64Array, lag: number): number {
  let sum = 0;
  for (let index = lag; index < rests.length; index += 1) sum += ((rests[index] ?? 0) - (rests[index - lag] ?? 0)) ** 2;
  return sum / Math.max(1, rests.length - lag);
}

/** Lags, as shares of the history, at which passing and staying noise are told apart. */
const SHORT = 1 / 32;
const LONG = 1 / 4;
/** A line that was fitted takes a part of what stays with it: the lost share of it at the long lag. */
const LOST = 0.7;

/** Both from the variogram of the rests about a line: passing noise is the same at each lag, staying noise grows with it. */
export function noiseOf({ seconds, values, stretchSeconds }: Reduced, slope: number, intercept: number): Noise {
  const rests = values.map((value, index) => value - intercept - slope * (seconds[index] ?? 0));
  const near = Math.max(1, Math.round(rests.length * SHORT));
  const far = Math.max(near + 1, Math.round(rests.length * LONG));
  const [short, long] = [variogram(rests, near), variogram(rests, far)];
  const staying = Math.max(0, (long - short) / ((far - near) * stretchSeconds)) / LOST;
  return { passing: Math.max(0, short - staying * near * stretchSeconds) / 2, staying };
}
