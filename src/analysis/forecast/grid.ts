import { median } from '../statistics/median.ts';
import type { SteadyClock } from './clock-changes.ts';
import type { Series } from './series.ts';

const MINUTE = 60;
const HOUR = 3600;
export const DAY = 86_400;
/** Steps that people count in; all but the last divide a day. */
const STEPS = [1, 2, 5, 10, 15, 30, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 20 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 3 * HOUR, 4 * HOUR, 6 * HOUR, 8 * HOUR, 12 * HOUR, DAY, 7 * DAY, 28 * DAY];
/** A horizon has at least so many steps, if the series is fine enough, and at most so many, whatever it is. */
const LEAST_STEPS = 12;
const MOST_STEPS = 400;
/** So has the past, as far as the horizon's most allow. */
const LEAST_PAST_STEPS = 24;
/** Cells of this part of the usual number of values, at the end, are not yet whole. */
const WHOLE = 0.5;
/** Cells that are looked at at most: beyond what any member uses. */
export const MOST_CELLS = 4096;

/** A series at regular times. */
export interface Grid {
  /** Seconds since the epoch of the first cell's start. */
  readonly start: number;
  /** Seconds. */
  readonly step: number;
  /** NaN where nothing is known. */
  readonly values: Float64Array;
}

/** Values by time. Beyond 1e150 squares would overflow: those are no measurements, and not known. */
function ordered({ times, values }: Series): { readonly times: Float64Array; readonly values: Float64Array } {
  const places: number[] = [];
  let sorted = true;
  for (let index = 0; index < Math.min(times.length, values.length); index += 1) {
    const time = times[index] ?? Number.NaN;
    if (!(Math.abs(time) <= 1e13)) continue;
    sorted &&= !(time < (times[places.at(-1) ?? index] ?? time));
    places.push(index);
  }
  if (!sorted) places.sort((left, right) => (times[left] ?? 0) - (times[right] ?? 0));
  return { times: Float64Array.from(places, (place) => times[place] ?? 0), values: Float64Array.from(places, (place) => (Math.abs(values[place] ?? Number.NaN) <= 1e150 ? values[place] ?? Number.NaN : Number.NaN)) };
}

/** The usual time between values, seconds; 0 below two different times. Only the latest 10000 are asked. */
export function spacing(times: Float64Array): number {
  const differences: number[] = [];
  for (let index = Math.max(1, times.length - 10_000); index < times.length; index += 1) {
    const difference = (times[index] ?? 0) - (times[index - 1] ?? 0);
    if (difference > 0) differences.push(difference);
  }
  return differences.length > 0 ? median(differences) : 0;
}

/** The step to tell a horizon in by a past of `span` seconds: an hour for days, finer for less, coarser for months; never finer than the series. */
export function stepFor(own: number, horizon: number, span: number): number {
  const wanted = Math.max(Math.min(HOUR, horizon / LEAST_STEPS, span / LEAST_PAST_STEPS), horizon / MOST_STEPS);
  const usual = STEPS.findLast((step) => step <= Math.max(wanted, 1)) ?? 1;
  const fine = usual >= horizon / MOST_STEPS ? usual : STEPS.find((step) => step >= horizon / MOST_STEPS) ?? horizon / MOST_STEPS;
  // Clocks drift: 59.9 s is a minute.
  if (own <= fine * 1.02) return fine;
  return STEPS.find((step) => Math.abs(own / step - 1) <= 0.02) ?? own;
}

/** Puts a series on a grid: the mean of the values of a cell, the last cell left out while it is half empty. Undefined without a time. */
export function gridOf(series: Series, horizon: number, clock: SteadyClock, given?: number): Grid | undefined {
  const { times, values } = ordered(series);
  const last = times.at(-1);
  const first = times[0];
  if (last === undefined || first === undefined) return undefined;
  const own = spacing(times);
  const step = given ?? stepFor(own || Math.min(HOUR, horizon), horizon, last - first || horizon);
  const fine = own > 0 && own <= step / 1.5;
  // Cells of finer values start with the clock's hours and days; values that are as coarse as the step stand in the middle of a cell's reach.
  const offset = Math.round((clock.show(last * 1000) - last * 1000) / 1000) || 0;
  const phase = fine ? -offset : last - step / 2;
  const cellOf = (time: number): number => Math.floor((time - phase) / step);
  const end = cellOf(last);
  const begin = Math.max(cellOf(first), end - MOST_CELLS + 1);
  const sums = new Float64Array(end - begin + 1);
  const counts = new Float64Array(end - begin + 1);
  for (let index = 0; index < times.length; index += 1) {
    const cell = cellOf(times[index] ?? 0) - begin;
    if (cell < 0 || Number.isNaN(values[index])) continue;
    sums[cell] = (sums[cell] ?? 0) + (values[index] ?? 0);
    counts[cell] = (counts[cell] ?? 0) + 1;
  }
  const partial = fine && sums.length > 2 && last + own - (phase + end * step) < WHOLE * step;
  const cells = sums.subarray(0, partial ? -1 : undefined).map((sum, cell) => (counts[cell] === 0 ? Number.NaN : sum / (counts[cell] ?? 1)));
  return { start: phase + begin * step + (fine ? 0 : step / 2), step, values: cells };
}
