import { ALERT_STATES, type AlertState } from '../../model/alerts/state.ts';
import type { LabelSet } from '../language/label-set.ts';

export { ALERT_STATES, type AlertState };

/** One alert of a rule: a set of labels for which its expression holds, or held. Times are ms of the evaluation's clock. */
export interface AlertInstance {
  readonly labels: LabelSet;
  state: AlertState;
  annotations: ReadonlyMap<string, string>;
  value: number;
  /** Since when it holds; `for` counts from here. */
  activeAt: number;
  /** NaN before it fired. */
  firedAt: number;
  /** When it held no more; NaN while it does. */
  resolvedAt: number;
  /** Since when it is kept firing though it holds no more; NaN while it holds. */
  keptSince: number;
  /** Why it goes on though it holds no more; undefined while it holds, or is only kept for a while. */
  kept: string | undefined;
  /** Whether it held at the last evaluations, the latest last: for rules that ask for N of M. */
  recent: boolean[];
  /** When it began and ceased to fire, the latest last: what changes all the time flaps. */
  changes: number[];
}

export const newInstance = (labels: LabelSet, at: number): AlertInstance => ({
  labels, state: 'pending', annotations: new Map(), value: Number.NaN, activeAt: at, firedAt: Number.NaN, resolvedAt: Number.NaN, keptSince: Number.NaN, kept: undefined, recent: [], changes: [],
});

/** What an evaluation changed. */
export interface Transition {
  readonly instance: AlertInstance;
  readonly from: AlertState;
  readonly to: AlertState;
  /** Why, for people. */
  readonly cause: string;
}
