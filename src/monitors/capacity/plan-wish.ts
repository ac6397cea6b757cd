import type { InstanceWish } from './instance-wish.ts';
import type { ScenarioWish } from './scenario-wish.ts';

/** What is asked of a plan, as it may be written on the command line. */
export interface PlanWish extends InstanceWish, ScenarioWish {
  readonly days: number;
  readonly confidence: number;
  /** On top of what is needed: `10%`. */
  readonly margin: string;
  /** What it is planned of, such as `region:DE`; undefined for all. */
  readonly of: string | undefined;
}
