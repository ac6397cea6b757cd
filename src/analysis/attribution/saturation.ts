import type { Segment } from './samples.ts';

const WINDOW = 1000;
/** A thread that wants to run for more than this share of a second never idles. */
const ALWAYS = 0.9;
/** A process that never idles for more than this share of the time gives no rows that belong to few requests. */
const MOST_SATURATED = 0.6;

/** Milliseconds in which the only thread of a process ran or waited to run all the time, and all milliseconds. */
export interface Saturation {
  readonly saturated: number;
  readonly time: number;
}

/** By windows of a second. Several threads may each have their turn, so they never count. */
export function saturationOf({ edges, cpu, delay, multiThreaded }: Segment): Saturation {
  let [saturated, time, wanted, span] = [0, 0, 0, 0];
  cpu.forEach((used, index) => {
    wanted += used + (delay[index] ?? 0);
    span += (edges[index + 1] ?? 0) - (edges[index] ?? 0);
    if (span < WINDOW && index < cpu.length - 1) return;
    time += span;
    if (!multiThreaded && wanted > ALWAYS * span) saturated += span;
    [wanted, span] = [0, 0];
  });
  return { saturated, time };
}

/** Whether requests wait for their turn so much that their times say too little. */
export function isStarved(seen: readonly Saturation[]): boolean {
  const time = seen.reduce((sum, one) => sum + one.time, 0);
  return time > 0 && seen.reduce((sum, one) => sum + one.saturated, 0) > MOST_SATURATED * time;
}
