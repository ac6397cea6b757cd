import { DAY } from './grid.ts';
import { deviation, mean } from './moments.ts';
import type { Cycle } from './cycle.ts';
import type { Period } from './series.ts';

/** A period that is not the calendar's has to explain so much of what is left without the trend... */
const LEAST_CORRELATION = 0.6;
/** ...and so much more than the calendar's does. */
const CLEARER = 0.2;
/** Days of a past from which on the day is known. */
export const LEAST_PERIODS = 1.5;
/** Steps in a period that members can bear. */
const LONGEST = 1440;

/** Periods of the calendar for a step: a day and a week of whole steps, a week of days; none for the rest. */
export function calendarCycle(step: number, length: number): Cycle {
  const day = DAY / step;
  if (Number.isInteger(day) && day > 1 && day <= LONGEST && length >= LEAST_PERIODS * day) return { short: day, long: 7 * day <= length ? 7 * day : 0 };
  return step === DAY ? { short: 7, long: 0 } : { short: 1, long: 0 };
}

/** Autocorrelation at lags up to `most`. */
export function autocorrelations(values: Float64Array, most: number): Float64Array {
  const middle = mean(values);
  const centred = values.map((value) => value - middle);
  const variance = centred.reduce((sum, value) => sum + value * value, 0) / Math.max(1, values.length);
  return Float64Array.from({ length: most + 1 }, (_, lag) => {
    let sum = 0;
    for (let index = lag; index < centred.length; index += 1) sum += (centred[index] ?? 0) * (centred[index - lag] ?? 0);
    // By the number of pairs: a long lag is not taken for a weak one.
    return variance > 0 ? sum / (values.length - lag) / variance : 0;
  });
}

/** Differences from the mean of the values around, `reach` to each side: what drifts is gone. */
function withoutDrift(values: Float64Array, reach: number): Float64Array {
  const sums = new Float64Array(values.length + 1);
  values.forEach((value, index) => {
    sums[index + 1] = (sums[index] ?? 0) + value;
  });
  return values.map((value, index) => {
    const from = Math.max(0, index - reach);
    const to = Math.min(values.length, index + reach + 1);
    return value - ((sums[to] ?? 0) - (sums[from] ?? 0)) / (to - from);
  });
}

/** The mean correlation at a lag and its multiples: a period that is nearly right gets out of step. */
function together(all: Float64Array, lag: number): number {
  let [sum, count] = [0, 0];
  for (let place = lag; place < all.length; place += lag) {
    sum += all[place] ?? 0;
    count += 1;
  }
  return count > 0 ? sum / count : 0;
}

/** The shortest lag at which a series clearly comes round by itself; undefined where it does not. */
function ownPeriod(all: Float64Array): number | undefined {
  const peaks: number[] = [];
  let best = 0;
  for (let lag = 3; 2 * lag < all.length; lag += 1) {
    const here = all[lag] ?? 0;
    if (here <= (all[lag - 1] ?? 0) || here < (all[lag + 1] ?? 0)) continue;
    // Between it and the start it must have been clearly lower: noise on a slow decline has peaks too.
    const lowest = Math.min(...all.subarray(1, lag));
    if (together(all, lag) < LEAST_CORRELATION || here - lowest < 0.2) continue;
    peaks.push(lag);
    best = Math.max(best, together(all, lag));
  }
  return peaks.find((peak) => together(all, peak) >= 0.85 * best);
}

/** The periods to tell a series by: the calendar's, or another one where the series clearly has that one instead. */
export function cycleOf(values: Float64Array, step: number): { readonly cycle: Cycle; readonly own: boolean } {
  const calendar = calendarCycle(step, values.length);
  const most = Math.min(400, Math.floor(values.length / 3));
  if (most < 6 || !(deviation(values) > 0)) return { cycle: calendar, own: false };
  const all = autocorrelations(withoutDrift(values, most), most);
  const lag = ownPeriod(all);
  if (lag === undefined) return { cycle: calendar, own: false };
  if (calendar.short < 2) return { cycle: { short: lag, long: 0 }, own: true };
  // Multiples of a day tell nothing against the day.
  const multiple = lag % calendar.short === 0;
  const atCalendar = 2 * calendar.short <= most ? together(all, calendar.short) : 1;
  return multiple || together(all, lag) - atCalendar < CLEARER ? { cycle: calendar, own: false } : { cycle: { short: lag, long: 0 }, own: true };
}

/** The part of the variance that a profile of a period takes away, corrected for the places that it has. */
function explained(values: Float64Array, period: number): { readonly share: number; readonly rest: Float64Array } {
  const sums = new Float64Array(period);
  const counts = new Float64Array(period);
  values.forEach((value, index) => {
    sums[index % period] = (sums[index % period] ?? 0) + value;
    counts[index % period] = (counts[index % period] ?? 0) + 1;
  });
  const rest = values.map((value, index) => value - (sums[index % period] ?? 0) / (counts[index % period] ?? 1));
  const [before, after] = [deviation(values) ** 2, deviation(rest) ** 2];
  const freedom = values.length - period;
  return { share: before > 0 && freedom > 0 ? Math.max(0, 1 - (after / before) * ((values.length - 1) / freedom)) : 0, rest };
}

const nameOf = (seconds: number): Period['name'] => (seconds === DAY ? 'day' : seconds === 7 * DAY ? 'week' : 'other');

/** How much of a series each of its periods tells. */
export function periodsOf(values: Float64Array, { short, long }: Cycle, step: number): Period[] {
  const found: Period[] = [];
  const whole = deviation(values) ** 2;
  let rest = withoutDrift(values, Math.max(1, long || short));
  for (const period of [short, long]) {
    if (period < 2 || values.length < 2 * period) continue;
    const before = deviation(rest) ** 2;
    const part = explained(rest, period);
    rest = part.rest;
    const share = whole > 0 ? Math.min(1, part.share * (before / whole)) : 0;
    if (share > 0.01) found.push({ length: period * step, name: nameOf(period * step), share });
  }
  return found;
}
