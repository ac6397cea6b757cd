import type { Resource } from '../../analysis/capacity/index.ts';
import type { Usable } from '../../analysis/forecast/index.ts';
import type { Selector, Series } from '../../model/timeline.ts';
import type { PlanWish } from '../capacity/plan-wish.ts';
import type { PlanWords } from '../capacity/words.ts';

/** What is to be told. */
export interface ForecastRequest {
  /** Of groups, users and containers the key is their name. */
  readonly selector: Selector;
  /** Ms since the epoch: what came later is not looked at. */
  readonly until: number;
  /** Ms from the last value on; undefined for as far as its past allows. */
  readonly ahead: number | undefined;
}

/** A step of what comes: its middle in ms since the epoch, what holds half of cases, and what holds most: 95 %, of a plan what its confidence leaves out at either end. Never NaN, each low <= median <= high. */
export interface FanPoint {
  readonly time: number;
  readonly median: number;
  readonly half: readonly [low: number, high: number];
  readonly most: readonly [low: number, high: number];
}

/** What comes of one figure, ready to be drawn: plain data, as it goes between threads. */
export interface FigureForecast {
  /** Means by the step of the forecast, the newest last; NaN where nothing is known. */
  readonly past: Series;
  /** None where nothing can be told; `words` says why. */
  readonly fan: readonly FanPoint[];
  /** Ms since the epoch of the first and last value that it rests on, NaN of none, and how many there are. */
  readonly from: number;
  readonly to: number;
  readonly values: number;
  /** Ms from `to` on that it was made for. */
  readonly ahead: number;
  readonly words: string;
  readonly usable: Usable;
  /** The highest value of the whole time: as likely above as below, and what it stays below in 95 % of cases; NaN without a fan. */
  readonly peak: { readonly median: number; readonly high: number };
  readonly periods: readonly { readonly name: 'day' | 'week' | 'year' | 'other'; readonly seconds: number; readonly share: number }[];
  readonly notes: readonly string[];
}

/** A plan that is to be made. `until`: ms since the epoch; what came later is not looked at. */
export interface PlanRequest {
  readonly wish: PlanWish;
  readonly until: number;
}

/** What one resource took and will take. */
export interface ResourcePicture {
  readonly resource: Resource;
  /** By the step of the plan, the newest last; NaN where nothing is known. */
  readonly past: Series;
  readonly fan: readonly FanPoint[];
  /** What all planned instances hold of it together, from each time on (ms since the epoch); none where that is not known of their type. */
  readonly planned: Series;
  /** The highest step that was, the highest to come: its middle, what it stays below, and when it most likely is. */
  readonly was: number;
  readonly likely: number;
  readonly bound: number;
  readonly at: number;
  /** Part of its ups and downs that requests tell, and what it takes without any; NaN where it goes by itself. */
  readonly told: number;
  readonly base: number;
}

/** A plan, ready to be shown: plain data, as it goes between threads. */
export interface PlanPicture {
  readonly words: PlanWords;
  /** How well what it rests on can be told. */
  readonly trust: { readonly words: string; readonly usable: Usable };
  /** Of what else a plan may be: `region:DE`. */
  readonly parts: readonly string[];
  readonly resources: readonly ResourcePicture[];
  /** Where what was ends, ms since the epoch. */
  readonly to: number;
}

export type ToForecaster = { readonly id: number } & ({ readonly figure: ForecastRequest } | { readonly plan: PlanRequest });
export type FromForecaster = { readonly id: number } & ({ readonly told: FigureForecast } | { readonly planned: PlanPicture } | { readonly refused: string });

/** What the thread is started with. */
export interface ForecasterOptions {
  /** Of the history. */
  readonly folder: string;
  /** YYYY-MM-DD, by this computer's clock. */
  readonly holidays: readonly string[];
}
