import type { HistoryReader } from '../../storage/history/reader.ts';
import type { Recorded } from '../../storage/history/writer.ts';
import { FindingWatch } from '../analysis/findings/finding-watch.ts';
import type { SavedState } from '../analysis/findings/leak-state.ts';
import type { Frame } from '../model/frame.ts';
import { host } from '../model/kinds/host.ts';
import { Snapshot } from '../model/snapshot.ts';
import { derive } from './derive.ts';
import { historySeries } from './history-series.ts';

/** How much of the past tells what is usual; the detector remembers 3000 minutes. */
const LEARNED_MILLISECONDS = 3000 * 60_000;
/** Figures whose past is read at one sample: each takes some milliseconds. */
const LEARNED_AT_ONCE = 3;
const DUE = 0.9;

/** Looks at samples for what is unusual, as often as they are kept. */
export class Watchman {
  readonly #watch = new FindingWatch();
  readonly #interval: number;
  #past: HistoryReader | undefined;
  #last = Number.NEGATIVE_INFINITY;
  #frame: Frame | undefined;

  constructor(intervalMilliseconds: number) {
    this.#interval = intervalMilliseconds;
  }

  /** From now on it learns from that history what was usual before. */
  learnFrom(past: HistoryReader): void {
    this.#past = past;
  }

  /** What the next one is to know; undefined while there is nothing. */
  save(): SavedState | undefined {
    return this.#watch.save();
  }

  /** Goes on where one of before stood. */
  resume(state: SavedState, now: number): void {
    this.#watch.resume(state, now);
  }

  /** What goes on now; undefined before the first look. */
  observe(sample: Recorded): Frame | undefined {
    if (!Number.isFinite(sample.intervalSeconds) || Math.abs(sample.time - this.#last) < DUE * this.#interval) return this.#frame;
    this.#last = sample.time;
    this.#watch.observe(new Snapshot(sample.time, sample.intervalSeconds, sample.collected(), sample.notices, derive));
    if (this.#past !== undefined) this.#learn(this.#past, sample.time);
    this.#frame = this.#watch.frame();
    return this.#frame;
  }

  #learn(past: HistoryReader, now: number): void {
    for (let left = LEARNED_AT_ONCE; left > 0; left -= 1) {
      const figure = this.#watch.anomalies.nextToLearn();
      if (figure === undefined) return;
      const key = figure.kind.name === host.name ? '' : figure.subject;
      const { times, values } = historySeries(past, { kind: figure.kind.name, field: figure.field, key }, now - LEARNED_MILLISECONDS, now, true);
      this.#watch.anomalies.learn(figure, times, values);
    }
  }
}
