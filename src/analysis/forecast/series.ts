import { WallClock } from '../wall-clock.ts';
import type { Effort } from './combination.ts';

/** The clock where none is given. */
export const UTC = new WallClock('UTC');

/** What was measured: in any order, at regular times or not. */
export interface Series {
  /** Seconds since the epoch. */
  readonly times: Float64Array;
  /** As many; NaN where nothing is known. Amounts by time (rates, levels), not totals that only grow. */
  readonly values: Float64Array;
}

export interface ForecastOptions {
  /** Seconds from the last time on. */
  readonly horizon: number;
  /** What intervals hold, 0..1; 0.95 where not given. */
  readonly confidence?: number;
  /** Days unlike others, past and to come: YYYY-MM-DD by the clock. */
  readonly holidays?: ReadonlySet<string>;
  /** By which days are told apart; UTC where not given. */
  readonly clock?: WallClock;
  /** Seconds between points; chosen by the horizon and the series where not given. */
  readonly step?: number;
  readonly effort?: Effort;
  /** What it cannot exceed, such as 100 for a part in percent. */
  readonly most?: number;
}

export interface ForecastPoint {
  /** Seconds since the epoch, the start of its step. */
  readonly time: number;
  /** The middle of what may come: above and below are as likely. */
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** What comes round in a series. */
export interface Period {
  /** Seconds. */
  readonly length: number;
  readonly name: 'day' | 'week' | 'year' | 'other';
  /** The part of the series' variance that it tells, 0..1, beside the periods before it. */
  readonly share: number;
}

/** Whether a forecast may be built on: `coarse` tells of sizes, `no` of nothing. */
export type Usable = 'yes' | 'coarse' | 'no';

/** Why nothing is told at all. */
export type Withheld = 'no values' | 'too few values';

/** What comes, and how sure that is. */
export interface Forecast {
  /** Seconds between points. */
  readonly step: number;
  /** None where it is withheld. Never NaN, low <= mean <= high. */
  readonly points: readonly ForecastPoint[];
  readonly withheld: Withheld | undefined;
  /** Sum of errors by sum of values that is to be expected, 0..1 and beyond; NaN where not known. */
  readonly expectedError: number;
  /** In which that is in four of five cases. */
  readonly expectedErrorRange: readonly [low: number, high: number];
  readonly usable: Usable;
  /** One sentence that says so. */
  readonly words: string;
  readonly periods: readonly Period[];
  /** The methods it is made of, the weightiest first; weights sum to 1. */
  readonly members: readonly { readonly name: string; readonly weight: number }[];
  /** What was found and done on the way, as sentences. */
  readonly notes: readonly string[];
  /** What the value at a point stays below with probability `q`, (0..1); `quantile(index, 0.5)` is its mean. NaN beyond the points. */
  quantile(index: number, q: number): number;
  /** Ways that it may go, each as long as the points; errors hang together over time as past ones did. `random`: uniform in [0, 1). */
  paths(count: number, random: () => number): Float64Array[];
  /** What the highest value of the whole horizon stays below with probability `q`; NaN without points. */
  peak(q: number): number;
  /** What it comes up to again and again and never exceeds, and nothing is told beyond; Infinity where there is no such limit. */
  readonly limit: number;
  /** Seconds since the epoch from which on the past is on the level of now; NaN without points. */
  readonly levelFrom: number;
}
