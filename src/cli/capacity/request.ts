import type { PlanWish } from '../../monitors/capacity/plan-wish.ts';

/** What is asked of a plan, as it stands on the command line. */
export interface PlanRequest extends PlanWish {
  readonly format: 'text' | 'json' | 'csv' | 'pdf';
  /** File to write instead of standard output. */
  readonly out: string | undefined;
  readonly force: boolean;
  readonly config: string | undefined;
}
