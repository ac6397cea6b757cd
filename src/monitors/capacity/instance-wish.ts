import { besides, capacityOf, choose, lacking, needOf, type Need, RESOURCES, sizeFor, type Sizing, type SizingOptions } from '../../analysis/capacity/index.ts';
import { baseOf } from '../../analysis/capacity/resource-model.ts';
import { suggest } from '../../analysis/nearest.ts';
import { type Catalogue, openCatalogue } from '../../collectors/prices/catalogue.ts';
import { EXIT, UserError } from '../../model/errors.ts';
import type { Cloud, InstanceType } from '../../model/instance-type.ts';
import { formatValue } from '../../model/units.ts';
import { loadOf } from './loads.ts';
import { shortName } from './part.ts';
import type { ServiceHistory } from './service-history.ts';

/** What it is to run on. */
export interface InstanceWish {
  readonly instance: string | undefined;
  /** Of the cloud. */
  readonly region: string | undefined;
  readonly connections: number | undefined;
  /** Only types of this cloud. */
  readonly cloud?: Cloud | undefined;
  /** Also types whose vCPUs are not their own all the time; they count by what they may use all the time. */
  readonly burstable?: boolean;
}

/** Instances are started and stopped by people or slow tools too: a level holds so long at least, seconds. */
export const HOLD = 2 * 3600;

/** Throws a `UserError` for a region that the catalogue does not have. */
export function checkRegion(catalogue: Catalogue, { region, cloud }: InstanceWish): void {
  const known = catalogue.regions(cloud);
  if (region === undefined || known.some((one) => one.toLowerCase() === region.toLowerCase())) return;
  throw new UserError(`the catalogue has no prices of "${shortName(region)}"${cloud === undefined ? '' : ` of ${cloud}`}`, { where: '--region', mend: suggest(region, known), exitCode: EXIT.usage });
}

/** How many of a type a need takes. Throws a `UserError` that names what lacks where the type is too small for an instance that does nothing. */
export function sizedOn(instance: InstanceType, need: Need, options: Omit<SizingOptions, 'instance'>): Sizing {
  const { memoryBytes: baseline = 0 } = options.baselinePerInstance ?? {};
  const capacity = capacityOf({ ...options, instance });
  if (lacking(capacity) === 'memoryBytes' || (capacity.memoryBytes === 0 && baseline > 0)) {
    throw new UserError(`${instance.type} has too little memory: an instance takes ${formatValue('bytes', baseline)} before its first request, and ${formatValue('bytes', baseline + (capacity.memoryBytes ?? 0))} of one are planned with`, { where: '--instance', mend: 'name a larger type, or leave it out for the cheapest that holds it', exitCode: EXIT.usage });
  }
  return sizeFor(need, { ...options, instance });
}

/** What was needed of each resource; steps of which that is not known have `unknown` of it. */
export function needIn({ times, step, of }: ServiceHistory, confidence: number, unknown = Number.NaN): Need {
  return needOf(times, Object.fromEntries(RESOURCES.flatMap((resource) => (of[resource] === undefined ? [] : [[resource, of[resource].map((value) => (Number.isNaN(value) ? unknown : value))]]))), confidence, step);
}

/** The type that is wished for, else the cheapest for what was needed so far. Rejects with a `UserError`. */
export async function instanceFor(history: ServiceHistory, wish: InstanceWish): Promise<InstanceType> {
  const { instance, region, connections, cloud, burstable = false } = wish;
  const catalogue = await openCatalogue();
  if (instance !== undefined) return catalogue.find(instance, region, cloud);
  checkRegion(catalogue, wish);
  const baselinePerInstance = { memoryBytes: idleMemoryOf(history) };
  const [cheapest] = choose(besides(needIn(history, 0.5, 0), baselinePerInstance), catalogue.list({ priced: true }), {
    baselinePerInstance, burstable, schedule: { hold: HOLD }, count: 1, ...(connections === undefined ? {} : { connectionsPerInstance: connections }), ...(region === undefined ? {} : { region }), ...(cloud === undefined ? {} : { cloud }),
  });
  if (cheapest === undefined) throw new UserError('no instance type of the catalogue holds it', { mend: 'name one: --instance m7i.large', exitCode: EXIT.data });
  return cheapest.instance;
}

/** Memory that the service took before its first request; 0 where that is not known. */
function idleMemoryOf({ endpoints, times, of: { memoryBytes }, part }: ServiceHistory): number {
  return memoryBytes === undefined || endpoints.length === 0 || part !== undefined ? 0 : baseOf(loadOf(endpoints, times.length, () => 1), memoryBytes);
}
