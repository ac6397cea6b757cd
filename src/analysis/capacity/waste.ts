import type { InstanceSize, Price } from '../../model/instance-type.ts';
import { type Cost, costOfHours } from './money.ts';
import { type Baseline, besides, endOf, type Need, type Resource, RESOURCES } from './need.ts';
import type { Level } from './schedule.ts';
import { type Capacity, holds, stepNeeds } from './sizing.ts';

const HOUR = 3600;

/** A step that a plan did not hold. */
export interface Shortfall {
  readonly time: number;
  readonly resource: Resource;
  readonly need: number;
  /** Of all instances that were ready. */
  readonly capacity: number;
  /** How far beyond: need / capacity - 1; Infinity where nothing was ready. */
  readonly by: number;
}

/** A plan against what really came. */
export interface Waste {
  /** Hours that could be judged. */
  readonly hours: number;
  /** Hours in the plan of which what came is not known. */
  readonly unknownHours: number;
  /** Hours in which it did not hold. */
  readonly shortHours: number;
  readonly worst: Shortfall | undefined;
  /** All of them, by time. */
  readonly short: readonly Shortfall[];
  /** What there was beyond what a perfect plan would have had at that step. */
  readonly wastedInstanceHours: number;
  readonly wastedCoreHours: number;
  readonly wasted: Cost;
  /** Of the hours that were judged. */
  readonly cost: Cost;
}

export interface WasteOptions {
  readonly instance: InstanceSize;
  /** Of one instance: `capacityOf` with the same utilisation as the plan, or with a utilisation of 1 to ask for outright overload. */
  readonly capacity: Capacity;
  readonly price: Price;
  /** Instances that there must be anyway, 1 where not given. */
  readonly least?: number;
  /** Seconds till an instance that is started takes its part; 0 where not given. Those at the start of the plan are ready. */
  readonly boot?: number;
}

/** Fewest instances that were ready at any time of a step, and instance-seconds in it. Undefined where the plan does not cover the step whole. */
function duringStep(plan: readonly Level[], first: number, from: number, to: number, boot: number): { readonly ready: number; readonly seconds: number } | undefined {
  let ready = Number.POSITIVE_INFINITY;
  let seconds = 0;
  let covered = 0;
  for (let at = first; at < plan.length; at += 1) {
    const level = plan[at];
    if (level === undefined || level.from >= to) break;
    if (level.to > from - boot) ready = Math.min(ready, level.instances);
    const overlap = Math.min(to, level.to) - Math.max(from, level.from);
    if (overlap <= 0) continue;
    covered += overlap;
    seconds += overlap * level.instances;
  }
  return covered >= (to - from) * (1 - 1e-9) ? { ready, seconds } : undefined;
}

function shortfallOf(actual: Need, index: number, capacity: Capacity, ready: number): Shortfall | undefined {
  let worst: Shortfall | undefined;
  for (const resource of RESOURCES) {
    const need = actual.of[resource]?.[index];
    const each = capacity[resource];
    if (need === undefined || each === undefined || Number.isNaN(need) || holds(need, ready, each)) continue;
    const total = Math.max(0, each) * ready;
    const by = need / total - 1;
    if (worst === undefined || by > worst.by) worst = { time: actual.times[index] ?? Number.NaN, resource, need, capacity: total, by };
  }
  return worst;
}

/** Judges a plan (levels by time, without gaps) by what came. Steps outside of the plan are not judged. */
export function wasteOf(plan: readonly Level[], actual: Need, { instance, capacity, price, least = 1, boot = 0 }: WasteOptions): Waste {
  const short: Shortfall[] = [];
  let [judged, unknown, wasted, had] = [0, 0, 0, 0];
  let first = 0;
  for (const [index, from] of actual.times.entries()) {
    while (first < plan.length - 1 && (plan[first]?.to ?? Number.POSITIVE_INFINITY) <= from - boot) first += 1;
    const during = duringStep(plan, first, from, from + actual.step, boot);
    if (during === undefined) continue;
    const fault = shortfallOf(actual, index, capacity, during.ready);
    const { instances } = stepNeeds(actual, index, capacity);
    if (fault === undefined && Number.isNaN(instances)) {
      unknown += actual.step;
      continue;
    }
    judged += actual.step;
    had += during.seconds;
    if (fault === undefined) wasted += Math.max(0, during.seconds - Math.max(least, instances) * actual.step);
    else short.push(fault);
  }
  const worst = short.reduce<Shortfall | undefined>((most, one) => (most === undefined || one.by > most.by ? one : most), undefined);
  return {
    hours: judged / HOUR, unknownHours: unknown / HOUR, shortHours: (short.length * actual.step) / HOUR, worst, short,
    wastedInstanceHours: wasted / HOUR, wastedCoreHours: (wasted / HOUR) * instance.vcpus, wasted: costOfHours(wasted / HOUR, price), cost: costOfHours(had / HOUR, price),
  };
}

/** What people do without a forecast: the highest that each resource was in the past (last week), by a factor, all through the time of `actual`. A resource of which nothing is known decides nothing. `baseline`: what is in `past` and each instance takes by itself, as `capacity` has it. */
export function fixedPlan(past: Need, actual: Pick<Need, 'times' | 'step'>, capacity: Capacity, factor: number, least = 1, baseline: Baseline = {}): Level[] {
  const peak = (values: Float64Array | undefined): Float64Array | undefined => {
    const known = values?.reduce((most, value) => (value > most ? value : most), 0);
    return known === undefined ? undefined : Float64Array.of(known * factor);
  };
  const peaks: Need = { ...past, times: Float64Array.of(0), of: { cpuCores: peak(past.of.cpuCores), memoryBytes: peak(past.of.memoryBytes), connections: peak(past.of.connections), networkBitsPerSecond: peak(past.of.networkBitsPerSecond) } };
  return [{ from: actual.times[0] ?? Number.NaN, to: endOf(actual), instances: Math.max(least, stepNeeds(besides(peaks, baseline), 0, capacity).instances) }];
}
