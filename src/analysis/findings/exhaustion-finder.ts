import { filesystem } from '../../model/kinds/host-parts.ts';
import { host } from '../../model/kinds/host.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { formatValue } from '../../model/units.ts';
import { RecentSeries } from '../exhaustion/recent-series.ts';
import { timeToLimit, type Exhaustion } from '../exhaustion/time-to-limit.ts';
import { spanWords } from '../leaks/evidence.ts';
import type { Finder, Found } from './found.ts';

const MINUTE = 60_000;
/** It is worked out anew this often. */
const EVERY_MILLISECONDS = 5 * MINUTE;
/** What is farther off than this is nobody's concern yet. */
const NEAR_SECONDS = 7 * 86_400;
const LEAST_CONFIDENCE = 0.8;

interface Watch {
  readonly kind: string;
  readonly subject: string;
  readonly figure: string;
  readonly series: RecentSeries;
  limit: number;
  value: number;
  at: number;
  forecast: Exhaustion | undefined;
  forecastAt: number;
}

/** Tells when a file system or the host's memory will be full, where that is near and sure enough to be told. */
export class ExhaustionFinder implements Finder {
  readonly #watches = new Map<string, Watch>();
  #minute = Number.NaN;

  observe(snapshot: Snapshot): void {
    const minute = Math.floor(snapshot.time / MINUTE);
    if (minute === this.#minute) return;
    this.#minute = minute;
    const files = snapshot.frame(filesystem);
    for (let row = 0; row < (files?.count ?? 0); row += 1) {
      const used = files?.number('usedBytes', row) ?? Number.NaN;
      this.#add(filesystem.name, files?.text('mount', row) ?? '', 'usedBytes', used, used + (files?.number('freeBytes', row) ?? Number.NaN), snapshot.time);
    }
    const machine = snapshot.frame(host);
    if (machine !== undefined && machine.count > 0) {
      this.#add(host.name, machine.text('name', 0), 'memoryUsedBytes', machine.number('memoryUsedBytes', 0), machine.number('memoryTotalBytes', 0), snapshot.time);
    }
    for (const [key, watch] of this.#watches) {
      if (snapshot.time - watch.at > EVERY_MILLISECONDS) this.#watches.delete(key);
      else if (Math.abs(snapshot.time - watch.forecastAt) >= EVERY_MILLISECONDS) {
        watch.forecast = timeToLimit(watch.series.times, watch.series.values, watch.limit);
        watch.forecastAt = snapshot.time;
      }
    }
  }

  found(): readonly Found[] {
    return [...this.#watches.values()].flatMap(({ kind, subject, figure, forecast, forecastAt, limit, value, series }) => {
      if (forecast === undefined || forecast.confidence < LEAST_CONFIDENCE || forecast.secondsToLimit > NEAR_SECONDS) return [];
      const { secondsToLimit, low, high, slopePerHour } = forecast;
      return [{
        type: 'runs out' as const, sure: forecast.confidence, subjectKind: kind, subject, subjectKey: subject, figure,
        since: (series.times[0] ?? 0) * 1000, seen: value, expected: limit, limitAt: forecastAt + secondsToLimit * 1000,
        words: `full (${formatValue('bytes', limit)}) in about ${spanWords(secondsToLimit)} [${spanWords(low)} to ${spanWords(high)}] at ${formatValue('bytes', slopePerHour)} an hour`,
      }];
    });
  }

  #add(kind: string, subject: string, figure: string, value: number, limit: number, time: number): void {
    if (Number.isNaN(value) || Number.isNaN(limit)) return;
    const key = `${kind} ${subject}`;
    let watch = this.#watches.get(key);
    if (watch === undefined) {
      watch = { kind, subject, figure, series: new RecentSeries(), limit, value, at: time, forecast: undefined, forecastAt: time };
      this.#watches.set(key, watch);
    }
    watch.limit = limit;
    watch.value = value;
    watch.at = time;
    watch.series.add(time / 1000, value);
  }
}
