import { Tallies } from '../../src/analysis/tally.ts';
import type { Kind } from '../../src/model/kind.ts';
import { Chunk } from './codec/chunk.ts';
import { encodeChunk } from './codec/chunk-encoder.ts';
import { METHOD } from './codec/container.ts';
import { HeadEncoder } from './codec/head-encoder.ts';
import type { Layout } from './codec/layout.ts';
import { encodeRollup } from './codec/rollup.ts';
import { WindowReader } from './codec/window.ts';
import type { IdentityReader } from './identity-reader.ts';
import { MinuteFolder, type MinuteRows } from './minutes.ts';
import { MINUTES_TIER, SAMPLES_TIER, widthOf } from './open-window.ts';
import { sliceOf } from './slice.ts';
import { ROLLED_KINDS, type RolledKind } from './rolled-kinds.ts';
import { blobOf, type Database, numberOf } from './sqlite.ts';
import { tally } from './tallying.ts';
import type { Tiers } from './tiers.ts';

const HOUR = 3_600_000;
const MOST_ROWS = 50_000;
/** Half a day: a window of minutes that is lost by a kill is made again from the samples. */
const MOST_MINUTES = 720;

/** Minutes of one kind on their way into a chunk. */
class MinuteWindow {
  readonly #encoder: HeadEncoder;
  readonly #heads: { readonly time: number; readonly head: Uint8Array }[] = [];
  readonly #ids = new Set<number>();

  constructor(layout: Layout) {
    this.#encoder = new HeadEncoder(layout);
  }

  get isFull(): boolean {
    return this.#heads.length >= MOST_MINUTES || this.#encoder.rows + this.#encoder.rows / Math.max(1, this.#heads.length) > MOST_ROWS;
  }

  add({ time, frame, ids }: MinuteRows): void {
    this.#heads.push({ time, head: this.#encoder.encode(frame, ids) });
    for (const id of ids) this.#ids.add(id);
  }

