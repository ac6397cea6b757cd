import { UserError } from '../../model/errors.ts';

/** What can run out. */
export const RESOURCES = ['cpuCores', 'memoryBytes', 'connections', 'networkBitsPerSecond'] as const;
export type Resource = (typeof RESOURCES)[number];

/**
 * What all of a service's work needs at each step, at the confidence asked for: of all its instances together, and without what an
 * instance takes that does nothing (`baseline` of the sizing). NaN where it is not known.
 */
export interface Need {
  /** Seconds since the epoch, the start of each step; regular. */
  readonly times: Float64Array;
  /** Seconds. */
  readonly step: number;
  /** What it stays below, 0..1. */
  readonly confidence: number;
  /** Values as many as times; undefined for what nothing is known of. */
  readonly of: Readonly<Record<Resource, Float64Array | undefined>>;
}

/** How far times may lie beside the grid, of a step. */
const TOLERANCE = 1e-3;

/** A need of series; what is below zero (a forecast may be) counts as zero. Throws a UserError for times that are not regular and series that are not as long. */
export function needOf(times: Float64Array, of: Partial<Record<Resource, Float64Array>>, confidence: number, step = (times[1] ?? Number.NaN) - (times[0] ?? Number.NaN)): Need {
  const mend = 'give times that grow by one step and one value to each';
  if (times.length === 0) throw new UserError('a need of no time is none', { mend });
  if (!(step > 0 && Number.isFinite(step))) throw new UserError(`a step of ${step} s is none`, { mend });
  const start = times[0] ?? Number.NaN;
  if (times.some((time, index) => !(Math.abs(time - start - index * step) <= TOLERANCE * step))) throw new UserError(`times are not ${step} s from one another`, { mend });
  if (!(confidence > 0 && confidence < 1)) throw new UserError(`a confidence of ${confidence} is none`, { mend: 'give one between 0 and 1, such as 0.95' });
  const told = (resource: Resource): Float64Array | undefined => {
    const values = of[resource];
    if (values !== undefined && values.length !== times.length) throw new UserError(`${resource} has ${values.length} values for ${times.length} times`, { mend });
    if (values?.includes(Number.POSITIVE_INFINITY) === true) throw new UserError(`${resource} is without end somewhere`, { mend });
    return values?.map((value) => (value < 0 ? 0 : value));
  };
  return { times, step, confidence, of: { cpuCores: told('cpuCores'), memoryBytes: told('memoryBytes'), connections: told('connections'), networkBitsPerSecond: told('networkBitsPerSecond') } };
}

/** The time after the last step. */
export const endOf = ({ times, step }: Pick<Need, 'times' | 'step'>): number => (times.at(-1) ?? Number.NaN) + step;

/** What one instance takes before its first request. */
export type Baseline = Readonly<Partial<Record<Resource, number>>>;

/** What is left of a need of all instances together where one was, beside what that takes by itself. */
export function besides(need: Need, baseline: Baseline): Need {
  const less = (resource: Resource): Float64Array | undefined => need.of[resource]?.map((value) => (Number.isNaN(value) ? value : Math.max(0, value - (baseline[resource] ?? 0))));
  return { ...need, of: { cpuCores: less('cpuCores'), memoryBytes: less('memoryBytes'), connections: less('connections'), networkBitsPerSecond: less('networkBitsPerSecond') } };
}
