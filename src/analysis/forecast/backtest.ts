import type { Cycle } from './cycle.ts';
import type { Member } from './members/member.ts';
import { Origin } from './origin.ts';

/** Values below which an origin has too little to learn from. */
const LEAST_TRAINING = 72;

/** Origins a short period apart that reach back beyond this part of the series are put closer. */
const SHORT_PART = 0.6;

/** Beyond so many origins, those that knew less than half of the series tell of another one. */
const SURE_ORIGINS = 4;
const HALF = 0.5;

/** What all members told at one time, and what came. */
export interface PastForecast {
  /** Values that were known. */
  readonly cut: number;
  readonly actual: Float64Array;
  /** By member; undefined where it could not tell. */
  readonly told: readonly (Float64Array | undefined)[];
}

/** Times to stand at, the latest first, and the horizon that is told from there. */
export interface Cuts {
  readonly horizon: number;
  /** The last ones, a short period apart: what members are weighed by. */
  readonly late: readonly number[];
  /** Ones before them, half a horizon apart: they only tell how wide errors are. */
  readonly early: readonly number[];
}

/** Where to stand in a series: so that the horizon has come since, shortened where too little would be left before. */
export function cutsOf(length: number, horizon: number, { short, long }: Cycle, count: number, more: number): Cuts {
  const step = Math.max(1, short);
  const least = long > 0 ? 2 * long + 2 * step : 8 * step;
  let span = horizon;
  while (span - step >= 2 * step && length - span - step * (count - 1) < least) span -= step;
  // In a short series a day apart reaches back to where next to nothing was known.
  const apart = length - span - step * (count - 1) < SHORT_PART * length ? Math.max(1, Math.round(step / 2)) : step;
  const late = Array.from({ length: count }, (_, age) => length - span - age * apart).filter((cut, age) => cut >= LEAST_TRAINING && (age < SURE_ORIGINS || cut >= HALF * length));
  const gap = Math.max(step, Math.round(span / 2 / step) * step);
  const first = (late.at(-1) ?? 0) - gap;
  const earliest = Math.max(LEAST_TRAINING, long > 0 ? long + 2 * step : 0);
  return { horizon: span, late, early: Array.from({ length: more }, (_, age) => first - age * gap).filter((cut) => cut >= earliest) };
}

/** Lets every member tell what came after each cut from what was before. */
export function backtest(values: Float64Array, cycle: Cycle, members: readonly Member[], horizon: number, cuts: readonly number[]): PastForecast[] {
  // The earliest first: what is fitted once is fitted on what all others know too.
  return cuts.toSorted((left, right) => left - right).map((cut) => {
    const origin = new Origin(values.slice(0, cut), cycle);
    return { cut, actual: values.slice(cut, cut + horizon), told: members.map((member) => finite(member.forecast(origin, horizon))) };
  });
}

/** A forecast all of whose points are numbers, or none. */
export const finite = (points: Float64Array | undefined): Float64Array | undefined => (points?.every(Number.isFinite) === true ? points : undefined);
