import { performance } from 'node:perf_hooks';

/** Two clocks: one that people read, and one that is never set and does not count the time in which the machine slept. */
export interface Clock {
  /** Ms since the epoch. */
  wall(): number;
  /** Ms since some moment. */
  monotonic(): number;
}

export const SYSTEM_CLOCK: Clock = { wall: () => Date.now(), monotonic: () => performance.now() };
