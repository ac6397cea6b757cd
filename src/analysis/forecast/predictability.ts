import { median } from '../statistics/median.ts';
import type { Combination } from './combination.ts';
import { deviation, mean } from './moments.ts';
import type { Cycle } from './cycle.ts';
import { errorHistory } from './stand-in.ts';

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
/**
 * How the times ahead differ from those looked back at: members apart, to how far they were then; the usual error to
 * that of then; the error at this time of other years. From the flat top of a fit to seven kinds of series (sites,
 * sensors, transport, virtual machines, made ones...), which hardly moves without any one of the kinds; the usual error
 * by less than there, as it tells little of short horizons.
 */
const APART_SHARE = 0.2;
const USUAL_SHARE = 0.35;
const SEASON_SHARE = 0.4;
/** On another level than most of the past, errors looked back at hold the way there, which is behind. */
const LEVEL_SHARE = -0.4;
/** Factors at most that these tell. */
const MOST = 10;
const MOST_LEVEL = 2;
/** Brings the median of actual by expected error over public series to one. */
const LEVEL = 1.08;
const HISTORY_POWER = 3;
const EXACT = 1e-9;
/**
 * Actual by expected error, its tenth and ninetieth percentile over public series: logarithms where past errors were all
 * alike, and what is added for each unit by which (standard deviation of their logarithms) they were not.
 */
const RANGE = [{ alike: -0.25, apart: -0.6 }, { alike: 0.5, apart: 0.35 }] as const;
const MOST_DEVIATION = 1;

/** Error of repeating what was one period before, over all of the series; NaN where it is not as long. */
function naiveError(values: Float64Array, period: number): number {
  let [errors, sizes] = [0, 0];
  for (let index = period; index < values.length; index += 1) {
    errors += Math.abs((values[index] ?? 0) - (values[index - period] ?? 0));
    sizes += Math.abs(values[index] ?? 0);
  }
  return sizes > 0 ? errors / sizes : Number.NaN;
}

/** How far members are apart, as a part of what they tell; NaN where that is nothing. */
const partsApart = ({ points, spread }: Pick<Combination, 'points' | 'spread'>): number => spread.reduce((sum, variance) => sum + Math.sqrt(variance), 0) / points.reduce((sum, point) => sum + Math.abs(point), 0);

/** Of a part: below a millionth all are alike. */
const logarithm = (value: number): number => Math.log(Math.max(1e-6, value));

/** Members apart now, to the times looked back at; 1 where not known. */
function apartness(combination: Combination): number {
  const then = combination.past.map(partsApart).filter(Number.isFinite);
  const now = partsApart(combination);
  return then.length > 0 && Number.isFinite(now) ? Math.exp(logarithm(now) - mean(then.map(logarithm))) : 1;
}

/** The level of the last long period (seven short ones) to that of all, upwards or downwards: a factor from 1. */
function levelChange(values: Float64Array, { short, long }: Cycle): number {
  const sizes = values.map(Math.abs);
  const [last, all] = [mean(sizes, Math.max(0, sizes.length - (long || 7 * Math.max(1, short)))), mean(sizes)];
  return all > 0 ? Math.exp(Math.abs(logarithm(last / all))) : 1;
}

/** A part of a factor (of its logarithm), which is first kept within `most`. */
const part = (factor: number, share: number, most = MOST): number => Math.min(most, Math.max(1 / most, factor)) ** share;

/** A factor that moves `from` towards `to` by a share of the way (of logarithms), at most by that of a factor of three. */
const towards = (from: number, to: number, share: number): number => (to > 0 && Number.isFinite(to) ? Math.min(3, Math.max(1 / 3, to / from)) ** share : 1);

/**
 * The error to expect of a forecast: by what it would have been before, how far members are apart, how the series
 * repeats itself, and by what the times ahead differ from those that were looked back at.
 */
export function predictability(combination: Combination, values: Float64Array, cycle: Cycle): Predictability {
  const { past, pastHorizon } = combination;
  const { short, long } = cycle;
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
  // Of days and series with periods of their own the whole past tells too much of what is long over.
  const naive = long > 0 ? Math.min(naiveError(values, short), naiveError(values, long)) : Number.NaN;
  const { usual, season } = errorHistory(values, cycle, pastHorizon, past.map(({ share }) => Math.round(share * values.length)));
  const ahead = part(apartness(combination), APART_SHARE) * part(usual, USUAL_SHARE) * part(season, SEASON_SHARE) * part(levelChange(values, cycle), LEVEL_SHARE, MOST_LEVEL);
  const expectedError = LEVEL * typical * towards(typical, partsApart(combination), SPREAD_SHARE) * towards(typical, naive, NAIVE_SHARE) * ahead;
  const differ = Math.min(MOST_DEVIATION, deviation(single.map(logarithm)));
  const [low, high] = RANGE;
  return { expectedError, expectedErrorRange: [expectedError * Math.exp(low.alike + low.apart * differ), expectedError * Math.exp(high.alike + high.apart * differ)] };
}
