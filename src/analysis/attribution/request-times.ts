import type { Requests } from './input.ts';
import { LAST_TIME } from './samples.ts';

/** Requests that can be used, by their end: when work may have begun and ended, epoch ms. */
export interface RequestTimes {
  readonly start: Float64Array;
  readonly end: Float64Array;
  readonly endpoint: Int32Array;
  /** -1 where it is not known. */
  readonly process: Int32Array;
  /** How many endpoints there are. */
  readonly endpoints: number;
}

/** A log's duration is cut to whole ms, and what it measures begins after the work at its end was asked for. */
const DURATION_ROUNDING = 1;
/** schedstat lags behind by up to one tick. */
const COUNTER_LAG = 1;
/** No request is longer than a day: such a duration is none. */
const LONGEST = 86_400_000;

/** Lines of one whole-second stamp, laid out over their second in the order they stand in. */
function spread(places: Int32Array, end: Float64Array, resolution: number): Float64Array {
  const times = new Float64Array(end.length);
  const groups = new Map<number, number[]>();
  for (const place of places) {
    const stamp = Math.floor((end[place] ?? 0) / resolution);
    const group = groups.get(stamp);
    if (group === undefined) groups.set(stamp, [place]);
    else group.push(place);
  }
  for (const [stamp, group] of groups) {
    group.forEach((place, index) => {
      times[place] = (stamp + (index + 0.5) / group.length) * resolution;
    });
  }
  return times;
}

/** The same requests `offset` ms later. */
export const shifted = (times: RequestTimes, offset: number): RequestTimes =>
  (offset === 0 ? times : { ...times, start: times.start.map((time) => time + offset), end: times.end.map((time) => time + offset) });

/** Requests that have a time, an endpoint and (or not known) a process; a duration that is no number is 0. */
export function requestTimes({ end, duration, endpoint, process }: Requests, endpoints: number, processes: number, resolution: number): RequestTimes {
  const found = new Int32Array(end.length);
  let count = 0;
  for (let index = 0; index < end.length; index += 1) {
    const [of, by] = [endpoint[index] ?? -1, process[index] ?? -2];
    if (!(Math.abs(end[index] ?? Number.NaN) <= LAST_TIME) || of < 0 || of >= endpoints || by < -1 || by >= processes) continue;
    found[count] = index;
    count += 1;
  }
  const places = found.subarray(0, count);
  const ends = resolution > 1 ? spread(places, end, resolution) : end;
  places.sort((left, right) => (ends[left] ?? 0) - (ends[right] ?? 0));
  const times: RequestTimes = { start: new Float64Array(count), end: new Float64Array(count), endpoint: new Int32Array(count), process: new Int32Array(count), endpoints };
  for (let index = 0; index < count; index += 1) {
    const place = places[index] ?? 0;
    const length = duration[place] ?? 0;
    const time = (ends[place] ?? 0) + COUNTER_LAG;
    times.end[index] = time;
    times.start[index] = time - DURATION_ROUNDING - (length > 0 && length <= LONGEST ? length : 0);
    times.endpoint[index] = endpoint[place] ?? 0;
    times.process[index] = process[place] ?? -1;
  }
  return times;
}
