import { RecentSeries } from '../../analysis/exhaustion/recent-series.ts';
import { timeToLimit, type Exhaustion } from '../../analysis/exhaustion/time-to-limit.ts';
import { LEAK_CONFIDENCE, type LeakVerdict } from '../../analysis/leaks/verdict.ts';
import { LeakWatch, type Track } from '../../analysis/leaks/watch.ts';
import type { Moment } from './leak-recording.ts';

/** When a verdict first came up to a word. */
export interface FirstSeen {
  readonly seconds: number;
  readonly pid: number;
  readonly verdict: LeakVerdict;
}

/** A track that was called growing at some time. */
export interface Alarm {
  readonly track: Track;
  readonly growing: FirstSeen;
  leak: FirstSeen | undefined;
}

export interface Findings {
  readonly rows: number;
  readonly firstSeconds: number;
  readonly lastSeconds: number;
  /** Those that were watched to the end. */
  readonly tracks: readonly Track[];
  readonly alarms: readonly Alarm[];
  /** When memory reaches the limit, of the tracks for which that can be told. */
  readonly limits: ReadonlyMap<Track, Exhaustion>;
}

/** Memory of one process, as it was lately. */
interface Recent {
  readonly pid: number;
  readonly series: RecentSeries;
}

/** Walks a recording once; `limit`, in bytes, is one of anonymous memory. */
export async function findLeaks(moments: AsyncIterable<Moment>, limit: number | undefined): Promise<Findings> {
  const watch = new LeakWatch();
  const alarms = new Map<Track, Alarm>();
  const recents = new WeakMap<Track, Recent>();
  let [rows, firstSeconds, lastSeconds] = [0, Number.NaN, Number.NaN];
  for await (const { seconds, processes } of moments) {
    if (Number.isNaN(firstSeconds)) firstSeconds = seconds;
    lastSeconds = seconds;
    rows += processes.length;
    for (const track of watch.read(seconds, processes)) {
      const { verdict, pid } = track;
      if (verdict !== undefined) {
        const seen = { seconds, pid, verdict };
        const alarm = alarms.get(track) ?? { track, growing: seen, leak: undefined };
        alarms.set(track, alarm);
        if (verdict.confidence >= LEAK_CONFIDENCE) alarm.leak ??= seen;
      }
      if (limit === undefined || track.metric !== 'anonymousMemory') continue;
      // Another process begins anew.
      const known = recents.get(track);
      const recent = known?.pid === pid ? known : { pid, series: new RecentSeries() };
      recents.set(track, recent);
      recent.series.add(seconds, track.value);
    }
  }
  const limits = new Map<Track, Exhaustion>();
  for (const track of watch.tracks) {
    const { times = [], values = [] } = recents.get(track)?.series ?? {};
    const reached = limit === undefined ? undefined : timeToLimit(times, values, limit);
    if (reached !== undefined) limits.set(track, reached);
  }
  return { rows, firstSeconds, lastSeconds, tracks: watch.tracks, alarms: [...alarms.values()], limits };
}
