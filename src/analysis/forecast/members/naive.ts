import type { Origin } from '../origin.ts';
import type { Member } from './member.ts';

/** What was one period before; undefined below one period. */
export function repeat(values: Float64Array, period: number, horizon: number): Float64Array | undefined {
  if (values.length < period || period < 1) return undefined;
  return Float64Array.from({ length: horizon }, (_, step) => values[values.length - period + (step % period)] ?? 0);
}

/** The day before, and the week before. */
export const NAIVE_MEMBERS: readonly Member[] = [
  { name: 'seasonal naive, short', forecast: ({ values, cycle }: Origin, horizon) => repeat(values, cycle.short, horizon) },
  { name: 'seasonal naive, long', forecast: ({ values, cycle }: Origin, horizon) => repeat(values, cycle.long, horizon) },
];
