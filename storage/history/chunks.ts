import { errorMessage } from '../../src/model/errors.ts';
import { Chunk } from './codec/chunk.ts';
import { encodeChunk } from './codec/chunk-encoder.ts';
import { METHOD } from './codec/container.ts';
import type { Layout } from './codec/layout.ts';
import { readHeads } from './heads.ts';
import { widthOf } from './open-window.ts';
import { blobOf, type Database, numberOf } from './sqlite.ts';
import { SAMPLES_TIER } from './tiers.ts';

/** Chunks that are kept read: playing on, or going back and forth, needs the same ones again. */
const KEPT = 24;

/** The open window as it was when it was last read. */
interface OpenChunk {
  readonly first: number;
  readonly last: number;
  readonly chunk: Chunk | undefined;
}

/** Finds and reads the chunks of one store; the open window reads as one more chunk. */
export class Chunks {
  readonly #database: Database;
  readonly #kept = new Map<number, Chunk>();
  readonly #opened = new Map<number, OpenChunk>();
  readonly #broken: (what: string) => void;

  /** `broken` is told of each chunk that cannot be read. */
  constructor(database: Database, broken: (what: string) => void) {
    this.#database = database;
    this.#broken = broken;
  }

  /** The chunk of that layout and tier with the last tick at or before `time`; undefined when there is none. Damaged ones are passed over. */
  before(layoutId: number, layout: Layout, tier: number, time: number): Chunk | undefined {
    const open = tier === SAMPLES_TIER ? this.#open(layoutId, layout, time) : undefined;
    if (open !== undefined) return open;
    return this.readable('SELECT id FROM chunk WHERE layout = ? AND tier = ? AND t0 <= ? ORDER BY t0 DESC', layoutId, tier, time);
  }

  /** The first chunk of those whose numbers a query gives that can be read. */
  readable(sql: string, ...values: readonly number[]): Chunk | undefined {
    for (const row of this.#database.iterate(sql, ...values)) {
      const chunk = this.byId(numberOf(row, 'id'));
      if (chunk !== undefined) return chunk;
    }
    return undefined;
  }

  /** The one that may hold a tick at that very time. */
  at(layoutId: number, layout: Layout, tier: number, time: number): Chunk | undefined {
    const open = tier === SAMPLES_TIER ? this.#open(layoutId, layout, time) : undefined;
    if (open !== undefined) return open;
    const row = this.#database.get('SELECT id FROM chunk WHERE layout = ? AND tier = ? AND t0 <= ? AND t1 >= ? ORDER BY t0 DESC LIMIT 1', layoutId, tier, time, time);
    return row === undefined ? undefined : this.byId(numberOf(row, 'id'));
  }

  /** Those that hold any tick of the time from `from` to `to`, oldest first. */
  *within(layoutId: number, layout: Layout, tier: number, from: number, to: number): Generator<Chunk> {
    // The open window first: if the writer seals it meanwhile, its ticks are there twice rather than not at all.
    const open = tier === SAMPLES_TIER ? this.#open(layoutId, layout, to) : undefined;
    const rows = this.#database.all('SELECT id, t1 FROM chunk WHERE layout = ? AND tier = ? AND t0 <= ? AND t1 >= ? ORDER BY t0', layoutId, tier, to, from);
    for (const row of rows) {
      const chunk = this.byId(numberOf(row, 'id'));
      if (chunk !== undefined) yield chunk;
    }
    const [first, last] = [open?.times[0] ?? Infinity, open?.times.at(-1) ?? 0];
    if (open !== undefined && last >= from && !rows.some((row) => numberOf(row, 't1') >= first)) yield open;
  }

  /** Undefined when it is gone, or damaged. */
  byId(id: number): Chunk | undefined {
    const chunk = this.#kept.get(id) ?? this.#read(id);
    if (chunk === undefined) return undefined;
    // The one used last stands last.
    this.#kept.delete(id);
    this.#kept.set(id, chunk);
    if (this.#kept.size > KEPT) {
      const [oldest] = this.#kept.keys();
      if (oldest !== undefined) this.#kept.delete(oldest);
    }
    return chunk;
  }

  #read(id: number): Chunk | undefined {
    const row = this.#database.get('SELECT blob FROM chunk WHERE id = ?', id);
    if (row === undefined) return undefined;
    try {
      return new Chunk(blobOf(row, 'blob'));
    } catch (error) {
      this.#broken(`chunk ${id} cannot be read: ${errorMessage(error)}`);
      return undefined;
    }
  }

  /** The open window if it begins at or before `time`, with all ticks up to then at least: for a look at the past, ticks that come need not be read. */
  #open(layoutId: number, layout: Layout, time: number): Chunk | undefined {
    const row = this.#database.get('SELECT (SELECT min(ts) FROM head WHERE layout = ?) AS first, (SELECT max(ts) FROM head WHERE layout = ?) AS last', layoutId, layoutId);
    const [first, last] = [numberOf(row, 'first'), numberOf(row, 'last')];
    if (Number.isNaN(first)) this.#opened.delete(layoutId);
    if (!(first <= time)) return undefined;
    const known = this.#opened.get(layoutId);
    if (known !== undefined && known.first === first && (known.last === last || known.last > time)) return known.chunk;
    const { reader, ticks, damaged, reason } = readHeads(this.#database, layoutId, widthOf(layout));
    if (damaged > 0) this.#broken(`${damaged} of the latest ticks of ${layout.kind} cannot be read: ${reason}`);
    const chunk = ticks === 0 ? undefined : new Chunk(encodeChunk(reader.window(), METHOD.raw));
    this.#opened.set(layoutId, { first, last, chunk });
    return chunk;
  }
}
