import { median } from '../statistics/median.ts';
import type { Combination } from './combination.ts';
import type { Cycle } from './origin.ts';

/** How well a series can be told: weighted absolute percentage errors (sum of errors by sum of values), 0..1 and beyond. */
export interface Predictability {
  /** NaN where not known. */
  readonly expectedError: number;
  /** In which it is in four of five cases. */
  readonly expectedErrorRange: readonly [low: number, high: number];
}

/** What the spread between members, and repeating what was a period before, tell beside past errors. */
const SPREAD_SHARE = 0.25;
const NAIVE_SHARE = 0.2;
/** Brings the median of actual by expected error over public series to one. */
const LEVEL = 1.08;
const HISTORY_POWER = 3;
const EXACT = 1e-9;
/** Actual by expected error: tenth and ninetieth percentile over public series. */
const RANGE = [0.57, 1.8] as const;

/** Error of repeating what was one period before, over all of the series; NaN where it is not as long. */
function naiveError(values: Float64Array, period: number): number {
  let [errors, sizes] = [0, 0];
  for (let index = period; index < values.length; index += 1) {
    errors += Math.abs((values[index] ?? 0) - (values[index - period] ?? 0));
    sizes += Math.abs(values[index] ?? 0);
  }
  return sizes > 0 ? errors / sizes : Number.NaN;
}

/** A factor that moves `from` towards `to` by a share of the way (of logarithms), at most by that of a factor of three. */
const towards = (from: number, to: number, share: number): number => (to > 0 && Number.isFinite(to) ? Math.min(3, Math.max(1 / 3, to / from)) ** share : 1);

/** The error to expect of a forecast: by what it would have been before, how far members are apart, and how the series repeats itself. */
export function predictability({ points, spread, past }: Combination, values: Float64Array, { short, long }: Cycle): Predictability {
  let [errors, sizes] = [0, 0];
  const single = past.flatMap(({ actual, points: told, share }) => {
    let [error, size] = [0, 0];
    actual.forEach((value, step) => {
      error += Math.abs(value - (told[step] ?? 0));
      size += Math.abs(value);
    });
    errors += error * share ** HISTORY_POWER;
    sizes += size * share ** HISTORY_POWER;
    return size > 0 ? [error / size] : [];
  });
  if (sizes === 0) return errors === 0 ? { expectedError: 0, expectedErrorRange: [0, 0] } : { expectedError: Number.NaN, expectedErrorRange: [Number.NaN, Number.NaN] };
  const whole = errors / sizes;
  // What is left of rounding is no error.
  if (whole < EXACT) return { expectedError: 0, expectedErrorRange: [0, 0] };
  const typical = Math.sqrt(Math.max(0.1 * whole, median(single)) * whole);
  const apart = spread.reduce((sum, variance) => sum + Math.sqrt(variance), 0) / points.reduce((sum, point) => sum + Math.abs(point), 0);
  // Of days and series with periods of their own the whole past tells too much of what is long over.
  const naive = long > 0 ? Math.min(naiveError(values, short), naiveError(values, long)) : Number.NaN;
  const expectedError = LEVEL * typical * towards(typical, apart, SPREAD_SHARE) * towards(typical, naive, NAIVE_SHARE);
  return { expectedError, expectedErrorRange: [expectedError * RANGE[0], expectedError * RANGE[1]] };
}
