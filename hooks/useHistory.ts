import { useMemo } from 'react';
import type { Snapshot } from '../src/model/snapshot.ts';
import type { Series, Timeline } from '../src/model/timeline.ts';

/** What a timeline remembers of one value, as of the given snapshot. */
export function useHistory(timeline: Timeline, snapshot: Snapshot | undefined, kind: string, field: string, key = ''): Series {
  return useMemo(() => (snapshot === undefined ? { times: [], values: [] } : timeline.series({ kind, field, key })), [timeline, snapshot, kind, field, key]);
}
