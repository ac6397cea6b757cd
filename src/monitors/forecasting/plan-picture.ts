import { capacityOf, type Resource } from '../../analysis/capacity/index.ts';
import type { Series } from '../../model/timeline.ts';
import type { PredictedResource } from '../capacity/predicted-resource.ts';
import type { CapacityPlan } from '../capacity/plan.ts';
import type { PlanWish } from '../capacity/plan-wish.ts';
import type { ServiceHistory } from '../capacity/service-history.ts';
import { planWords } from '../capacity/words.ts';
import type { FanPoint, PlanPicture, ResourcePicture } from './protocol.ts';
import { PAST_TIMES } from './tell.ts';

/** A plan as it is shown. Pure. */
export function planPicture(plan: CapacityPlan, history: ServiceHistory, wish: PlanWish, parts: readonly string[] = []): PlanPicture {
  const { requests, resources } = plan.outlook;
  const { words, usable } = requests ?? resources[0]?.load ?? { words: '', usable: 'no' };
  const { times, step, of } = history;
  const to = ((times.at(-1) ?? Number.NaN) + step) * 1000;
  const first = Math.max(0, times.length - Math.round((PAST_TIMES * wish.days * 86_400) / step));
  // Of a step that is not over the middle, so that lines and bands meet.
  const middle = (seconds: number): number => (seconds + step / 2) * 1000;
  const pastOf = (resource: Resource): Series => ({ times: Array.from(times.subarray(first), middle), values: Array.from(of[resource]?.subarray(first) ?? []) });
  return {
    words: planWords(plan, history, wish), trust: { words, usable }, parts, to,
    resources: plan.outlook.resources.map((one): ResourcePicture => ({
      resource: one.resource, past: pastOf(one.resource), fan: fanOf(one, middle), planned: plannedOf(plan, one.resource, wish),
      was: one.was, likely: one.peak.median, bound: one.peak.bound, at: (one.load.points[one.peak.step]?.time ?? Number.NaN) * 1000, told: one.model?.told ?? Number.NaN, base: one.model?.base ?? Number.NaN,
    })),
  };
}

const fanOf = ({ load, median, half: [lower, upper], low, need }: PredictedResource, middle: (seconds: number) => number): FanPoint[] => load.points.map(({ time }, step) => {
  const at = (values: Float64Array): number => values[step] ?? 0;
  return { time: middle(time), median: at(median), half: [at(lower), at(upper)], most: [at(low), at(need)] };
});

/** What is planned with of all instances together: what each holds beside what it takes by itself, and that. */
function plannedOf({ instance, lines, outlook: { baselinePerInstance } }: CapacityPlan, resource: Resource, { connections }: PlanWish): Series {
  const each = instance === undefined ? undefined : capacityOf({ instance, ...(connections === undefined ? {} : { connectionsPerInstance: connections }) })[resource];
  if (each === undefined) return { times: [], values: [] };
  const own = resource === 'memoryBytes' ? baselinePerInstance.memoryBytes ?? 0 : 0;
  // What was measured is one machine, whose idle memory is in it once.
  const amount = (instances: number): number => instances * each - Math.max(0, instances - 1) * own;
  return { times: lines.flatMap(({ from, to }) => [from * 1000, to * 1000 - 1]), values: lines.flatMap(({ instances }) => [amount(instances), amount(instances)]) };
}
