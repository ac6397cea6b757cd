import type { Architecture, Cloud, InstanceType } from '../../model/instance-type.ts';
import { type Cost, costOf, costOfHours } from './money.ts';
import { endOf, type Need, type Resource } from './need.ts';
import { type ScheduleLine, type ScheduleOptions, scheduleOf } from './schedule.ts';
import { capacityOf, lacking, type Sizing, sizeFor, type SizingOptions, stepNeeds } from './sizing.ts';

export interface ChooseOptions extends Omit<SizingOptions, 'instance'> {
  /** Only of these, where given. */
  readonly cloud?: Cloud;
  readonly region?: string;
  readonly arch?: Architecture;
  /** Also types whose vCPUs are not their own all the time; they count by what they may use all the time, and are left out where this is not given: bursts are billed beside the price, or throttled. */
  readonly burstable?: boolean;
  readonly schedule?: ScheduleOptions;
  /** How many to name; 5 where not given. */
  readonly count?: number;
}

/** A type that holds the need. */
export interface Choice {
  readonly instance: InstanceType;
  readonly sizing: Sizing;
  readonly plan: readonly ScheduleLine[];
  /** Instances at the peak. */
  readonly peak: number;
  readonly planned: Cost;
  /** The peak all the time. */
  readonly fixed: Cost;
  /** What is needed but not known of this type. */
  readonly unknown: readonly Resource[];
}

const COUNT = 5;
const HOUR = 3600;

const amountOf = ({ money }: Cost): number => money?.amount ?? Number.POSITIVE_INFINITY;

const nearlyEqual = (one: number, other: number): boolean => Math.abs(one - other) <= 1e-9 * Math.max(one, other);

/** Least money by the hours that the steps themselves need, which no plan goes below; undefined where one instance holds nothing. */
function boundOf(need: Need, instance: InstanceType, options: ChooseOptions): number | undefined {
  const capacity = capacityOf({ ...options, instance });
  if (lacking(capacity) !== undefined) return undefined;
  let hours = 0;
  for (const index of need.times.keys()) {
    const count = Math.max(options.least ?? 1, stepNeeds(need, index, capacity).instances);
    if (count === Number.POSITIVE_INFINITY) return undefined;
    hours += (count * need.step) / HOUR;
  }
  return amountOf(costOfHours(hours, instance.price));
}

const hoursOf = (need: Need): number => (endOf(need) - (need.times[0] ?? Number.NaN)) / HOUR;

function choiceOf(need: Need, instance: InstanceType, options: ChooseOptions): Choice {
  const sizing = sizeFor(need, { ...options, instance });
  const plan = scheduleOf(need, sizing, options.schedule);
  const peak = plan.reduce((most, { instances }) => Math.max(most, instances), 0);
  return { instance, sizing, plan, peak, planned: costOf(plan, instance.price), fixed: costOfHours(peak * hoursOf(need), instance.price), unknown: sizing.unknown };
}

/**
 * The cheapest types that hold the need, the cheapest first; of equal cost the one with fewer instances at the peak. Types whose price must
 * not be reckoned with are never named, nor those of another currency than the first. A vCPU counts as one whatever its make: measure before
 * changing the architecture. What one instance takes of connections counts as the same on each type.
 */
export function choose(need: Need, types: Iterable<InstanceType>, options: ChooseOptions = {}): Choice[] {
  const { cloud, region, arch, burstable = false, count = COUNT } = options;
  const asked = [...types].filter((one) => one.price.hourly !== undefined && (burstable || one.sustainedVcpus >= one.vcpus) && (cloud === undefined || one.cloud === cloud)
    && (region === undefined || one.region.toLowerCase() === region.toLowerCase()) && (arch === undefined || one.arch === arch));
  const currency = asked[0]?.price.currency;
  const bounded = asked.flatMap((instance) => {
    const bound = instance.price.currency === currency ? boundOf(need, instance, options) : undefined;
    return bound === undefined ? [] : [{ instance, bound }];
  }).sort((one, other) => one.bound - other.bound);
  const amount = ({ planned }: Choice): number => amountOf(planned);
  const best: Choice[] = [];
  for (const { instance, bound } of bounded) {
    // What follows can only cost more (beyond what rounding makes of equal costs).
    const last = best[count - 1];
    if (last !== undefined && bound > amount(last) * (1 + 1e-9)) break;
    best.push(choiceOf(need, instance, options));
    best.sort((one, other) => (nearlyEqual(amount(one), amount(other)) ? one.peak - other.peak : amount(one) - amount(other)));
    best.length = Math.min(best.length, count);
  }
  return best;
}
