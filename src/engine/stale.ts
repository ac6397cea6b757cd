import { type Notice, Snapshot } from '../model/snapshot.ts';
import { derive } from './derive.ts';

/** What is on the screen is now old: the same rows marked as such, and why (in place of what its source said before). Without a snapshot before, the reason alone. */
export function staleSnapshot(latest: Snapshot | undefined, reason: Notice, now: number): Snapshot {
  return latest === undefined
    ? new Snapshot(now, Number.NaN, [], [reason])
    : new Snapshot(latest.time, latest.intervalSeconds, latest.collected().map((frame) => frame.asStale()), [reason, ...latest.notices.filter(({ source }) => source !== reason.source)], derive);
}