  /** The chunk of all that was added, and a new beginning; undefined when nothing was. */
  take(): { readonly from: number; readonly to: number; readonly ticks: number; readonly rows: number; readonly blob: Uint8Array; readonly ids: readonly number[] } | undefined {
    const [first, last] = [this.#heads[0], this.#heads.at(-1)];
    if (first === undefined || last === undefined) return undefined;
    const reader = new WindowReader(widthOf(this.#encoder.layout));
    for (const { time, head } of this.#heads) reader.read(time, head);
    const taken = { from: first.time, to: last.time, ticks: this.#heads.length, rows: this.#encoder.rows, blob: encodeChunk(reader.window(), METHOD.brotli), ids: [...this.#ids] };
    this.#heads.length = 0;
    this.#ids.clear();
    this.#encoder.restart();
    return taken;
  }
}

/**
 * Makes minutes and hourly totals of the sealed samples of one layout, one chunk at a call. What is not yet sealed is only
 * in memory: after a kill it is made again from the samples, from where the store says it got to.
 */
export class Compaction {
  readonly #database: Database;
  readonly #layoutId: number;
  readonly #layout: Layout;
  readonly #identities: IdentityReader;
  readonly #folder: MinuteFolder;
  readonly #minutes: MinuteWindow;
  readonly #rolled: readonly RolledKind[];
  #hours = new Map<RolledKind, Tallies>();
  #hour = Number.NaN;
  #cursor: number;
  #minutesTo: number;
  #hoursTo: number;
  #lastTick = Number.NaN;

  constructor(database: Database, layoutId: number, layout: Layout, kind: Kind, identities: IdentityReader) {
    this.#database = database;
    this.#layoutId = layoutId;
    this.#layout = layout;
    this.#identities = identities;
    this.#folder = new MinuteFolder(kind, layout, identities);
    this.#minutes = new MinuteWindow(layout);
    this.#rolled = ROLLED_KINDS.filter(({ from }) => from.name === kind.name);
    this.#minutesTo = this.#progress('minutes');
    this.#hoursTo = this.#progress('hours');
    this.#cursor = Math.min(this.#minutesTo, this.#hoursTo);
  }

  /** Takes the next chunk of samples; false when there is none. Throws what SQLite throws: it may be called again. */
  step(tiers: Tiers): boolean {
    const row = this.#database.get('SELECT t1, blob FROM chunk WHERE layout = ? AND tier = ? AND t1 > ? ORDER BY t0 LIMIT 1', this.#layoutId, SAMPLES_TIER, this.#cursor);
    if (row === undefined) return false;
    const end = numberOf(row, 't1');
    let chunk: Chunk | undefined;
    try {
      chunk = new Chunk(blobOf(row, 'blob'));
    } catch {
      // A damaged one is told of by whoever reads or checks the history; what follows it goes on.
    }
    if (chunk !== undefined) {
      this.#feedMinutes(chunk, tiers);
      this.#feedHours(chunk);
      this.#lastTick = chunk.times.at(-1) ?? Number.NaN;
    }
    this.#cursor = end;
    return true;
  }

  #feedMinutes(chunk: Chunk, tiers: Tiers): void {
    for (const minute of this.#folder.feed(chunk, this.#minutesTo)) {
      this.#minutes.add(minute);
      if (this.#minutes.isFull) this.#sealMinutes(minute.time + 60_000 - 1, tiers);
    }
  }

  #sealMinutes(to: number, tiers: Tiers): void {
    const taken = this.#minutes.take();
    if (taken === undefined) return;
    const until = taken.to + tiers.minutesMilliseconds;
    this.#database.transaction(() => {
      this.#database.run('INSERT OR REPLACE INTO chunk(layout, tier, t0, t1, ticks, rows, blob) VALUES (?, ?, ?, ?, ?, ?, ?)', this.#layoutId, MINUTES_TIER, taken.from, taken.to, taken.ticks, taken.rows, taken.blob);
      for (const id of taken.ids) this.#database.run('UPDATE identity SET until = max(until, ?) WHERE id = ?', until, id);
      this.#setProgress('minutes', to);
    });
    this.#minutesTo = to;
  }

  #feedHours(chunk: Chunk): void {
    if (this.#rolled.length === 0) {
      this.#hoursTo = chunk.times.at(-1) ?? this.#hoursTo;
      return;
    }
    const [first, last] = [chunk.times[0], chunk.times.at(-1)];
    if (first === undefined || last === undefined || last <= this.#hoursTo) return;
    for (let hour = Math.floor(Math.max(first, this.#hoursTo + 1) / HOUR) * HOUR; hour <= last; hour += HOUR) {
      if (hour !== this.#hour) this.#sealHour(hour);
      const slice = sliceOf(chunk, this.#layout, this.#identities);
      for (const rolled of this.#rolled) {
        const tallies = this.#hours.get(rolled) ?? new Tallies();
        this.#hours.set(rolled, tallies);
        tally(tallies, slice, rolled, Math.max(hour - 1, this.#hoursTo), hour + HOUR - 1, this.#lastTick);
      }
    }
  }

  /** The hour before `next` is over. */
  #sealHour(next: number): void {
    const hour = this.#hour;
    this.#hour = next;
    if (Number.isNaN(hour)) return;
    const finished = this.#hours;
    this.#hours = new Map();
    this.#database.transaction(() => {
      for (const [{ kind }, tallies] of finished) {
        this.#database.run('INSERT OR REPLACE INTO rollup(kind, hour, blob) VALUES (?, ?, ?)', kind.name, hour, encodeRollup(tallies, hour));
      }
      this.#setProgress('hours', hour + HOUR - 1);
    });
    this.#hoursTo = hour + HOUR - 1;
  }

  #progress(what: string): number {
    const ts = numberOf(this.#database.get('SELECT ts FROM progress WHERE name = ?', `${what}/${this.#layoutId}`), 'ts');
    return Number.isNaN(ts) ? 0 : ts;
  }

  #setProgress(what: string, ts: number): void {
    this.#database.run('INSERT OR REPLACE INTO progress(name, ts) VALUES (?, ?)', `${what}/${this.#layoutId}`, ts);
  }
}
