import type { SelectorNode } from './ast.ts';
import type { LabelSet } from './label-set.ts';

/** One series at one time. */
export interface Sample {
  readonly labels: LabelSet;
  readonly value: number;
}

/** One series over a time; times are ms since the epoch, rising. */
export interface RangeSeries {
  readonly labels: LabelSet;
  readonly times: readonly number[];
  readonly values: readonly number[];
}

/** All series of a selector over a time: both ends belong to it, ms since the epoch. */
export interface Matrix {
  readonly type: 'matrix';
  readonly series: readonly RangeSeries[];
  readonly from: number;
  readonly to: number;
}

export interface Vector {
  readonly type: 'vector';
  readonly samples: readonly Sample[];
}

export type Value = { readonly type: 'scalar'; readonly value: number } | { readonly type: 'string'; readonly value: string } | Vector | Matrix;

export const vector = (samples: readonly Sample[]): Vector => ({ type: 'vector', samples });
export const scalar = (value: number): Value => ({ type: 'scalar', value });

/** What was found unusual, as the detectors say. */
export const FOUND_TYPES = ['anomaly', 'leak', 'exhaustion'] as const;
export type FoundType = (typeof FOUND_TYPES)[number];

/** Where values come from: the present, history, or a test. `time`: ms since the epoch. */
export interface SeriesSource {
  /** Ms between the steps of a subquery that says none: that of the evaluation. */
  readonly step: number;
  /** The series that a selector names, at a time (its offset is already taken off); with `keep` only values for which it is true. */
  instant(selector: SelectorNode, time: number, keep?: (value: number) => boolean): readonly Sample[];
  /** The same over a time, both ends included. Series without a value in it are left out. */
  range(selector: SelectorNode, from: number, to: number): readonly RangeSeries[];
  /** What the detectors found of the figures that a selector names: how sure (percent, 0 for nothing found), or seconds to the limit (Infinity for none in sight). */
  found(type: FoundType, selector: SelectorNode, time: number): readonly Sample[];
}

/** An expression that cannot be evaluated on the series that there are. */
export class EvaluationError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'EvaluationError';
  }
}
