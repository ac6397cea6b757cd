import { median } from '../statistics/median.ts';
import type { Shape } from './distribution.ts';
import { mean } from './moments.ts';
import type { Cycle } from './cycle.ts';
import { LEAST_PERIODS } from './periods.ts';
import { absoluteStudent4 } from './student.ts';

/** What is told of a series that is too short for a backtest. */
export interface ShortForecast {
  readonly points: Float64Array;
  readonly scale: Float64Array;
  readonly shape: Shape;
  readonly name: string;
  /** Sum of errors by sum of values that is to be expected; NaN where not known. */
  readonly expectedError: number;
}

interface Way {
  readonly name: string;
  /** What it goes on by each step; 0 of what stays where it is. */
  readonly slope?: number;
  /** The value at `lead` steps (from 1) after the first `count` values. */
  tell(count: number, lead: number): number;
}

/** What rises or falls has to have told the past so much better than what stays. */
const CLEARER = 1.1;
/** Part of a rise that a line may be off by when it is drawn on for as long as it is: nothing is known of days to come yet. */
const BEYOND = 0.5;
/** Differences below which a width is not told by them alone: it is made wider by the few there are. */
const FEW = 8;

/** Values from which on a line through them may be told on. */
const LEAST_FOR_LINE = 6;

/** Ways that need next to nothing: the last value, the mean, a straight line, and the period before where that is known. */
function waysOf(values: Float64Array, { short, long }: Cycle): Way[] {
  const at = (index: number): number => values[index] ?? 0;
  const ways: Way[] = [
    { name: 'last value', tell: (count) => 0.7 * at(count - 1) + 0.3 * at(Math.max(0, count - 2)) },
    { name: 'recent level', tell: (count) => mean(values, Math.max(0, count - 12), count) },
  ];
  if (values.length >= 8) ways.push({ name: 'damped drift', slope: (at(values.length - 1) - at(0)) / (values.length - 1), tell: (count, lead) => at(count - 1) + ((at(count - 1) - at(0)) / Math.max(1, count - 1)) * Math.min(lead, count / 2) });
  if (values.length >= LEAST_FOR_LINE) ways.push(straightLine(values));
  for (const period of [short, long]) {
    if (period <= 1 || values.length < LEAST_PERIODS * period) continue;
    const before = (count: number, lead: number): number => at(count - period + ((lead - 1) % period));
    ways.push({ name: 'seasonal naive', tell: before });
    // From period to period it rises or falls by so much.
    const rises = Float64Array.from({ length: values.length + 1 }, (_, count) => (count >= 2 * period ? mean(values, count - period, count) - mean(values, count - 2 * period, count - period) : 0));
    ways.push({ name: 'seasonal naive with drift', slope: (rises[values.length] ?? 0) / period, tell: (count, lead) => before(count, lead) + (rises[count] ?? 0) * Math.ceil(lead / period) });
  }
  return ways;
}

/** Least squares of all values so far. */
function straightLine(values: Float64Array): Way {
  const [sums, moments] = [new Float64Array(values.length + 1), new Float64Array(values.length + 1)];
  values.forEach((value, index) => {
    sums[index + 1] = (sums[index] ?? 0) + value;
    moments[index + 1] = (moments[index] ?? 0) + index * value;
  });
  const slopeOf = (count: number): number => (count < 2 ? 0 : ((moments[count] ?? 0) - ((count - 1) / 2) * (sums[count] ?? 0)) / ((count * (count * count - 1)) / 12));
  return { name: 'straight line', slope: slopeOf(values.length), tell: (count, lead) => (sums[count] ?? 0) / Math.max(1, count) + slopeOf(count) * ((count - 1) / 2 + lead) };
}

/** Mean absolute error by lead of what a way would have told, and the number of errors in all. */
function pastErrors(values: Float64Array, way: Way, from: number, reach: number): { readonly byLead: Float64Array; readonly whole: number; readonly size: number; readonly count: number } {
  const byLead = new Float64Array(reach);
  let [sum, size, count] = [0, 0, 0];
  for (let lead = 1; lead <= reach; lead += 1) {
    let [errors, pairs] = [0, 0];
    for (let cut = from; cut + lead <= values.length; cut += 1) {
      errors += Math.abs((values[cut + lead - 1] ?? 0) - way.tell(cut, lead));
      size += Math.abs(values[cut + lead - 1] ?? 0);
      pairs += 1;
    }
    byLead[lead - 1] = pairs > 0 ? errors / pairs : 0;
    sum += errors;
    count += pairs;
  }
  return { byLead, whole: count > 0 ? sum / count : Number.POSITIVE_INFINITY, size: count > 0 ? size / count : 0, count };
}

/**
 * The way that told the series' own past best, as wide as its errors were by lead: wider beyond what could be looked
 * at, and by the few values there are. At least three values.
 */
export function forecastShort(values: Float64Array, cycle: Cycle, horizon: number): ShortForecast {
  const ways = waysOf(values, cycle);
  const longest = ways.some(({ name }) => name === 'seasonal naive') ? Math.max(cycle.short, values.length >= 2 * cycle.long ? cycle.long : 0) : 1;
  const from = Math.min(values.length - 1, Math.max(2, longest, Math.floor(values.length / 3)));
  const reach = Math.max(1, Math.min(horizon, Math.floor((values.length - from + 1) / 2)));
  const judged = ways.map((way) => ({ way, errors: pastErrors(values, way, from, reach) }));
  const judgement = ({ way, errors }: (typeof judged)[number]): number => errors.whole * (way.slope === undefined ? 1 : CLEARER);
  judged.sort((left, right) => judgement(left) - judgement(right));
  const best = judged[0];
  const points = Float64Array.from({ length: horizon }, (_, step) => best?.way.tell(values.length, step + 1) ?? 0);
  const byLead = best?.errors.byLead ?? new Float64Array(1);
  const overall = best?.errors.whole ?? 0;
  // Three values may stand still by chance: differences are not taken for smaller than a part of the usual one.
  const few = Math.sqrt(1 + FEW / Math.max(1, values.length - 2));
  const scale = Float64Array.from({ length: horizon }, (_, step) => {
    const known = median(byLead.subarray(Math.max(0, Math.min(step, reach - 1) - 2), Math.min(step, reach - 1) + 3));
    const beyond = BEYOND * Math.abs(best?.way.slope ?? 0) * (step + 1) * Math.min(1, (step + 1) / values.length);
    return Math.hypot(1.25 * few * Math.max(known, overall) * Math.sqrt(Math.max(1, (step + 1) / reach)), beyond);
  });
  const size = best?.errors.size ?? 0;
  const beyond = Math.sqrt(Math.max(1, horizon / reach / 2));
  return {
    points, scale, name: best?.way.name ?? 'last value',
    shape: { reach: (held) => 0.85 * absoluteStudent4(held), common: 0.5, carried: 0.8 },
    expectedError: size > 0 ? (overall / size) * beyond : overall === 0 ? 0 : Number.NaN,
  };
}
