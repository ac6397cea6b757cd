import { accessSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode, EXIT, UserError } from '../../src/model/errors.ts';
import type { Frame } from '../../src/model/frame.ts';
import type { Kind } from '../../src/model/kind.ts';
import { safeText } from '../../src/model/safe-text.ts';
import type { Notice } from '../../src/model/snapshot.ts';
import type { Series } from '../../src/model/timeline.ts';
import { Chunks } from './chunks.ts';
import type { Chunk } from './codec/chunk.ts';
import { CorruptError } from './codec/corrupt-error.ts';
import type { Layout } from './codec/layout.ts';
import { readFrame } from './frame-reader.ts';
import { type Identity, IdentityReader } from './identity-reader.ts';
import { readLayouts, storedKind } from './layouts.ts';
import { MINUTE } from './minute.ts';
import { checkVersion, STORE_FILE } from './schema.ts';
import { type Slice, sliceOf } from './slice.ts';
import { Database, isFileDamage, notUsable, numberOf, sqliteWords } from './sqlite.ts';
import { tickKind } from './tick-kind.ts';
import { MINUTES_TIER, SAMPLES_TIER } from './tiers.ts';

/** What was recorded at one tick. */
export interface RecordedMoment {
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly intervalSeconds: number;
  readonly frames: readonly Frame[];
  readonly notices: readonly Notice[];
  /** Whether these are means of a minute, since the samples themselves are gone. */
  readonly minute: boolean;
}

/** Throws a `UserError` where there is no history; of one that may not be read whoever opens it tells. */
function checkThere(path: string): void {
  try {
    accessSync(path);
  } catch (error) {
    if (errorCode(error) !== 'EACCES') throw new UserError('there is no history yet', { where: path, mend: 'record one: pyprocwatch record', exitCode: EXIT.unavailable });
  }
}

/** Reads a history, while another process may be writing it. */
export class HistoryReader {
  readonly #database: Database;
  readonly #identities: IdentityReader;
  readonly #chunks: Chunks;
  readonly #faults = new Set<string>();
  #layouts = new Map<number, Layout>();
  #layoutCount = 0;

  constructor(database: Database) {
    this.#database = database;
    this.#identities = new IdentityReader(database);
    this.#chunks = new Chunks(database, (what) => this.#faults.add(what));
  }

  /** Rejects with a `UserError` when there is no history, or it cannot be read. */
  static async open(folder: string): Promise<HistoryReader> {
    const path = join(folder, STORE_FILE);
    checkThere(path);
    let database: Database | undefined;
    try {
      database = await Database.open(path, { readOnly: true });
      database.exec('PRAGMA busy_timeout=2000; PRAGMA cache_size=-4096');
      // A writer that has only begun, or was killed as it did.
      if (checkVersion(database, path) === 0) throw new UserError('there is no history yet', { where: path, mend: 'record one: pyprocwatch record', exitCode: EXIT.unavailable });
      return new HistoryReader(database);
    } catch (error) {
      // Left open, it would hinder whoever opens the file again in this process.
      database?.close();
      throw error instanceof UserError ? error : notUsable('read', path, error);
    }
  }

  get database(): Database {
    return this.#database;
  }

