import { median } from '../../statistics/median.ts';
import type { Member } from './member.ts';

/** Flat ones, for what has no shape: simple exponential smoothing, and the median of the last short period. */
export const LEVEL_MEMBERS: readonly Member[] = [
  {
    name: 'exponential smoothing',
    forecast: ({ values }, horizon) => {
      if (values.length === 0) return undefined;
      let level = values[0] ?? 0;
      for (const value of values) level += 0.6 * (value - level);
      return new Float64Array(horizon).fill(level);
    },
  },
  {
    name: 'recent median',
    forecast: ({ values, cycle }, horizon) => {
      const count = Math.max(7, cycle.short);
      return values.length < count ? undefined : new Float64Array(horizon).fill(median(values.subarray(values.length - count)));
    },
  },
];
