import { useSyncExternalStore } from 'react';
import type { Snapshot } from '../src/model/snapshot.ts';

/** Who is fed by a sampler in the background and says when what it shows has changed. */
export interface Sampled {
  readonly snapshot: Snapshot | undefined;
  /** Another number whenever there is something new to draw. */
  readonly version: () => number;
  readonly subscribe: (listener: () => void) => () => void;
}

/** The snapshot to show; draws anew with each new one, and whenever else there is something new. */
export function useSampler(source: Sampled): Snapshot | undefined {
  useSyncExternalStore(source.subscribe, source.version);
  return source.snapshot;
}
