import type { MetricName } from '../../src/analysis/leaks/metrics.ts';

/** One process's rows, column by column. */
export interface Life {
  readonly pid: number;
  readonly seconds: Float64Array;
  /** Bytes for anonymous memory, counts for the others. */
  readonly values: Readonly<Record<MetricName, Float64Array>>;
  /** CPU ticks since the process started. */
  readonly ticks: Float64Array;
}

/** A recorded or generated trace with what is true of it. */
export interface Trace {
  readonly name: string;
  /** Traces of one shape share it: folds are made of whole shapes or of seeds. */
  readonly shape: string;
  /** `recorded`: minutes at one second; `long`: days. */
  readonly kind: 'recorded' | 'long';
  readonly metric: MetricName | undefined;
  /** Pids that leak; undefined: all. */
  readonly leakyPids: ReadonlySet<number> | undefined;
  readonly onsetSeconds: number;
  /** The true rate of the leak, units an hour, where known. */
  readonly ratePerHour: number | undefined;
  readonly lives: readonly Life[];
}
