import { Chunk } from './codec/chunk.ts';
import { encodeChunk } from './codec/chunk-encoder.ts';
import { METHOD } from './codec/container.ts';
import type { Layout } from './codec/layout.ts';
import { WindowReader } from './codec/window.ts';
import { SAMPLES_TIER, widthOf } from './open-window.ts';
import { blobOf, type Database, numberOf } from './sqlite.ts';

/** Chunks that are kept read: playing on, or going back and forth, needs the same ones again. */
const KEPT = 24;

/** Finds and reads the chunks of one store; the open window reads as one more chunk. */
export class Chunks {
  readonly #database: Database;
  readonly #kept = new Map<string, Chunk>();
  readonly #broken: (what: string) => void;

  /** `broken` is told of each chunk that cannot be read. */
  constructor(database: Database, broken: (what: string) => void) {
    this.#database = database;
    this.#broken = broken;
  }

  /** The chunk of that layout and tier with the last tick at or before `time`; undefined when there is none. */
  before(layoutId: number, layout: Layout, tier: number, time: number): Chunk | undefined {
    if (tier === SAMPLES_TIER) {
      const open = this.#open(layoutId, layout);
      if (open !== undefined && (open.times[0] ?? Infinity) <= time) return open;
    }
    const row = this.#database.get('SELECT id FROM chunk WHERE layout = ? AND tier = ? AND t0 <= ? ORDER BY t0 DESC LIMIT 1', layoutId, tier, time);
    return row === undefined ? undefined : this.byId(numberOf(row, 'id'));
  }

  /** Those that hold any tick of the time from `from` to `to`, oldest first. */
  *within(layoutId: number, layout: Layout, tier: number, from: number, to: number): Generator<Chunk> {
    const rows = this.#database.all('SELECT id FROM chunk WHERE layout = ? AND tier = ? AND t0 <= ? AND t1 >= ? ORDER BY t0', layoutId, tier, to, from);
    for (const row of rows) {
      const chunk = this.byId(numberOf(row, 'id'));
      if (chunk !== undefined) yield chunk;
    }
    const open = tier === SAMPLES_TIER ? this.#open(layoutId, layout) : undefined;
    if (open !== undefined && (open.times[0] ?? Infinity) <= to && (open.times.at(-1) ?? 0) >= from) yield open;
  }

  /** Undefined when it is gone, or damaged. */
  byId(id: number): Chunk | undefined {
    return this.#keep(String(id), () => {
      const row = this.#database.get('SELECT blob FROM chunk WHERE id = ?', id);
      return row === undefined ? undefined : new Chunk(blobOf(row, 'blob'));
    });
  }

  #open(layoutId: number, layout: Layout): Chunk | undefined {
    const row = this.#database.get('SELECT min(ts) AS first, max(ts) AS last FROM head WHERE layout = ?', layoutId);
    const last = numberOf(row, 'last');
    if (!(last > 0)) return undefined;
    return this.#keep(`${layoutId}/${numberOf(row, 'first')}/${last}`, () => {
      const reader = new WindowReader(widthOf(layout));
      for (const head of this.#database.all('SELECT ts, blob FROM head WHERE layout = ? ORDER BY ts', layoutId)) reader.read(numberOf(head, 'ts'), blobOf(head, 'blob'));
      return new Chunk(encodeChunk(reader.window(), METHOD.raw));
    });
  }

  #keep(key: string, read: () => Chunk | undefined): Chunk | undefined {
    let chunk = this.#kept.get(key);
    if (chunk === undefined) {
      try {
        chunk = read();
      } catch (error) {
        this.#broken(`chunk ${key} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    if (chunk === undefined) return undefined;
    // The one used last stands last.
    this.#kept.delete(key);
    this.#kept.set(key, chunk);
    if (this.#kept.size > KEPT) {
      const [oldest] = this.#kept.keys();
      if (oldest !== undefined) this.#kept.delete(oldest);
    }
    return chunk;
  }
}
