import type { Frame } from '../../src/model/frame.ts';
import type { Kind } from '../../src/model/kind.ts';
import { CorruptError } from './codec/corrupt-error.ts';
import { LatestReader } from './codec/latest-reader.ts';
import type { Layout } from './codec/layout.ts';
import { coursesOf, frameOf } from './frame-reader.ts';
import { IdentityReader } from './identity-reader.ts';
import { readLayouts } from './layouts.ts';
import { blobOf, type Database, numberOf } from './sqlite.ts';

/** What was stored of a kind at its last tick. Times in ms since the epoch. */
export interface Latest {
  readonly time: number;
  /** How long after the tick before; 0 where that is not known. */
  readonly spacing: number;
  readonly frame: Frame;
}

/** The open window as far as it was read. */
interface Following {
  readonly id: number;
  readonly layout: Layout;
  readonly first: number;
  readonly reader: LatestReader;
  /** Undefined once a head could not be read, since each builds on those before. */
  latest: Latest | undefined;
  read: number;
}

const OPEN = `SELECT id, (SELECT min(ts) FROM head WHERE head.layout = layout.id) AS first, (SELECT max(ts) FROM head WHERE head.layout = layout.id) AS last
  FROM layout WHERE kind = ? ORDER BY last DESC LIMIT 1`;

/** Follows one kind while another process writes it: only what came since is read, and of that kind alone. */
export class LatestFrame {
  readonly #database: Database;
  readonly #kind: Kind;
  readonly #identities: IdentityReader;
  #following: Following | undefined;

  constructor(database: Database, kind: Kind) {
    this.#database = database;
    this.#kind = kind;
    this.#identities = new IdentityReader(database);
  }

  /** Undefined where nothing is in the open window; what was there before a seal stays till the next tick. Throws what SQLite throws. */
  read(): Latest | undefined {
    // All of one state of the store: a seal in between would give another window's heads.
    this.#database.exec('BEGIN');
    try {
      const row = this.#database.get(OPEN, this.#kind.name);
      const [id, first, last] = [numberOf(row, 'id'), numberOf(row, 'first'), numberOf(row, 'last')];
      if (!Number.isNaN(first)) {
        if (this.#following?.id !== id || this.#following.first !== first) this.#following = this.#begin(id, first);
        if (this.#following !== undefined && this.#following.read < last) this.#follow(this.#following);
      }
      return this.#following?.latest;
    } finally {
      this.#database.exec('COMMIT');
    }
  }

  #begin(id: number, first: number): Following | undefined {
    const layout = readLayouts(this.#database).get(id);
    return layout === undefined ? undefined : { id, layout, first, reader: new LatestReader(coursesOf(layout)), latest: undefined, read: Number.NEGATIVE_INFINITY };
  }

  #follow(following: Following): void {
    const { id, layout, reader } = following;
    const broken = following.latest === undefined && following.read > Number.NEGATIVE_INFINITY;
    let before = following.read;
    try {
      for (const row of this.#database.iterate('SELECT ts, blob FROM head WHERE layout = ? AND ts > ? ORDER BY ts', id, following.read)) {
        before = following.read;
        following.read = numberOf(row, 'ts');
        if (!broken) reader.read(blobOf(row, 'blob'));
      }
      if (!broken) following.latest = { time: following.read, spacing: Number.isFinite(before) ? following.read - before : 0, frame: frameOf(this.#kind, layout, reader.moment(), reader.texts, this.#identities) };
    } catch (error) {
      if (!(error instanceof CorruptError)) throw error;
      following.latest = undefined;
    }
  }
}
