import { type Choice, choose, costOf, type PlanCost, type Resource, type RunsOut, runsOut, type Saving, savingOf, type ScheduleLine, scheduleOf } from '../../analysis/capacity/index.ts';
import { openCatalogue } from '../../collectors/prices/catalogue.ts';
import type { InstanceType } from '../../model/instance-type.ts';
import { checkRegion, HOLD, type InstanceWish, sizedOn } from './instance-wish.ts';
import type { CapacityOutlook } from './outlook.ts';

/** What an outlook comes to on instances. */
export interface CapacityPlan {
  readonly outlook: CapacityOutlook;
  readonly instance: InstanceType | undefined;
  readonly lines: readonly ScheduleLine[];
  readonly cost: PlanCost | undefined;
  readonly saving: Saving | undefined;
  /** Instances at the peak, and what ends first with one fewer all the time. */
  readonly peak: number;
  readonly runsOut: RunsOut | undefined;
  /** Needed, but not known of this type: it decides nothing. */
  readonly unknown: readonly Resource[];
  /** The cheapest that hold it. */
  readonly choices: readonly Choice[];
}

/** On the type that is wished for, else the cheapest. Rejects with a `UserError` for a type that is not known, or too small for what an instance takes by itself. */
export async function planOf(outlook: CapacityOutlook, wish: InstanceWish): Promise<CapacityPlan> {
  const { instance: wished, region, connections, cloud, burstable = false } = wish;
  const { need, baselinePerInstance } = outlook;
  const catalogue = await openCatalogue();
  const options = { baselinePerInstance, ...(connections === undefined ? {} : { connectionsPerInstance: connections }) };
  if (wished === undefined) checkRegion(catalogue, wish);
  const chosen = wished === undefined ? undefined : catalogue.find(wished, region, cloud);
  const sizing = chosen === undefined ? undefined : sizedOn(chosen, need, options);
  const among = chosen === undefined ? { ...(cloud === undefined ? {} : { cloud }), ...(region === undefined ? {} : { region }) } : { cloud: chosen.cloud, arch: chosen.arch, region: chosen.region };
  const choices = choose(need, catalogue.list({ priced: true }), { ...options, ...among, burstable, schedule: { hold: HOLD } });
  const instance = chosen ?? choices[0]?.instance;
  const sized = sizing ?? choices[0]?.sizing;
  if (instance === undefined || sized === undefined) return { outlook, instance: undefined, lines: [], cost: undefined, saving: undefined, peak: 0, runsOut: undefined, unknown: [], choices };
  const lines = scheduleOf(need, sized, { hold: HOLD });
  const peak = lines.reduce((most, { instances }) => Math.max(most, instances), 0);
  return { outlook, instance, lines, cost: costOf(lines, instance.price), saving: savingOf(lines, instance.price), peak, runsOut: peak > 1 ? runsOut(need, sized.capacity, peak - 1) : undefined, unknown: sized.unknown, choices };
}
