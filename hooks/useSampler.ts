import { useSyncExternalStore } from 'react';
import type { Snapshot } from '../src/model/snapshot.ts';
import type { Timeline } from '../src/model/timeline.ts';

/** The latest snapshot of a timeline; draws anew when there is another. */
export function useSampler(timeline: Timeline): Snapshot | undefined {
  return useSyncExternalStore((changed) => timeline.subscribe(changed), () => timeline.latest());
}
