import { quantileOfSorted } from '../statistics/median.ts';
import { mean } from './moments.ts';

/** A value is absurd when it is so many times further from the median than the 99th percentile is. */
const ABSURD = 10;
/** More of them are no accident but how the series is. */
const MOST_ABSURD = 0.003;
/** Values from which on one can tell. */
const LEAST_VALUES = 30;

/** Takes out (makes NaN) the few values that are beyond all others; how many. */
export function dropAbsurd(values: Float64Array): number {
  const sorted = values.filter(Number.isFinite).sort();
  if (sorted.length < LEAST_VALUES) return 0;
  const middle = quantileOfSorted(sorted, 0.5);
  // With few values the 99th percentile is the spike itself.
  const tail = Math.min(0.01, 0.3) + 2 / sorted.length;
  const above = quantileOfSorted(sorted, 1 - tail) - middle;
  const below = middle - quantileOfSorted(sorted, tail);
  // A series that stands still but for a spike has no spread: any size of its own will do.
  const least = 1e-9 * Math.abs(middle);
  const [high, low] = [middle + ABSURD * Math.max(above, below / 3, least), middle - ABSURD * Math.max(below, above / 3, least)];
  const found: number[] = [];
  values.forEach((value, index) => {
    if (value > high || value < low) found.push(index);
  });
  if (found.length > Math.max(1, MOST_ABSURD * sorted.length)) return 0;
  for (const index of found) values[index] = Number.NaN;
  return found.length;
}

/** What fills the gap before and after which values are known: a straight line. */
function fillStraight(values: Float64Array, from: number, to: number): void {
  const before = values[from - 1] ?? values[to] ?? 0;
  const after = values[to] ?? before;
  for (let index = from; index < to; index += 1) values[index] = before + ((after - before) * (index - from + 1)) / (to - from + 1);
}

/** The mean of what is known one period before and after, and two. */
function around(values: Float64Array, index: number, period: number): number {
  const found = [-1, 1, -2, 2].map((place) => values[index + place * period] ?? Number.NaN).filter(Number.isFinite);
  return found.length > 0 ? mean(found) : Number.NaN;
}

/** Fills gaps: short ones straight, others by what was at the same place of the periods around, then straight; how many values. */
export function fillGaps(values: Float64Array, short: number, long: number): number {
  const known = values.slice();
  let filled = 0;
  for (let index = 0; index < values.length; index += 1) {
    if (Number.isFinite(known[index])) continue;
    let end = index;
    while (end < known.length && !Number.isFinite(known[end])) end += 1;
    filled += end - index;
    if (end - index > Math.max(2, short / 8) && short > 1) {
      for (let place = index; place < end; place += 1) {
        const byLong = long > 0 ? around(known, place, long) : Number.NaN;
        values[place] = Number.isFinite(byLong) ? byLong : around(known, place, short);
      }
    }
    index = end;
  }
  for (let index = 0; index < values.length; index += 1) {
    if (Number.isFinite(values[index])) continue;
    let end = index;
    while (end < values.length && !Number.isFinite(values[end])) end += 1;
    fillStraight(values, index, end);
    index = end;
  }
  return filled;
}
