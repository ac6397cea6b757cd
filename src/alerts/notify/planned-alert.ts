import type { LabelSet } from '../language/label-set.ts';
import type { NotifiedAlert, Severity } from '../notification.ts';

/** An alert as the planner sees it. Clock times are ms of a clock that is never set. */
export interface PlannedAlert extends NotifiedAlert {
  readonly rule: string;
  readonly set: LabelSet;
  readonly severity: Severity;
  /** Its own channels; undefined for the usual. */
  readonly to: readonly string[] | undefined;
  readonly repeat: number | undefined;
  /** Since when it fires, or did last. */
  readonly firedClock: number;
  /** When it began and ceased to fire lately. */
  readonly changes: readonly number[];
}

/** So many changes within an hour are flapping: what ceases is then told only when it has been still for a while. */
const FLAPPING = { changes: 6, stillMilliseconds: 10 * 60_000 } as const;

export const flaps = ({ changes }: Pick<PlannedAlert, 'changes'>): boolean => changes.length >= FLAPPING.changes;
export const isStill = ({ changes }: Pick<PlannedAlert, 'changes'>, clock: number): boolean => clock - (changes.at(-1) ?? Number.NEGATIVE_INFINITY) >= FLAPPING.stillMilliseconds;
