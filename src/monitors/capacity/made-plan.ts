import type { HistoryReader } from '../../../storage/history/reader.ts';
import { seededRandom } from '../../analysis/seeded-random.ts';
import { WallClock } from '../../analysis/wall-clock.ts';
import { EXIT, UserError } from '../../model/errors.ts';
import { counted } from '../../model/words.ts';
import { capacityOutlook } from './outlook.ts';
import type { Scenario } from './scenario.ts';
import { type CapacityPlan, planOf } from './plan.ts';
import { partGiven } from './part.ts';
import type { PlanWish } from './plan-wish.ts';
import { scenarioOf, shareGiven } from './scenario-wish.ts';
import { type ServiceHistory, serviceHistory } from './service-history.ts';

/** The same history gives the same plan. */
export const SEED = 1;

/** What was recorded of what is to be planned, up to a time (ms since the epoch). Throws a `UserError` where nothing was, and for a wish that cannot be understood. */
export function historyFor(reader: HistoryReader, wish: PlanWish, now: number): ServiceHistory {
  const scenario = scenarioOf(wish, now);
  const history = serviceHistory(reader, Math.min(now, reader.bounds()?.to ?? now), wish.of === undefined ? undefined : partGiven(wish.of), scenario.regions.map(({ like }) => like));
  if (history === undefined) throw new UserError('nothing was recorded to plan by', { mend: 'pyprocwatch history info tells what there is', exitCode: EXIT.unavailable });
  const faults = faultNote(reader);
  return faults === undefined ? history : { ...history, notes: [faults, ...history.notes ?? []] };
}

/** What is to be said of a history that could not be read whole; undefined where it could. */
export function faultNote({ faults }: HistoryReader): string | undefined {
  return faults.length === 0 ? undefined : `${counted(faults.length, 'part of the history is not readable and', 'parts of the history are not readable and')} counted as not there: pyprocwatch history check tells more.`;
}

/** A plan by what was recorded. `now`: ms since the epoch, which times of campaigns count from. Rejects with a `UserError`. */
export function madePlan(history: ServiceHistory, wish: PlanWish, { now, holidays, scenario = scenarioOf(wish, now) }: { readonly now: number; readonly holidays: ReadonlySet<string>; readonly scenario?: Scenario }): Promise<CapacityPlan> {
  const { days, confidence } = wish;
  return planOf(capacityOutlook(history, { days, confidence, margin: shareGiven('--margin', wish.margin), scenario, holidays, clock: new WallClock(), random: seededRandom(SEED) }), wish);
}
