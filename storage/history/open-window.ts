import type { Frame } from '../../src/model/frame.ts';
import type { Kind } from '../../src/model/kind.ts';
import { encodeChunk } from './codec/chunk-encoder.ts';
import { METHOD } from './codec/container.ts';
import { HeadEncoder } from './codec/head-encoder.ts';
import type { Layout } from './codec/layout.ts';
import { keepDamagedHeads } from './damaged.ts';
import { readHeads } from './heads.ts';
import { Identities, type TextIds } from './identities.ts';
import { layoutId } from './layouts.ts';
import { type Database, numberOf } from './sqlite.ts';
import { SAMPLES_TIER } from './tiers.ts';

/** A chunk is sealed at the first of these. */
const MOST_ROWS = 50_000;
const MOST_TICKS = 600;
/** Names that are met in it are kept for a day after their samples would be. */
const LONGEST_MILLISECONDS = 12 * 3_600_000;

/** The window of one kind that is being written: heads by tick, then one chunk in place of them. */
export class OpenWindow {
  readonly kind: Kind;
  readonly #database: Database;
  /** Number of its layout. */
  readonly id: number;
  readonly #encoder: HeadEncoder;
  readonly #identities: Identities;
  #rowsBefore = 0;
  #begin = Number.NaN;

  constructor(database: Database, kind: Kind, texts: TextIds) {
    const { id, layout } = layoutId(database, kind);
    this.kind = kind;
    this.#database = database;
    this.id = id;
    this.#encoder = new HeadEncoder(layout);
    this.#identities = new Identities(database, id, layout, texts);
  }

  /** Whether the next tick would have more rows than a chunk may, or makes it too long: of a slow recorder, or one that slept. */
  isFull(time: number, frame: Frame): boolean {
    return this.#encoder.ticks >= MOST_TICKS || (this.#encoder.ticks > 0 && time - this.#begin > LONGEST_MILLISECONDS) || (this.#encoder.ticks > 0 && this.#encoder.rows + Math.max(frame.count, this.#rowsBefore) > MOST_ROWS);
  }

  /** Within a transaction. */
  append(time: number, frame: Frame, until: number): void {
    const head = this.#encoder.encode(frame, this.#identities.idsOf(frame, until));
    this.#rowsBefore = frame.count;
    if (this.#encoder.ticks === 1) this.#begin = time;
    this.#database.run('INSERT INTO head(layout, ts, blob) VALUES (?, ?, ?)', this.id, time, head);
  }

  /** The heads become a chunk, in one transaction. The next head begins another window. */
  seal(): void {
    sealHeads(this.#database, this.id, widthOf(this.#encoder.layout));
    this.#encoder.restart();
  }

  /** After a transaction that failed: nothing that was only in it is known any more. */
  forget(): void {
    this.#encoder.restart();
    this.#identities.forget();
  }
}

export const widthOf = (layout: Layout): number => layout.columns.length + layout.changingTexts.length;

/** What became of the heads of a layout. Times in ms since the epoch. */
export interface Sealed {
  readonly ticks: number;
  /** Ticks that could not be read, and the first of them; NaN where there are none. */
  readonly damaged: number;
  readonly damagedFrom: number;
}

/** Makes one chunk of all heads of a layout. Heads that cannot be read are set aside with what follows them, since each builds on the one before. */
export function sealHeads(database: Database, layout: number, width: number): Sealed {
  const { reader, ticks, from, to, damaged, reason } = readHeads(database, layout, width);
  if (ticks + damaged === 0) return { ticks, damaged, damagedFrom: Number.NaN };
  const window = reader.window();
  const rows = window.runs.reduce((sum, { length }) => sum + length, 0);
  const chunk = ticks === 0 ? undefined : encodeChunk(window, METHOD.zstd);
  const damagedFrom = damaged === 0 ? Number.NaN : numberOf(database.get('SELECT min(ts) AS first FROM head WHERE layout = ? AND ts > ?', layout, ticks === 0 ? Number.MIN_SAFE_INTEGER : to), 'first');
  database.transaction(() => {
    if (chunk !== undefined) {
      database.run('INSERT INTO chunk(layout, tier, t0, t1, ticks, rows, blob) VALUES (?, ?, ?, ?, ?, ?, ?)', layout, SAMPLES_TIER, from, to, ticks, rows, chunk);
    }
    if (damaged > 0) keepDamagedHeads(database, layout, damagedFrom, reason);
    database.run('DELETE FROM head WHERE layout = ?', layout);
  });
  return { ticks, damaged, damagedFrom };
}

/** Makes chunks of all open windows; gives how many ticks were in them. Needs the writer's lock. */
export function sealAll(database: Database, layouts: ReadonlyMap<number, Layout>): number {
  let sealed = 0;
  for (const [id, layout] of layouts) sealed += sealHeads(database, id, widthOf(layout)).ticks;
  return sealed;
}
