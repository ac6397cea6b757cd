import { Tallies } from '../../src/analysis/tally.ts';
import type { Kind } from '../../src/model/kind.ts';
import { Chunk } from './codec/chunk.ts';
import { readInFull } from './check-chunk.ts';
import { CorruptError } from './codec/corrupt-error.ts';
import type { Layout } from './codec/layout.ts';
import { decodeRollup, encodeRollup } from './codec/rollup.ts';
import type { IdentityReader } from './identity-reader.ts';
import { MINUTE, spansOf } from './minute.ts';
import { MinuteWindow, MOST_MINUTES, type TakenMinutes } from './minute-window.ts';
import { MinuteFolder } from './minutes.ts';
import { sliceOf } from './slice.ts';
import { ROLLED_KINDS, type RolledKind } from './rolled-kinds.ts';
import { type Before, tickBefore } from './spacing.ts';
import { blobOf, type Database, numberOf } from './sqlite.ts';
import { sampleTicks, tallyEach } from './tallying.ts';
import { type Tiers, MINUTES_TIER, SAMPLES_TIER } from './tiers.ts';

const HOUR = 3_600_000;

/** For the rows of one column at a time: made anew for each, it would be garbage by the megabyte. */
const room = new Float64Array(50_000);

/**
 * Makes minutes and hourly totals of the sealed samples of one layout, one chunk at a call. What is not yet sealed is only
 * in memory: after a kill it is made again from the samples, from where the store says it got to.
 */
export class Compaction {
  readonly #database: Database;
  readonly #layoutId: number;
  readonly #layout: Layout;
  readonly #identities: IdentityReader;
  readonly #kind: Kind;
  #folder: MinuteFolder;
  #minutes: MinuteWindow;
  readonly #rolled: readonly RolledKind[];
  #hours = new Map<RolledKind, Tallies>();
  #hour = Number.NaN;
  #cursor = 0;
  #minutesTo = 0;
  #hoursTo = 0;

  constructor(database: Database, layoutId: number, layout: Layout, kind: Kind, identities: IdentityReader) {
    this.#database = database;
    this.#layoutId = layoutId;
    this.#layout = layout;
    this.#identities = identities;
    this.#kind = kind;
    this.#rolled = ROLLED_KINDS.filter(({ from }) => from.name === kind.name);
    this.#folder = new MinuteFolder(kind, layout, identities);
    this.#minutes = new MinuteWindow(layout);
    this.#begin();
  }

