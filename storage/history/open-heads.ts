import { Chunk } from './codec/chunk.ts';
import { encodeChunk } from './codec/chunk-encoder.ts';
import { METHOD } from './codec/container.ts';
import type { Layout } from './codec/layout.ts';
import { readHeads } from './heads.ts';
import { widthOf } from './open-window.ts';
import { type Database, numberOf } from './sqlite.ts';

/** The window of one layout that is not sealed yet. */
export interface OpenHeads {
  /** The ticks that can be read, as a chunk would have them; undefined when there are none. */
  readonly chunk: Chunk | undefined;
  /** Those that cannot: the first that is damaged and all that build on it. Times in ms since the epoch. */
  readonly lost: { readonly ticks: number; readonly from: number; readonly to: number; readonly reason: string } | undefined;
}

/** Throws what SQLite throws. */
export function readOpenHeads(database: Database, layoutId: number, layout: Layout): OpenHeads {
  const { reader, ticks, to, damaged, reason } = readHeads(database, layoutId, widthOf(layout));
  const chunk = ticks === 0 ? undefined : new Chunk(encodeChunk(reader.window(), METHOD.raw));
  if (damaged === 0) return { chunk, lost: undefined };
  const row = database.get('SELECT min(ts) AS first, max(ts) AS last FROM head WHERE layout = ? AND ts > ?', layoutId, ticks === 0 ? Number.MIN_SAFE_INTEGER : to);
  return { chunk, lost: { ticks: damaged, from: numberOf(row, 'first'), to: numberOf(row, 'last'), reason } };
}
