import { quantile } from '../live/measure.ts';

/** CPU milliseconds of all threads between two readings of `process.cpuUsage`. */
export const cpuOf = (before: NodeJS.CpuUsage, after: NodeJS.CpuUsage): number => (after.user - before.user + after.system - before.system) / 1000;

/** Median and tail of some measurements. */
export class Spread {
  readonly count: number;
  readonly median: number;
  readonly p95: number;
  readonly p99: number;

  constructor(values: readonly number[]) {
    this.count = values.length;
    this.median = quantile(values, 0.5);
    this.p95 = quantile(values, 0.95);
    this.p99 = quantile(values, 0.99);
  }
}
