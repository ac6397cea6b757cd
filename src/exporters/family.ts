import type { SeriesLabels } from './series-labels.ts';

/** All series of one name at one time. */
export interface Family {
  /** Name of its samples: counters end in `_total`, facts in `_info`. */
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'info';
  readonly help: string;
  readonly labels: readonly SeriesLabels[];
  /** One for each of `labels`; NaN is not known, and left out. */
  readonly values: readonly number[];
}
