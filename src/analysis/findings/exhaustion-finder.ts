import { unitOf } from '../../model/kind.ts';
import { process } from '../../model/kinds/process.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { type Limit, limitsIn, processLimits } from '../exhaustion/limits.ts';
import { RecentSeries } from '../exhaustion/recent-series.ts';
import { timeToLimit, type Exhaustion } from '../exhaustion/time-to-limit.ts';
import { exhaustionWords } from '../exhaustion/words.ts';
import type { Finder, Found } from './found.ts';

const MINUTE = 60_000;
/** It is worked out anew this often. */
const EVERY_MILLISECONDS = 5 * MINUTE;
/** What is farther off than this is nobody's concern yet. */
const NEAR_SECONDS = 7 * 86_400;
const LEAST_CONFIDENCE = 0.8;
/** A process that has used less of its open files is not watched: each series takes 4 KB. */
const LEAST_FILES_PART = 0.1;
const MOST_WATCHES = 1000;

interface Watch {
  limit: Limit;
  readonly series: RecentSeries;
  at: number;
  forecast: Exhaustion | undefined;
  forecastAt: number;
}

/** Tells when what has a limit will be at it (disks, memory, tasks, open files), where that is near and sure enough to be told. */
export class ExhaustionFinder implements Finder {
  readonly #watches = new Map<string, Watch>();
  #minute = Number.NaN;

  observe(snapshot: Snapshot): void {
    const minute = Math.floor(snapshot.time / MINUTE);
    if (minute === this.#minute) return;
    this.#minute = minute;
    for (const limit of limitsIn(snapshot)) this.#add(limit, snapshot.time);
    const processes = snapshot.frame(process);
    const matters = (row: number): boolean => (processes?.number('openFiles', row) ?? 0) >= LEAST_FILES_PART * (processes?.number('openFilesLimit', row) ?? Number.NaN);
    for (const limit of processLimits(snapshot, ['openFiles'], matters)) this.#add(limit, snapshot.time);
    for (const [key, watch] of this.#watches) {
      if (snapshot.time - watch.at > EVERY_MILLISECONDS) this.#watches.delete(key);
      else if (Math.abs(snapshot.time - watch.forecastAt) >= EVERY_MILLISECONDS) {
        watch.forecast = timeToLimit(watch.series.times, watch.series.values, watch.limit.limit);
        watch.forecastAt = snapshot.time;
      }
    }
  }

  found(): readonly Found[] {
    return [...this.#watches.values()].flatMap((watch) => {
      const { forecast, limit: { kind, key, subject, figure, value, limit }, series } = watch;
      if (forecast === undefined || forecast.confidence < LEAST_CONFIDENCE || forecast.secondsToLimit > NEAR_SECONDS) return [];
      const time = (seconds: number): number => watch.forecastAt + seconds * 1000;
      return [{
        type: 'runs out' as const, sure: forecast.confidence, subjectKind: kind.name, subject, subjectKey: key, figure,
        since: (series.times[0] ?? 0) * 1000, seen: value, expected: limit, limit: { at: time(forecast.secondsToLimit), from: time(forecast.low), until: time(forecast.high) },
        words: exhaustionWords(forecast, unitOf(kind, figure), limit),
      }];
    });
  }

  #add(limit: Limit, time: number): void {
    const name = `${limit.kind.name} ${limit.figure} ${limit.key}`;
    let watch = this.#watches.get(name);
    if (watch === undefined) {
      if (this.#watches.size >= MOST_WATCHES) return;
      watch = { limit, series: new RecentSeries(), at: time, forecast: undefined, forecastAt: time };
      this.#watches.set(name, watch);
    }
    watch.limit = limit;
    watch.at = time;
    watch.series.add(time / 1000, limit.value);
  }
}
