import type { InstanceWish } from '../../monitors/capacity/plan.ts';

/** What is asked of a plan, as it stands on the command line. */
export interface PlanRequest extends InstanceWish {
  readonly days: number;
  readonly confidence: number;
  readonly margin: string;
  readonly growth: number;
  readonly grow: readonly string[];
  readonly cheaper: readonly string[];
  readonly campaigns: readonly string[];
  readonly format: 'text' | 'json' | 'csv' | 'pdf';
  /** File to write instead of standard output. */
  readonly out: string | undefined;
  readonly force: boolean;
  readonly config: string | undefined;
}

/** The same history gives the same plan. */
export const SEED = 1;
