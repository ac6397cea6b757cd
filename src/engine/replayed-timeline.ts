import type { HistoryReader } from '../../storage/history/reader.ts';
import { InspectError } from '../model/errors.ts';
import type { Frame } from '../model/frame.ts';
import { safeText } from '../model/safe-text.ts';
import { type Notice, Snapshot } from '../model/snapshot.ts';
import type { Position, Selector, Series, Timeline, Unsubscribe } from '../model/timeline.ts';
import { derive } from './derive.ts';
import { historySeries } from './history-series.ts';

/** While it plays, the screen changes this often. */
const FRAME_MILLISECONDS = 100;
/** Charts show so much of the time before what is shown. */
const CHART_MILLISECONDS = 600_000;
/** Ticks farther apart than so many of the usual steps around have a gap between them. */
const GAP_STEPS = 4;
/** How far back is looked for what is usual, and what is taken where there is but one tick. */
const AROUND_MILLISECONDS = 120_000;
const ALONE_MILLISECONDS = 15_000;

const clock = (time: number): string => new Date(time).toLocaleString('sv');

/** What was recorded, shown as it was. Nothing in it can be acted on, and what was not recorded cannot be asked for. */
export class ReplayedTimeline implements Timeline {
  readonly #reader: HistoryReader;
  readonly #listeners = new Set<(snapshot: Snapshot) => void>();
  readonly #series = new Map<string, Series>();
  #latest: Snapshot | undefined;
  #time = Number.NaN;
  #gap: Position['gap'];
  #minute = false;
  #speed = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(reader: HistoryReader) {
    this.#reader = reader;
  }

  latest(): Snapshot | undefined {
    return this.#latest;
  }

  subscribe(listener: (snapshot: Snapshot) => void): Unsubscribe {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  position(): Position {
    const { from, to } = this.#reader.bounds() ?? { from: Number.NaN, to: Number.NaN };
    return { time: this.#time, from, to, speed: this.#speed, gap: this.#gap, minute: this.#minute };
  }

  /** Shows what was there at that time. Times before the first tick show the first. */
  seek(time: number): void {
    const { from = time } = this.#reader.bounds() ?? {};
    const moment = this.#reader.moment(Math.max(time, from));
    if (moment === undefined) {
      this.#show(new Snapshot(time, Number.NaN, [], [{ source: 'history', message: safeText('nothing is recorded') }]), time, undefined, false);
      return;
    }
    const interval = moment.minute ? 60 : moment.intervalSeconds;
    const late = Math.max(time, from) - moment.time;
    if (late > 0 && late > this.#longestStep(moment.time, moment.minute)) {
      const to = this.#reader.neighbour(time, 'after');
      const words = to === undefined ? `nothing was recorded after ${clock(moment.time)}` : `nothing was recorded from ${clock(moment.time)} to ${clock(to)}`;
      this.#show(new Snapshot(time, Number.NaN, [], [{ source: 'history', message: safeText(words) }]), time, { from: moment.time, to: to ?? Number.NaN }, false);
      return;
    }
    const faults: Notice[] = this.#reader.faults.map((fault) => ({ source: 'history', message: safeText(fault) }));
    this.#show(new Snapshot(moment.time, interval, moment.frames, [...moment.notices, ...faults], derive), moment.time, undefined, moment.minute);
  }

  step(ticks: number): void {
    let time = this.#time;
    for (let left = Math.abs(ticks); left > 0; left -= 1) {
      const next = this.#reader.neighbour(time, ticks > 0 ? 'after' : 'before');
      if (next === undefined) break;
      time = next;
    }
    this.seek(time);
  }

  play(speed: number): void {
    this.#speed = speed;
    clearInterval(this.#timer);
    this.#timer = undefined;
    if (speed > 0) this.#timer = setInterval(() => this.#advance(), FRAME_MILLISECONDS);
    if (this.#latest !== undefined) this.#publish(this.#latest);
  }

  /** The ten minutes before what is shown. */
  series(selector: Selector): Series {
    const key = `${selector.kind} ${selector.field} ${selector.key}`;
    let series = this.#series.get(key);
    if (series === undefined) {
      series = historySeries(this.#reader, selector, this.#time - CHART_MILLISECONDS, this.#time, this.#minute);
      this.#series.set(key, series);
    }
    return series;
  }

  inspect(): Promise<Frame> {
    return Promise.reject(new InspectError('files, sockets, threads and environments are not recorded', 'go back to the present to see those of now'));
  }

  demand(): void {
    // All that was recorded is there.
  }

  pause(paused: boolean): void {
    if (paused) this.play(0);
  }

  setInterval(): void {
    // The ticks are as they were recorded.
  }

  /** The reader is closed by whoever opened it. */
  close(): Promise<void> {
    clearInterval(this.#timer);
    return Promise.resolve();
  }

  /** What may lie between a tick and the next without being a gap. A screen keeps fewer samples than it shows: their interval says nothing of it. */
  #longestStep(time: number, minute: boolean): number {
    if (minute) return GAP_STEPS * 60_000;
    const ticks = this.#reader.ticks(time - AROUND_MILLISECONDS, time);
    const steps = ticks.slice(1).map((tick, index) => tick - (ticks[index] ?? tick)).sort((left, right) => left - right);
    const usual = steps[steps.length >> 1];
    return usual === undefined ? ALONE_MILLISECONDS : GAP_STEPS * usual;
  }

  #advance(): void {
    let time = this.#time + this.#speed * FRAME_MILLISECONDS;
    // Over a gap at once.
    if (this.#gap !== undefined && !Number.isNaN(this.#gap.to)) time = Math.max(time, this.#gap.to);
    const { to } = this.position();
    if (time >= to) {
      this.seek(to);
      this.play(0);
      return;
    }
    const shown = this.#latest?.time;
    this.seek(time);
    // Between two ticks the time goes on, though the rows stay.
    if (this.#latest?.time === shown || this.#gap !== undefined) this.#time = time;
    else this.#time = Math.max(this.#time, time);
  }

  #show(snapshot: Snapshot, time: number, gap: Position['gap'], minute: boolean): void {
    this.#time = time;
    this.#gap = gap;
    this.#minute = minute;
    this.#series.clear();
    this.#publish(snapshot);
  }

  #publish(snapshot: Snapshot): void {
    this.#latest = snapshot;
    for (const listener of this.#listeners) listener(snapshot);
  }
}
