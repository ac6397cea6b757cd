import { Chunk } from './codec/chunk.ts';
import { encodeChunk } from './codec/chunk-encoder.ts';
import { METHOD } from './codec/container.ts';
import type { Layout } from './codec/layout.ts';
import { WindowReader } from './codec/window.ts';
import { widthOf } from './open-window.ts';
import { blobOf, type Database, numberOf } from './sqlite.ts';

/** The window of one layout that is not sealed yet. */
export interface OpenHeads {
  /** The ticks that can be read, as a chunk would have them; undefined when there are none. */
  readonly chunk: Chunk | undefined;
  /** Times of the ticks that cannot be read, ms since the epoch: the first that is damaged and all that build on it. */
  readonly lost: readonly number[];
  /** Why the first of them cannot be read. */
  readonly reason: string;
}

/** Throws what SQLite throws. */
export function readOpenHeads(database: Database, layoutId: number, layout: Layout): OpenHeads {
  const heads = database.all('SELECT ts, blob FROM head WHERE layout = ? ORDER BY ts', layoutId).map((row) => ({ time: numberOf(row, 'ts'), blob: blobOf(row, 'blob') }));
  let reader = new WindowReader(widthOf(layout));
  let good = 0;
  let reason = '';
  try {
    for (const { time, blob } of heads) {
      reader.read(time, blob);
      good += 1;
    }
  } catch (error) {
    reason = error instanceof Error ? error.message : String(error);
    // What was read of the damaged one is in the reader too: once more, without it.
    reader = new WindowReader(widthOf(layout));
    for (const { time, blob } of heads.slice(0, good)) reader.read(time, blob);
  }
  return {
    chunk: good === 0 ? undefined : new Chunk(encodeChunk(reader.window(), METHOD.raw)),
    lost: heads.slice(good).map(({ time }) => time),
    reason,
  };
}
