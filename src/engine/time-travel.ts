import type { HistoryReader } from '../../storage/history/reader.ts';
import { LIMITED_FIGURES } from '../analysis/exhaustion/headroom.ts';
import { processLimits } from '../analysis/exhaustion/limits.ts';
import type { Frame } from '../model/frame.ts';
import type { Kind } from '../model/kind.ts';
import { alert } from '../model/kinds/alert.ts';
import { finding } from '../model/kinds/finding.ts';
import { process as processKind } from '../model/kinds/process.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Demand, Foreseen, InspectRequest, Position, RecordingState, Rise, Selector, Series, Timeline, Travel, Unsubscribe } from '../model/timeline.ts';
import { risenIn, spanSeries, thinned } from './history-series.ts';
import { foresee } from './outlook.ts';
import { processKey } from './recent-history.ts';
import { ReplayedTimeline } from './replayed-timeline.ts';
import { MINUTES_TIER, SAMPLES_TIER } from '../../storage/history/tiers.ts';

/**
 * One timeline that shows the present until it is asked for the past, and goes on with the present when it is let go.
 * Without a `live` one there is only the past.
 */
export class TimeTravel implements Timeline, Travel {
  readonly #live: Timeline | undefined;
  readonly #open: () => Promise<HistoryReader>;
  readonly #now: () => number;
  readonly #listeners = new Set<(snapshot: Snapshot) => void>();
  #reader: Promise<HistoryReader> | undefined;
  #past: ReplayedTimeline | undefined;
  readonly travel: Travel = this;

  constructor(live: Timeline | undefined, open: () => Promise<HistoryReader>, now: () => number) {
    this.#live = live;
    this.#open = open;
    this.#now = now;
    live?.subscribe((snapshot) => {
      if (this.#past === undefined) this.#publish(snapshot);
    });
  }

  latest(): Snapshot | undefined {
    return this.#shown?.latest();
  }

  subscribe(listener: (snapshot: Snapshot) => void): Unsubscribe {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  series(selector: Selector): Series {
    return this.#shown?.series(selector) ?? { times: [], values: [] };
  }

  inspect(request: InspectRequest): Promise<Frame> {
    return this.#past?.inspect() ?? this.#live?.inspect(request) ?? Promise.reject(new Error('there is nothing to look at'));
  }

  demand(demand: Demand): void {
    this.#live?.demand(demand);
  }

  pause(paused: boolean): void {
    this.#shown?.pause(paused);
  }

  setInterval(milliseconds: number): void {
    this.#live?.setInterval(milliseconds);
  }

  recording(): RecordingState {
    return this.#live?.recording?.() ?? 'off';
  }

  follows(): number | undefined {
    return this.#live?.follows?.();
  }

  async close(): Promise<void> {
    this.#letGo();
    await this.#live?.close();
  }

  position(): Position | undefined {
    return this.#past?.position();
  }

  async seek(time: number): Promise<void> {
    (await this.#intoPast()).seek(time);
  }

  async step(ticks: number): Promise<void> {
    const present = this.#past === undefined;
    const past = await this.#intoPast();
    if (present) past.seek(this.#now());
    past.step(ticks);
  }

  async play(speed: number): Promise<void> {
    const present = this.#past === undefined;
    const past = await this.#intoPast();
    if (present) past.seek(this.#now());
    past.play(speed);
  }

  async jump(direction: 1 | -1): Promise<boolean> {
    const time = this.#past?.position().time ?? this.#now();
    const [from, to] = direction === 1 ? [time, Number.MAX_SAFE_INTEGER] : [0, time];
    const others = (await this.began(from, to)).filter((at) => at !== time);
    const best = direction === 1 ? others[0] : others.at(-1);
    if (best === undefined) return false;
    await this.seek(best);
    return true;
  }

  async began(from: number, to: number): Promise<readonly number[]> {
    const reader = await this.#history();
    const times = new Set([finding, alert].flatMap((kind) => beginnings(reader, kind, from, to)));
    return [...times].sort((left, right) => left - right);
  }

  present(): void {
    if (this.#live === undefined || this.#past === undefined) return;
    this.#letGo();
    const latest = this.#live.latest();
    if (latest !== undefined) this.#publish(latest);
  }

  async overview(selector: Selector, from: number, to: number, points: number): Promise<Series> {
    return thinned(spanSeries(await this.#history(), selector, from, to), from, to, points);
  }

  async foreseen(process: string): Promise<readonly Foreseen[]> {
    const snapshot = this.latest();
    const frame = snapshot?.frame(processKind);
    if (snapshot === undefined || frame === undefined) return [];
    const limits = [...processLimits(snapshot, LIMITED_FIGURES, (row) => processKey(frame.number('pid', row), frame.number('startTime', row)) === process)];
    return foresee(await this.#history(), limits, snapshot.time);
  }

  async risen(kind: string, field: string, from: number, to: number): Promise<readonly Rise[]> {
    return risenIn(await this.#history(), kind, field, from, to);
  }

  get #shown(): Timeline | undefined {
    return this.#past ?? this.#live;
  }

  /** Closes what was opened for the past. */
  #letGo(): void {
    void this.#past?.close();
    this.#past = undefined;
    this.#reader?.then((reader) => reader.close()).catch(() => undefined);
    this.#reader = undefined;
  }

  /** Opened once, however many ask at once; after a refusal it is tried anew. */
  #history(): Promise<HistoryReader> {
    if (this.#reader === undefined) {
      const opened = this.#open();
      this.#reader = opened;
      opened.catch(() => {
        if (this.#reader === opened) this.#reader = undefined;
      });
    }
    return this.#reader;
  }

  async #intoPast(): Promise<ReplayedTimeline> {
    if (this.#past !== undefined) return this.#past;
    const past = new ReplayedTimeline(await this.#history());
    past.subscribe((snapshot) => this.#publish(snapshot));
    this.#past = past;
    return past;
  }

  #publish(snapshot: Snapshot): void {
    for (const listener of this.#listeners) listener(snapshot);
  }
}

/** When rows of a kind came up from `from` to `to`: to the second where there are samples, else to the minute. */
function beginnings(reader: HistoryReader, kind: Kind, from: number, to: number): number[] {
  const of = (tier: number): { readonly times: number[]; readonly first: number } => {
    const times: number[] = [];
    let first = Infinity;
    for (const { chunk } of reader.slices(kind, from, to, tier)) {
      first = Math.min(first, chunk.times[0] ?? Infinity);
      for (const { start } of chunk.runs) {
        const at = chunk.times[start] ?? Number.NaN;
        // Those of the first tick of a chunk began before it, or stand where recording began.
        if (start > 0 && at >= from && at <= to) times.push(at);
      }
    }
    return { times, first };
  };
  const samples = of(SAMPLES_TIER);
  return [...of(MINUTES_TIER).times.filter((time) => time < samples.first), ...samples.times];
}
