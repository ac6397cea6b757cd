import type { RequestTimes } from './request-times.ts';
import type { Segment } from './samples.ts';

/** A request's own work may be booked this long before or after it, ms. */
const MARGIN = 10;
/** Less time without requests than this, ms, tells nothing. */
export const LEAST_IDLE = 500;

/** What was used while no request was in flight: sum of squared CPU, ms^2, and the time, ms. */
export interface IdleWork {
  readonly squares: number;
  readonly time: number;
}

export function idleWork({ edges, cpu }: Segment, members: Int32Array, { start, end }: RequestTimes): IdleWork {
  const byStart = members.toSorted((left, right) => (start[left] ?? 0) - (start[right] ?? 0));
  let [next, until, squares, time] = [0, Number.NEGATIVE_INFINITY, 0, 0];
  cpu.forEach((used, index) => {
    const [from, to] = [edges[index] ?? 0, edges[index + 1] ?? 0];
    for (let request = byStart[next]; request !== undefined && (start[request] ?? 0) - MARGIN < to; request = byStart[next]) {
      until = Math.max(until, (end[request] ?? 0) + MARGIN);
      next += 1;
    }
    if (until >= from) return;
    squares += used * used;
    time += to - from;
  });
  return { squares, time };
}

/**
 * How much work of no request (timers, missing log lines) varies, ms^2 by ms of time: a compound Poisson's variance is
 * its rate times its mean square. 0 where requests leave no time in which it could be seen alone.
 */
export const backgroundVariance = (seen: readonly IdleWork[]): number => {
  const time = seen.reduce((sum, work) => sum + work.time, 0);
  return time >= LEAST_IDLE ? seen.reduce((sum, work) => sum + work.squares, 0) / time : 0;
};