  /** Forgets what is only in memory, and goes on from where the store says. */
  #begin(): void {
    this.#folder = new MinuteFolder(this.#kind, this.#layout, this.#identities);
    this.#minutes = new MinuteWindow(this.#layout);
    this.#hours = new Map();
    this.#hour = Number.NaN;
    this.#minutesTo = this.#progress('minutes');
    this.#hoursTo = this.#rolled.length === 0 ? Number.POSITIVE_INFINITY : this.#progress('hours');
    this.#cursor = Math.min(this.#minutesTo, this.#hoursTo);
  }

  /**
   * Takes the next chunk of samples that ends at `until` or before; false when there is none. Throws what SQLite throws: it
   * may be called again.
   */
  step(tiers: Tiers, until = Number.POSITIVE_INFINITY): boolean {
    try {
      return this.#next(tiers, until);
    } catch (error) {
      // A part of the chunk may have been taken: it would count twice.
      this.#begin();
      throw error;
    }
  }

  /** Up to when minutes and hours are stored, ms since the epoch: samples after that are needed yet. */
  get storedTo(): number {
    return Math.min(this.#minutesTo, this.#hoursTo);
  }

  /** Stores what is open of before a time: what it is made of is about to go. Throws what SQLite throws. */
  settle(before: number, tiers: Tiers): void {
    try {
      // What is open goes on with a chunk that is still to be taken.
      if (this.#database.get('SELECT 1 FROM chunk WHERE layout = ? AND tier = ? AND t1 > ? AND t0 < ? LIMIT 1', this.#layoutId, SAMPLES_TIER, this.#cursor, before) !== undefined) return;
      if (this.#hour + HOUR <= before) this.#sealHour(Number.NaN);
      if (this.#cursor > this.#minutesTo && this.#cursor < before) this.#sealOpenMinutes(tiers);
    } catch (error) {
      this.#begin();
      throw error;
    }
  }

  #next(tiers: Tiers, until: number): boolean {
    const row = this.#database.get('SELECT t0, t1, blob FROM chunk WHERE layout = ? AND tier = ? AND t1 > ? ORDER BY t0 LIMIT 1', this.#layoutId, SAMPLES_TIER, this.#cursor);
    if (row === undefined) {
      this.#settle(tiers);
      return false;
    }
    if (numberOf(row, 't1') > until) return false;
    // Long before the next chunk nothing more will come: a minute is not left open over days in which nothing was recorded.
    if (numberOf(row, 't0') > this.#cursor + MOST_MINUTES * MINUTE && this.#cursor > this.#minutesTo) this.#sealOpenMinutes(tiers);
    const chunk = this.#chunkOf(blobOf(row, 'blob'));
    if (chunk !== undefined) {
      this.#feedMinutes(chunk, tiers);
      this.#feedHours(chunk, tickBefore(this.#database, this.#layoutId, SAMPLES_TIER, numberOf(row, 't0')));
    }
    this.#cursor = numberOf(row, 't1');
    return true;
  }

  /** Undefined for a damaged one: whoever reads or checks the history tells of it; what follows it goes on. */
  #chunkOf(blob: Uint8Array): Chunk | undefined {
    try {
      const chunk = new Chunk(blob);
      readInFull(chunk, this.#layout);
      return chunk;
    } catch (error) {
      if (error instanceof CorruptError) return undefined;
      throw error;
    }
  }

  /** An hour that is over is not left open till more is recorded, nor are minutes: what they are made of may be gone by then. */
  #settle(tiers: Tiers): void {
    const latest = this.#latest();
    const waits = numberOf(this.#database.get('SELECT min(ts) AS ts FROM head WHERE layout = ?', this.#layoutId), 'ts');
    // Of an unsealed window the ticks are still to come.
    const settled = Math.min(latest, waits > 0 ? waits : Number.POSITIVE_INFINITY);
    if (settled >= this.#hour + HOUR) this.#sealHour(Number.NaN);
    if (settled >= this.#cursor + MOST_MINUTES * MINUTE) this.#sealOpenMinutes(tiers);
  }

  #sealOpenMinutes(tiers: Tiers): void {
    const last = this.#folder.finish();
    if (last !== undefined) this.#minutes.add(last);
    this.#sealMinutes(this.#cursor, tiers);
  }

  /** The last tick of any kind. */
  #latest(): number {
    const rows = this.#database.all('SELECT (SELECT max(ts) FROM head WHERE layout = layout.id) AS open, (SELECT t1 FROM chunk WHERE layout = layout.id AND tier = ? ORDER BY t0 DESC LIMIT 1) AS sealed FROM layout', SAMPLES_TIER);
    return Math.max(0, ...rows.flatMap((row) => [numberOf(row, 'open'), numberOf(row, 'sealed')]).filter((time) => time > 0));
  }

  #feedMinutes(chunk: Chunk, tiers: Tiers): void {
    for (const minute of this.#folder.feed(chunk, this.#minutesTo, room)) {
      this.#minutes.add(minute);
      if (this.#minutes.isFull) this.#sealMinutes(minute.time + MINUTE - 1, tiers);
    }
  }

  #sealMinutes(to: number, tiers: Tiers): void {
    const taken = this.#minutes.take();
    this.#database.transaction(() => {
      if (taken !== undefined) this.#storeMinutes(taken, tiers);
      // Of a damaged chunk there are none, and it is done with all the same.
      this.#setProgress('minutes', to);
    });
    this.#minutesTo = to;
  }

  #storeMinutes(taken: TakenMinutes, tiers: Tiers): void {
    const until = taken.to + tiers.minutesMilliseconds;
    this.#database.run('INSERT OR REPLACE INTO chunk(layout, tier, t0, t1, ticks, rows, blob) VALUES (?, ?, ?, ?, ?, ?, ?)', this.#layoutId, MINUTES_TIER, taken.from, taken.to, taken.ticks, taken.rows, taken.blob);
    for (const id of taken.ids) this.#database.run('UPDATE identity SET until = max(until, ?) WHERE id = ?', until, id);
  }

  #feedHours(chunk: Chunk, before: Before): void {
    if (this.#rolled.length === 0) return;
    const slice = sliceOf(chunk, this.#layout, this.#identities, room);
    // Only hours that have ticks: a clock that was wrong may lie years before the next tick.
    for (const { time: hour } of spansOf(chunk.times, this.#hoursTo, HOUR)) {
      if (hour !== this.#hour) this.#sealHour(hour);
      const wanted = this.#rolled.map((rolled) => {
        const tallies = this.#hours.get(rolled) ?? new Tallies();
        this.#hours.set(rolled, tallies);
        return { tallies, rolled };
      });
      tallyEach(wanted, slice, sampleTicks(chunk.times, Math.max(hour - 1, this.#hoursTo), hour + HOUR - 1, before));
    }
  }

  /** The hour before `next` is over; NaN when the next is not known yet. */
  #sealHour(next: number): void {
    const hour = this.#hour;
    this.#hour = next;
    if (Number.isNaN(hour)) return;
    const finished = this.#hours;
    this.#hours = new Map();
    this.#database.transaction(() => {
      for (const [{ kind }, tallies] of finished) {
        const other = this.#rollup(kind.name, hour);
        if (other !== undefined) tallies.merge(other);
        this.#database.run('INSERT OR REPLACE INTO rollup(kind, hour, blob) VALUES (?, ?, ?)', kind.name, hour, encodeRollup(tallies, hour));
      }
      this.#setProgress('hours', hour + HOUR - 1);
    });
    this.#hoursTo = hour + HOUR - 1;
  }

  /** What another layout of the kind left of that hour: its declaration changed within it. */
  #rollup(kind: string, hour: number): Tallies | undefined {
    const row = this.#database.get('SELECT blob FROM rollup WHERE kind = ? AND hour = ?', kind, hour);
    if (row === undefined) return undefined;
    try {
      return decodeRollup(blobOf(row, 'blob'), hour);
    } catch (error) {
      if (error instanceof CorruptError) return undefined;
      throw error;
    }
  }

  #progress(what: string): number {
    const ts = numberOf(this.#database.get('SELECT ts FROM progress WHERE name = ?', `${what}/${this.#layoutId}`), 'ts');
    return Number.isNaN(ts) ? 0 : ts;
  }

  #setProgress(what: string, ts: number): void {
    this.#database.run('INSERT OR REPLACE INTO progress(name, ts) VALUES (?, ?)', `${what}/${this.#layoutId}`, ts);
  }
}
