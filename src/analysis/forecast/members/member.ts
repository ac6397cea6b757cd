import type { Origin } from '../origin.ts';

/** One way to tell what comes. */
export interface Member {
  readonly name: string;
  /** The next `horizon` values; undefined where the series is too short for it. */
  forecast(origin: Origin, horizon: number): Float64Array | undefined;
}
