import type { SelectorNode } from '../language/ast.ts';
import { fits } from '../language/functions/series.ts';
import { type LabelSet, METRIC_NAME } from '../language/label-set.ts';
import type { RangeSeries, Sample, SeriesSource } from '../language/value.ts';

/** How old the last value of a series may be, as in Prometheus. */
export const LOOKBACK_MILLISECONDS = 5 * 60_000;

/** A value, or the mark that the series ended. */
export type Point = number | 'stale';

interface Stored {
  readonly labels: LabelSet;
  readonly times: number[];
  readonly points: Point[];
}

/** Series held in memory, with Prometheus' rules of what is there at a time. */
export class SeriesStore implements SeriesSource {
  readonly step: number;
  readonly #byName = new Map<string, Map<string, Stored>>();

  constructor(step: number) {
    this.step = step;
  }

  /** Times of one series must rise. */
  append(labels: LabelSet, time: number, point: Point): void {
    const name = labels.get(METRIC_NAME);
    const named = this.#byName.get(name) ?? new Map<string, Stored>();
    this.#byName.set(name, named);
    const stored = named.get(labels.key) ?? { labels, times: [], points: [] };
    named.set(labels.key, stored);
    const last = stored.times.at(-1);
    if (last !== undefined && time < last) return;
    if (last === time) {
      stored.points[stored.points.length - 1] = point;
      return;
    }
    stored.times.push(time);
    stored.points.push(point);
  }

  instant(selector: SelectorNode, time: number, keep?: (value: number) => boolean): readonly Sample[] {
    const samples: Sample[] = [];
    for (const { labels, times, points } of this.#matching(selector)) {
      const at = lastAt(times, time);
      const point = points[at];
      if (point === undefined || point === 'stale' || (times[at] ?? 0) < time - LOOKBACK_MILLISECONDS) continue;
      if (keep === undefined || keep(point)) samples.push({ labels, value: point });
    }
    return samples;
  }

  range(selector: SelectorNode, from: number, to: number): readonly RangeSeries[] {
    const found: RangeSeries[] = [];
    for (const { labels, times, points } of this.#matching(selector)) {
      const series: { times: number[]; values: number[] } = { times: [], values: [] };
      for (let at = lastAt(times, to); at >= 0 && (times[at] ?? 0) >= from; at -= 1) {
        const point = points[at];
        if (typeof point !== 'number') continue;
        series.times.unshift(times[at] ?? 0);
        series.values.unshift(point);
      }
      if (series.times.length > 0) found.push({ labels, ...series });
    }
    return found;
  }

  /** Nothing looks for what is unusual in a test. */
  found(): readonly Sample[] {
    return [];
  }

  *#matching({ name, matchers }: SelectorNode): Generator<Stored> {
    const checks = matchers.map((matcher) => ({ label: matcher.label, fit: fits(matcher) }));
    const named = name === '' ? [...this.#byName.values()] : [this.#byName.get(name) ?? new Map<string, Stored>()];
    for (const series of named) {
      for (const stored of series.values()) if (checks.every(({ label, fit }) => fit(stored.labels.get(label)))) yield stored;
    }
  }
}

/** The last place whose time is not after `time`; -1 for none. */
function lastAt(times: readonly number[], time: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? Infinity) <= time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
