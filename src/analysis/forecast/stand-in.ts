import { logDomain } from './domain.ts';
import { YEAR } from './members/year.ts';
import type { Cycle } from './cycle.ts';
import { recentResidual, weightedProfile } from './profile.ts';

/** Past times by horizon, at most: windows that overlap by more tell little more. */
const TIMES = 7;
/** Errors below this part of the values tell no more than that they are small. */
const LEAST_ERROR = 1e-6;
/** Days before and after the same time of an earlier year, and what they weigh. */
const AROUND = [[-7, 0.5], [0, 1], [7, 0.5]] as const;
/** What a year weighs to the one after it. */
const YEAR_DECAY = 0.7;
const MOST_YEARS = 3;

/** How errors of a cheap forecast differ over the past: factors, 1 where nothing is known. */
export interface ErrorHistory {
  /** All of the past to the times that were looked back at. */
  readonly usual: number;
  /** The same time of earlier years to all of the past; days only. */
  readonly season: number;
}

/**
 * The weighted profile of four periods, moved by half of what the last short one was above it: cheap enough to be asked
 * at any time of the past. Gives the logarithm of its error (sum of errors by sum of values) over the `horizon` steps
 * from a place on; NaN where it cannot tell.
 */
function standIn(values: Float64Array, { short, long }: Cycle, horizon: number): (cut: number) => number {
  const domain = logDomain(values);
  const period = Math.max(1, long > 0 && values.length >= long ? long : short);
  return (cut) => {
    if (cut < period || cut + horizon > values.length) return Number.NaN;
    const before = domain.values.subarray(0, cut);
    const profile = weightedProfile(before, period, 0.6, 4);
    const moved = 0.5 * recentResidual(before, profile, 0, Math.max(1, short));
    const points = domain.back(Float64Array.from({ length: horizon }, (_, step) => (profile[step % period] ?? 0) + moved));
    let [error, size] = [0, 0];
    points.forEach((point, step) => {
      const actual = values[cut + step] ?? 0;
      error += Math.abs(actual - point);
      size += Math.abs(actual);
    });
    return size > 0 ? Math.log(Math.max(LEAST_ERROR, error / size)) : Number.NaN;
  };
}

/**
 * How a stand-in, tried all over the past, erred. What a combination is judged by are the few last times it could be
 * asked at: they may be calmer or wilder than the series is, or lie beside the holidays that come round now. `cuts`:
 * the values known at those times; `horizon`: steps.
 */
export function errorHistory(values: Float64Array, cycle: Cycle, horizon: number, cuts: readonly number[]): ErrorHistory {
  const errorAt = standIn(values, cycle, horizon);
  const apart = Math.max(1, cycle.short, Math.round(horizon / TIMES));
  const whole = weightedMean(Array.from({ length: Math.floor(values.length / apart) }, (_, age) => [errorAt(values.length - horizon - age * apart), 1]));
  const looked = weightedMean(cuts.map((cut) => [errorAt(cut), 1]));
  const years = cycle.short === 7 ? Array.from({ length: MOST_YEARS }, (_, age) => age + 1) : [];
  const then = weightedMean(years.flatMap((year) => AROUND.map(([days, weight]): Weighted => [errorAt(values.length - year * YEAR - days), weight * YEAR_DECAY ** (year - 1)])));
  return { usual: factor(whole - looked), season: factor(then - whole) };
}

type Weighted = readonly [value: number, weight: number];

/** Of those that are known; NaN of none. */
function weightedMean(values: readonly Weighted[]): number {
  const known = values.filter(([value]) => Number.isFinite(value));
  return known.reduce((sum, [value, weight]) => sum + value * weight, 0) / known.reduce((sum, [, weight]) => sum + weight, 0);
}

const factor = (logarithm: number): number => (Number.isFinite(logarithm) ? Math.exp(logarithm) : 1);
