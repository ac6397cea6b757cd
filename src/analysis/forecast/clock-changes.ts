import { LAST_TIME, type WallClock } from '../wall-clock.ts';
import type { Series } from './series.ts';

const DAY = 86_400_000;
/** Clocks are changed at quarters of an hour: within one the offset stays. */
const QUARTER = 900_000;
/** Further apart than this no offsets are looked for: days of that long ago tell nothing of hours. */
const MOST_DAYS = 4000;
/** In less than this nothing is known of the day: what fills in that night would lose or win an hour. */
const LEAST_DAYS = 2;

/** A clock that is never changed: what tells times of day in a series that was moved to it. */
export type SteadyClock = Pick<WallClock, 'show'>;

/** A series by the offset that its clock has at its last value: people come by their clocks, and those were changed. */
export interface Aligned {
  readonly series: Series;
  readonly clock: SteadyClock;
  /** Where on that time a moment lies; both in seconds since the epoch. */
  readonly place: (seconds: number) => number;
}

/** Moves what was before a change of the clock, so that the same time of day is the same time; undefined where the clock was not changed and will not be. `ahead`: seconds from the last value on. */
export function alignDays(series: Series, ahead: number, clock: WallClock): Aligned | undefined {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const seconds of series.times) {
    if (!(Math.abs(seconds * 1000) <= LAST_TIME)) continue;
    first = Math.min(first, seconds * 1000);
    last = Math.max(last, seconds * 1000);
  }
  const end = Math.min(LAST_TIME, last + ahead * 1000);
  if (!(last - first >= LEAST_DAYS * DAY && end - first <= MOST_DAYS * DAY)) return undefined;
  const offsets = new Map<number, number>();
  const offsetAt = (time: number): number => {
    const quarter = Math.floor(time / QUARTER);
    let offset = offsets.get(quarter);
    if (offset === undefined) offsets.set(quarter, (offset = clock.show(quarter * QUARTER) - quarter * QUARTER));
    return offset;
  };
  const now = offsetAt(last);
  const place = (seconds: number): number => (Math.abs(seconds * 1000) <= LAST_TIME ? seconds + (offsetAt(seconds * 1000) - now) / 1000 : seconds);
  for (let time = first; ; time = Math.min(end, time + DAY)) {
    // A summer is longer than a day: none is missed.
    if (offsetAt(time) !== now) return { series: { times: series.times.map(place), values: series.values }, clock: { show: (each) => each + now }, place };
    if (time >= end) return undefined;
  }
}
