/** What can leak: how finely it is counted, what growth matters, and in which words it is told. */
export interface LeakMetric {
  /** Growth below this is the kernel's or the allocator's grain. */
  readonly quantum: number;
  /** Growth below this, or below `share` of the floor, is nobody's concern. */
  readonly material: number;
  readonly share: number;
  /** The same for what grew within an hour: faster growth is of concern sooner. */
  readonly shareOfHour: number;
  readonly unit: 'bytes' | 'count';
  readonly words: string;
}

const KILO = 1024;
const MEGA = 1024 * KILO;

export const LEAK_METRICS = {
  /** RssAnon + RssShmem + VmSwap of /proc/PID/status: files mapped into memory are the kernel's to take back. */
  anonymousMemory: { quantum: 256 * KILO, material: 6 * MEGA, share: 0.06, shareOfHour: 0.03, unit: 'bytes', words: 'anonymous memory' },
  fileDescriptors: { quantum: 1, material: 8, share: 0.06, shareOfHour: 0.03, unit: 'count', words: 'open files' },
  threads: { quantum: 1, material: 5, share: 0.06, shareOfHour: 0.03, unit: 'count', words: 'threads' },
} as const satisfies Readonly<Record<string, LeakMetric>>;

export type MetricName = keyof typeof LEAK_METRICS;
export const METRIC_NAMES: readonly MetricName[] = ['anonymousMemory', 'fileDescriptors', 'threads'];
