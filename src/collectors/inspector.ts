import type { Frame } from '../model/frame.ts';
import type { SafeText } from '../model/safe-text.ts';
import type { Roots } from './collector.ts';

/** What an inspector may ask of the sampler that it runs beside. */
export interface InspectContext {
  readonly roots: Roots;
  readonly pid: number;
  /** Show values of the environment as they are. */
  readonly reveal: boolean;
  /** Name of another process that the sampler knows, or undefined. */
  readonly nameOf: (pid: number) => SafeText | undefined;
  /** Pids that the sampler knows. */
  readonly pids: () => Iterable<number>;
  /** Monotonic clock in milliseconds. */
  readonly monotonic: () => number;
}

/** Reads the details of one process on demand, as a table of a kind of its own. */
export interface Inspector {
  /** Name of the kind whose rows it gives. */
  readonly kind: string;
  /** Throws `InspectError` when the process is gone or may not be read. */
  readonly inspect: (context: InspectContext) => Frame;
}
