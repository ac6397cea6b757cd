import { UserError } from '../../model/errors.ts';
import type { InstanceSize } from '../../model/instance-type.ts';
import { type Baseline, type Need, type Resource, RESOURCES } from './need.ts';

export interface SizingOptions {
  readonly instance: InstanceSize;
  /** How much of an instance is planned with, 0..1; the rest is for what comes within a step and for what the system itself takes. */
  readonly utilisation?: { readonly cpu?: number; readonly memory?: number; readonly network?: number };
  /** What one instance of the service takes at most; connections decide nothing where it is not given. */
  readonly connectionsPerInstance?: number;
  /** What an instance takes that does nothing yet. */
  readonly baselinePerInstance?: Pick<Baseline, 'memoryBytes' | 'cpuCores'>;
  /** Instances at least, 1 where not given. */
  readonly least?: number;
}

export const UTILISATION = { cpu: 0.7, memory: 0.85, network: 0.7 } as const;

/** What one instance holds of each resource; undefined where that is not known, and then it decides nothing. */
export type Capacity = Readonly<Record<Resource, number | undefined>>;

/** What decides: a resource, or that there must be so many anyway. */
export type Because = Resource | 'least';

export interface Sizing {
  /** At each step of the need. */
  readonly instances: Float64Array;
  readonly because: readonly Because[];
  /** Of one instance. */
  readonly capacity: Capacity;
  readonly least: number;
  /** What is needed but not known of the instance: it may run out all the same. */
  readonly unknown: readonly Resource[];
}

/** What one instance holds within its utilisation, beside its baseline. Zero or less: it holds nothing. Burstable instances count by what they may use all the time. */
export function capacityOf({ instance, utilisation = {}, connectionsPerInstance, baselinePerInstance = {} }: SizingOptions): Capacity {
  const { cpu, memory, network } = { ...UTILISATION, ...utilisation };
  for (const [name, part] of Object.entries({ cpu, memory, network })) if (!(part > 0 && part <= 1)) throw new UserError(`a utilisation of ${part} (${name}) is none`, { mend: 'give one above 0 and up to 1, such as 0.7' });
  if (connectionsPerInstance !== undefined && !(connectionsPerInstance > 0)) throw new UserError(`${connectionsPerInstance} connections per instance are none`, { mend: 'give a number above zero' });
  return {
    cpuCores: instance.sustainedVcpus * cpu - (baselinePerInstance.cpuCores ?? 0),
    memoryBytes: instance.memoryBytes * memory - (baselinePerInstance.memoryBytes ?? 0),
    connections: connectionsPerInstance,
    networkBitsPerSecond: instance.networkBitsPerSecond === undefined ? undefined : instance.networkBitsPerSecond * network,
  };
}

/** What an instance has too little of to do nothing: its baseline alone is beyond it. */
export const lacking = (capacity: Capacity): Resource | undefined => RESOURCES.find((resource) => (capacity[resource] ?? 0) < 0);

/** Beyond it numbers are not whole any more, and nobody has so many. */
const LARGEST_COUNT = 2 ** 50;

/** 4.2 cores are three times 1.4, whatever is left of it in floating point. */
const TOLERANCE = 1e-9;

/** Whether so many instances hold an amount. */
export const holds = (amount: number, count: number, capacity: number): boolean => amount <= count * Math.max(0, capacity) * (1 + TOLERANCE);

/** The least whole number of instances that hold an amount; Infinity where an instance holds none of it. */
export function instancesFor(amount: number, capacity: number): number {
  if (amount <= 0) return 0;
  if (!(capacity > 0)) return Number.POSITIVE_INFINITY;
  let count = Math.ceil(amount / capacity);
  if (count > LARGEST_COUNT) return count;
  while (count > 0 && holds(amount, count - 1, capacity)) count -= 1;
  while (!holds(amount, count, capacity)) count += 1;
  return count;
}

/** Instances that a step needs, and what decides it: what comes nearest to its limit. NaN where that is not known of a resource. */
export function stepNeeds(need: Need, index: number, capacity: Capacity): { readonly instances: number; readonly resource: Resource | undefined } {
  let instances = 0;
  let most = 0;
  let resource: Resource | undefined;
  for (const name of RESOURCES) {
    const amount = need.of[name]?.[index];
    const each = capacity[name];
    if (amount === undefined || each === undefined) continue;
    if (Number.isNaN(amount)) return { instances: Number.NaN, resource: name };
    const share = each > 0 ? amount / each : amount > 0 ? Number.POSITIVE_INFINITY : 0;
    // A share may be too small for a number, but it is one.
    if (share > most || (resource === undefined && amount > 0)) {
      most = share;
      resource = name;
    }
    instances = Math.max(instances, instancesFor(amount, each));
  }
  return { instances, resource };
}

const leastOf = ({ least = 1 }: Pick<SizingOptions, 'least'>): number => {
  if (!(Number.isInteger(least) && least >= 0)) throw new UserError(`at least ${least} instances is no count`, { mend: 'give a whole number' });
  return least;
};

/** Instances for each step. Throws a UserError where the need is not known or a single instance holds nothing. */
export function sizeFor(need: Need, options: SizingOptions): Sizing {
  const capacity = capacityOf(options);
  const least = leastOf(options);
  const full = (resource: string): UserError => new UserError(`one instance has nothing left of ${resource} beside its own baseline`, { mend: 'take a larger instance type' });
  const lacks = lacking(capacity);
  if (lacks !== undefined) throw full(lacks);
  const because: Because[] = [];
  const instances = need.times.map((time, index) => {
    const { instances: count, resource } = stepNeeds(need, index, capacity);
    if (Number.isNaN(count)) throw new UserError(`the need of ${resource ?? 'a resource'} at ${time} s is not known`, { mend: 'give a forecast without gaps' });
    if (count === Number.POSITIVE_INFINITY) throw full(resource ?? 'a resource');
    because.push(resource === undefined || count < least ? 'least' : resource);
    return Math.max(least, count);
  });
  return { instances, because, capacity, least, unknown: RESOURCES.filter((name) => need.of[name] !== undefined && capacity[name] === undefined) };
}

/** What runs out first, and when. */
export interface RunsOut {
  readonly resource: Resource;
  /** Seconds since the epoch. */
  readonly time: number;
  readonly need: number;
  /** Of all instances together. */
  readonly capacity: number;
}

/** The first step that a fixed number of instances does not hold, and the resource that is beyond its limit the farthest there; undefined where all is held. */
export function runsOut(need: Need, capacity: Capacity, instances: number): RunsOut | undefined {
  for (const [index, time] of need.times.entries()) {
    let first: RunsOut | undefined;
    let most = 1;
    for (const resource of RESOURCES) {
      const amount = need.of[resource]?.[index] ?? 0;
      const each = capacity[resource];
      if (each === undefined || Number.isNaN(amount) || holds(amount, instances, each)) continue;
      const total = Math.max(0, each) * instances;
      if (first !== undefined && amount / total <= most) continue;
      most = amount / total;
      first = { resource, time, need: amount, capacity: total };
    }
    if (first !== undefined) return first;
  }
  return undefined;
}
