import type { Frame } from '../model/frame.ts';
import type { Notice } from '../model/snapshot.ts';
import type { Demand, InspectRequest } from '../model/timeline.ts';
import type { Tick } from './collector.ts';

/** All that one host shows at one tick. */
export interface Sample {
  readonly frames: readonly Frame[];
  readonly notices: readonly Notice[];
}

/** A way to sample a host: Linux by /proc, others by portable libraries. */
export interface Source {
  sample(tick: Tick, demand: Demand): Sample | Promise<Sample>;
  /** Throws `InspectError` when the process is gone, another has its pid, or it may not be seen. */
  inspect(request: InspectRequest): Frame;
  close(): void;
}

export interface SourceOptions {
  readonly roots: { readonly proc: string; readonly sys: string };
  /** Words to mask in command lines beyond the built-in ones; `false` shows command lines as they are. */
  readonly redact: readonly string[] | false;
  /** A one-shot dump reads everything at once; a live screen within a budget. */
  readonly oneShot: boolean;
  /** Nobody waits for the first sample: what is asked for is known of every process as soon as it is there, or rules would take what is not read yet for gone. */
  readonly patient?: boolean;
}