  /** What could not be read so far, a line each. */
  get faults(): readonly string[] {
    return [...this.#faults];
  }

  close(): void {
    this.#database.close();
  }

  /** First and last tick, ms since the epoch; undefined when nothing was recorded. */
  bounds(): { readonly from: number; readonly to: number } | undefined {
    return this.#tolerant(undefined, () => {
      const row = this.#database.get('SELECT min(first) AS first, max(last) AS last FROM (SELECT min(t0) AS first, max(t1) AS last FROM chunk UNION ALL SELECT min(ts), max(ts) FROM head)');
      const [from, to] = [numberOf(row, 'first'), numberOf(row, 'last')];
      return row?.['first'] === null || Number.isNaN(from) ? undefined : { from, to };
    });
  }

  /** Times of the ticks from `from` to `to`, rising: every one, or one a minute where the samples are gone. */
  ticks(from: number, to: number): number[] {
    return this.#tolerant([], () => {
      const times = new Set<number>();
      for (const tier of [MINUTES_TIER, SAMPLES_TIER]) {
        const chunks = [...this.#layoutsOf(tickKind.name)].flatMap(([id, layout]) => [...this.#chunks.within(id, layout, tier, from, to)]);
        const first = Math.min(...chunks.map(({ times }) => times[0] ?? Infinity));
        // Where both are there, the samples count.
        if (tier === SAMPLES_TIER) for (const time of times) if (time >= first) times.delete(time);
        for (const chunk of chunks) for (const time of chunk.times) if (time >= from && time <= to) times.add(time);
      }
      return [...times].sort((left, right) => left - right);
    });
  }

  /** The last tick at or before `time`; undefined when all are later. */
  moment(time: number): RecordedMoment | undefined {
    return this.#tolerant(undefined, () => this.#consistent(() => {
      for (const tier of [SAMPLES_TIER, MINUTES_TIER]) {
        let best: { chunk: Chunk; layout: Layout; tick: number } | undefined;
        for (const [id, layout] of this.#layoutsOf(tickKind.name)) {
          const chunk = this.#chunks.before(id, layout, tier, time);
          if (chunk === undefined) continue;
          const tick = chunk.tickAt(time);
          if (tick >= 0 && (chunk.times[tick] ?? 0) > (best?.chunk.times[best.tick] ?? 0)) best = { chunk, layout, tick };
        }
        if (best !== undefined) return this.#momentOf(best.chunk, best.layout, best.tick, tier);
      }
      return undefined;
    }));
  }

  /** The tick right after `time`, or right before it; undefined when there is none. */
  neighbour(time: number, direction: 'after' | 'before'): number | undefined {
    return this.#tolerant(undefined, () => {
      const after = direction === 'after';
      let best: number | undefined;
      const offer = (candidate: number | undefined): void => {
        if (candidate === undefined || Number.isNaN(candidate) || candidate === 0) return;
        if (best === undefined || (after ? candidate < best : candidate > best)) best = candidate;
      };
      for (const [id] of this.#layoutsOf(tickKind.name)) {
        for (const tier of [SAMPLES_TIER, MINUTES_TIER]) {
          const chunk = after
            ? this.#chunks.readable('SELECT id FROM chunk WHERE layout = ? AND tier = ? AND t1 > ? ORDER BY t0', id, tier, time)
            : this.#chunks.readable('SELECT id FROM chunk WHERE layout = ? AND tier = ? AND t0 < ? ORDER BY t0 DESC', id, tier, time);
          if (chunk !== undefined) offer(chunk.times[after ? chunk.tickAt(time) + 1 : chunk.tickAt(time - 1)]);
          // Minutes only where the samples are gone.
          if (best !== undefined && (!after || time >= this.#firstSample(id))) break;
        }
        const row = after ? this.#database.get('SELECT min(ts) AS ts FROM head WHERE layout = ? AND ts > ?', id, time) : this.#database.get('SELECT max(ts) AS ts FROM head WHERE layout = ? AND ts < ?', id, time);
        if (row?.['ts'] !== null) offer(numberOf(row, 'ts'));
      }
      return best;
    });
  }

  /** Chunks of a kind that hold ticks from `from` to `to`, oldest first. The samples, or where they are gone the minutes. */
  *slices(kind: Kind, from: number, to: number, tier: number = SAMPLES_TIER): Generator<Slice> {
    for (const [id, layout] of this.#layoutsOf(kind.name)) {
      for (const chunk of this.#chunks.within(id, layout, tier, from, to)) {
        yield sliceOf(chunk, layout, this.#identities);
      }
    }
  }

  /** A field over the time from `from` to `to`, by what `entity` says that a row counts for (undefined: not asked for). Where one was not there, there is no value. */
  seriesOf(kind: Kind, field: string, entity: (identity: Identity, layout: Layout) => string | undefined, from: number, to: number, tier: number = SAMPLES_TIER): Map<string, Series> {
    const found = new Map<string, [number, number][]>();
    this.#tolerant(undefined, () => {
      for (const { chunk, layout, identity, valuesOf } of this.slices(kind, from, to, tier)) {
        const entities = chunk.runs.map(({ id }) => entity(identity(id), layout));
        if (entities.every((name) => name === undefined)) continue;
        valuesOf(field, (run) => entities[run] !== undefined, (run, values) => {
          const name = entities[run] ?? '';
          const points = found.get(name) ?? [];
          found.set(name, points);
          const start = chunk.runs[run]?.start ?? 0;
          values.forEach((value, index) => {
            const time = chunk.times[start + index] ?? 0;
            if (time >= from && time <= to) points.push([time, value]);
          });
        });
      }
      return undefined;
    });
    return new Map([...found].map(([name, points]) => {
      points.sort(([left], [right]) => left - right);
      return [name, { times: points.map(([time]) => time), values: points.map(([, value]) => value) }];
    }));
  }

  /** The same of all that `match`, as one. */
  series(kind: Kind, field: string, match: (identity: Identity, layout: Layout) => boolean, from: number, to: number, tier: number = SAMPLES_TIER): Series {
    return this.seriesOf(kind, field, (identity, layout) => (match(identity, layout) ? '' : undefined), from, to, tier).get('') ?? { times: [], values: [] };
  }

  /** The end of the last stretch of a kind of which there are minutes, ms since the epoch; -Infinity where there are none. */
  lastMinute(kind: Kind): number {
    return this.#tolerant(Number.NEGATIVE_INFINITY, () => {
      const ends = this.#layoutsOf(kind.name).map(([id]) => numberOf(this.#database.get('SELECT max(t1) AS last FROM chunk WHERE layout = ? AND tier = ?', id, MINUTES_TIER), 'last'));
      return Math.max(Number.NEGATIVE_INFINITY, ...ends.filter((end) => end > 0));
    });
  }

  #momentOf(ticks: Chunk, layout: Layout, tick: number, tier: number): RecordedMoment {
    const time = ticks.times[tick] ?? 0;
    const frames: Frame[] = [];
    let minute = tier === MINUTES_TIER;
    const about = this.#frame(tickKind, layout, ticks, tick);
    for (const [id, other] of this.#layoutsOf()) {
      const kind = storedKind(other.kind);
      if (kind === undefined || kind.name === tickKind.name) continue;
      // Kinds of few rows have longer chunks, and keep their samples longer: where those of this one are gone, its minute is there.
      const folded = tier === SAMPLES_TIER && time < this.#firstSample(id);
      const moment = folded ? Math.floor(time / MINUTE) * MINUTE : time;
      const chunk = this.#chunks.at(id, other, folded ? MINUTES_TIER : tier, moment);
      const at = chunk?.tickAt(moment) ?? -1;
      // A kind that was not seen at that very tick is not there, rather than old.
      if (chunk === undefined || chunk.times[at] !== moment) continue;
      minute ||= folded;
      const frame = this.#frame(kind, other, chunk, at);
      if (frame !== undefined) frames.push(frame);
    }
    return { time, intervalSeconds: about?.number('intervalSeconds', 0) ?? Number.NaN, frames, notices: noticesOf(about?.text('notices', 0) ?? ''), minute };
  }

  #frame(kind: Kind, layout: Layout, chunk: Chunk, tick: number): Frame | undefined {
    try {
      return readFrame(kind, layout, chunk, tick, this.#identities);
    } catch (error) {
      if (!(error instanceof CorruptError)) throw error;
      this.#faults.add(`${kind.plural} at ${new Date(chunk.times[tick] ?? 0).toISOString()} cannot be read: ${error.message}`);
      return undefined;
    }
  }

  #firstSample(layoutId: number): number {
    const row = this.#database.get(
      'SELECT min(first) AS first FROM (SELECT min(t0) AS first FROM chunk WHERE layout = ? AND tier = ? UNION ALL SELECT min(ts) FROM head WHERE layout = ?)', layoutId, SAMPLES_TIER, layoutId,
    );
    const first = row?.['first'] === null ? Number.NaN : numberOf(row, 'first');
    return Number.isNaN(first) ? Infinity : first;
  }

  #layoutsOf(kind?: string): [number, Layout][] {
    const count = numberOf(this.#database.get('SELECT count(*) AS n FROM layout'), 'n');
    if (count !== this.#layoutCount) {
      this.#layouts = readLayouts(this.#database);
      this.#layoutCount = count;
      if (this.#layouts.size < count) this.#faults.add(`${count - this.#layouts.size} kinds cannot be read: what is stored of them is not known`);
    }
    return [...this.#layouts].filter(([, layout]) => kind === undefined || layout.kind === kind);
  }

  /** What `work` gives; `otherwise` where the file cannot be read there, which is told of. */
  #tolerant<Result>(otherwise: Result, work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      if (!isFileDamage(error) && !(error instanceof CorruptError)) throw error;
      this.#faults.add(`a part of the history cannot be read: ${sqliteWords(error)}; see what can be saved of it: pyprocwatch history check`);
      return otherwise;
    }
  }

  /** Everything that is read in it is of one state of the store, whatever the writer does meanwhile. */
  #consistent<Result>(work: () => Result): Result {
    this.#database.exec('BEGIN');
    try {
      return work();
    } finally {
      this.#database.exec('COMMIT');
    }
  }
}

function noticesOf(json: string): Notice[] {
  if (json === '') return [];
  try {
    const value: unknown = JSON.parse(json);
    if (!Array.isArray(value)) return [];
    return value.flatMap((each: unknown): Notice[] => {
      if (typeof each !== 'object' || each === null || !('source' in each) || !('message' in each)) return [];
      return typeof each.source === 'string' && typeof each.message === 'string' ? [{ source: each.source, message: safeText(each.message) }] : [];
    });
  } catch {
    return [];
  }
}
