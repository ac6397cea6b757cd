import { type Choice, choose, needOf, RESOURCES, type PlanCost, type Resource, type RunsOut, runsOut, type Saving, savingOf, type ScheduleLine, scheduleOf, sizeFor, costOf } from '../../analysis/capacity/index.ts';
import { openCatalogue } from '../../collectors/prices/catalogue.ts';
import { EXIT, UserError } from '../../model/errors.ts';
import type { InstanceType } from '../../model/instance-type.ts';
import type { CapacityOutlook } from './outlook.ts';
import type { ServiceHistory } from './service-history.ts';

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

export interface InstanceWish {
  readonly instance: string | undefined;
  readonly region: string | undefined;
  readonly connections: number | undefined;
}

/** Instances are started and stopped by people or slow tools too: a level holds so long at least, seconds. */
export const HOLD = 2 * 3600;

/** On the type that is wished for, else the cheapest. Rejects with a `UserError` for a type that is not known. */
export async function planOf(outlook: CapacityOutlook, { instance: wished, region, connections }: InstanceWish): Promise<CapacityPlan> {
  const catalogue = await openCatalogue();
  const options = connections === undefined ? {} : { connectionsPerInstance: connections };
  const chosen = wished === undefined ? undefined : catalogue.find(wished, region);
  const choices = choose(outlook.need, catalogue.list({ priced: true }), { ...options, schedule: { hold: HOLD }, ...(chosen === undefined ? {} : { cloud: chosen.cloud, arch: chosen.arch, region: chosen.region }), ...(chosen === undefined && region !== undefined ? { region } : {}) });
  const instance = chosen ?? choices[0]?.instance;
  if (instance === undefined) return { outlook, instance, lines: [], cost: undefined, saving: undefined, peak: 0, runsOut: undefined, unknown: [], choices };
  const sizing = sizeFor(outlook.need, { ...options, instance });
  const lines = scheduleOf(outlook.need, sizing, { hold: HOLD });
  const peak = lines.reduce((most, { instances }) => Math.max(most, instances), 0);
  return { outlook, instance, lines, cost: costOf(lines, instance.price), saving: savingOf(lines, instance.price), peak, runsOut: peak > 1 ? runsOut(outlook.need, sizing.capacity, peak - 1) : undefined, unknown: sizing.unknown, choices };
}

/** The type that is wished for, else the cheapest for what was needed so far. Rejects with a `UserError`. */
export async function instanceFor({ times, step, of }: ServiceHistory, { instance, region, connections }: InstanceWish): Promise<InstanceType> {
  const catalogue = await openCatalogue();
  if (instance !== undefined) return catalogue.find(instance, region);
  const past = needOf(times, Object.fromEntries(RESOURCES.flatMap((resource) => (of[resource] === undefined ? [] : [[resource, of[resource].map((value) => (Number.isNaN(value) ? 0 : value))]]))), 0.5, step);
  const [cheapest] = choose(past, catalogue.list({ priced: true }), { schedule: { hold: HOLD }, count: 1, ...(connections === undefined ? {} : { connectionsPerInstance: connections }), ...(region === undefined ? {} : { region }) });
  if (cheapest === undefined) throw new UserError('no instance type of the catalogue holds it', { mend: 'name one: --instance m7i.large', exitCode: EXIT.data });
  return cheapest.instance;
}
