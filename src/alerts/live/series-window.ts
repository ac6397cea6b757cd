import type { LabelSet } from '../language/label-set.ts';
import type { RangeSeries, Sample } from '../language/value.ts';

/** Longer ranges are kept in no more points than this a series. */
const MOST_POINTS = 720;

interface Kept {
  readonly labels: LabelSet;
  readonly times: number[];
  readonly values: number[];
}

/** What the series of one selector were lately: for rules that look at a time rather than at a moment. */
export class SeriesWindow {
  readonly #reach: number;
  readonly #spacing: number;
  readonly #series = new Map<string, Kept>();
  #last = Number.NEGATIVE_INFINITY;

  /** `reach`: how far back it is asked for, ms; `step`: ms between samples. */
  constructor(reach: number, step: number) {
    // One more than asked for: the value right before the range may be the one that counts.
    this.#reach = reach + 2 * step;
    this.#spacing = Math.max(step / 2, reach / MOST_POINTS);
  }

  add(time: number, samples: Iterable<Sample>): void {
    // A clock that was set back: what was kept has no place before it.
    if (time < this.#last) this.#series.clear();
    else if (time - this.#last < this.#spacing) return;
    this.#last = time;
    for (const { labels, value } of samples) {
      let kept = this.#series.get(labels.key);
      if (kept === undefined) this.#series.set(labels.key, (kept = { labels, times: [], values: [] }));
      kept.times.push(time);
      kept.values.push(value);
    }
    this.#forget(time - this.#reach);
  }

  #forget(before: number): void {
    for (const [key, { times, values }] of this.#series) {
      const first = times.findIndex((time) => time >= before);
      if (first < 0) this.#series.delete(key);
      // Not one by one: arrays are moved as a whole.
      else if (first > 16 || first === times.length - 1) {
        times.splice(0, first);
        values.splice(0, first);
      }
    }
  }

  range(from: number, to: number): RangeSeries[] {
    const found: RangeSeries[] = [];
    for (const { labels, times, values } of this.#series.values()) {
      let [low, high] = [0, times.length];
      while (low < high && (times[low] ?? 0) < from) low += 1;
      while (high > low && (times[high - 1] ?? 0) > to) high -= 1;
      if (high > low) found.push({ labels, times: times.slice(low, high), values: values.slice(low, high) });
    }
    return found;
  }

  /** The last values up to a time, none older than `lookback`. */
  instant(time: number, lookback: number): Sample[] {
    return this.range(time - lookback, time).map(({ labels, values }) => ({ labels, value: values.at(-1) ?? Number.NaN }));
  }
}
