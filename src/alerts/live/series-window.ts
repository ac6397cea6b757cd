import type { LabelSet } from '../language/label-set.ts';
import type { RangeSeries, Sample } from '../language/value.ts';

/** Longer ranges are kept in no more points than this a series. */
const MOST_POINTS = 720;

/** More have come and gone than anybody has rules for: those that are gone for longest are forgotten. */
const MOST_SERIES = 20_000;

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
  /** The last time that stays; a later one gives way to the next. */
  #firm = Number.NEGATIVE_INFINITY;

  /** `reach`: how far back it is asked for, ms; `step`: ms between samples. */
  constructor(reach: number, step: number) {
    // One more than asked for: the value right before the range may be the one that counts.
    this.#reach = reach + 2 * step;
    this.#spacing = Math.max(step / 2, reach / MOST_POINTS);
  }

  /** Once more at the same time: in place of what was there. */
  add(time: number, samples: Iterable<Sample>): void {
    // A clock that was set back: what was kept has no place before it.
    if (time < this.#last) this.#forgetAll();
    else if (this.#last !== this.#firm || time === this.#last) this.#dropLast();
    if (time - this.#firm >= this.#spacing) this.#firm = time;
    this.#last = time;
    for (const { labels, value } of samples) {
      let kept = this.#series.get(labels.key);
      if (kept === undefined) this.#series.set(labels.key, (kept = { labels, times: [], values: [] }));
      kept.times.push(time);
      kept.values.push(value);
    }
    this.#forget(time - this.#reach);
  }

  /** The clock by which times are was set: what was goes with it. */
  shift(milliseconds: number): void {
    this.#last += milliseconds;
    this.#firm += milliseconds;
    for (const { times } of this.#series.values()) for (let index = 0; index < times.length; index += 1) times[index] = (times[index] ?? 0) + milliseconds;
  }

  #forgetAll(): void {
    this.#series.clear();
    this.#firm = Number.NEGATIVE_INFINITY;
  }

  #dropLast(): void {
    for (const [key, { times, values }] of this.#series) {
      if (times.at(-1) !== this.#last) continue;
      times.pop();
      values.pop();
      if (times.length === 0) this.#series.delete(key);
    }
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
    if (this.#series.size <= MOST_SERIES) return;
    const oldest = [...this.#series].sort(([, one], [, other]) => (one.times.at(-1) ?? 0) - (other.times.at(-1) ?? 0));
    for (const [key] of oldest.slice(0, this.#series.size - MOST_SERIES)) this.#series.delete(key);
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

  /** The last values up to a time, none older than `lookback`, or than those that are kept are apart. */
  instant(time: number, lookback: number): Sample[] {
    return this.range(time - Math.max(lookback, 2 * this.#spacing), time).map(({ labels, values }) => ({ labels, value: values.at(-1) ?? Number.NaN }));
  }
}
