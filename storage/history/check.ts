import { errorMessage } from '../../src/model/errors.ts';
import { References, readInFull } from './check-chunk.ts';
import { Chunk } from './codec/chunk.ts';
import type { Layout } from './codec/layout.ts';
import { decodeRollup } from './codec/rollup.ts';
import { readLayouts } from './layouts.ts';
import { readOpenHeads } from './open-heads.ts';
import { moveAside, moveHeadsAside, moveRollupAside } from './damaged.ts';
import { sealAll } from './open-window.ts';
import { blobOf, type Database, numberOf, textOf } from './sqlite.ts';
import { HOURS_TIER, SAMPLES_TIER } from './tiers.ts';

export interface Fault {
  readonly what: 'file' | 'chunk' | 'open window' | 'hourly total' | 'names' | 'overlap';
  /** '' and NaN where it concerns the file as a whole. Times in ms since the epoch. */
  readonly kind: string;
  readonly tier: number;
  readonly from: number;
  readonly to: number;
  readonly message: string;
  /** What was done about it. */
  readonly repaired: 'moved aside' | 'corrected' | 'no';
}

export interface CheckResult {
  readonly faults: readonly Fault[];
  readonly chunks: number;
  readonly rows: number;
  readonly hours: number;
  /** Ticks of open windows that were sealed by a repair. */
  readonly sealedTicks: number;
}

interface CheckOptions {
  /** Needs a database that may be written, and the writer's lock. */
  readonly repair: boolean;
  readonly onProgress?: (done: number, total: number) => void;
}

/** No more lines than this from SQLite: a broken file has thousands. */
const MOST_FILE_FAULTS = 20;

/**
 * Reads everything there is. With `repair`, what cannot be read is moved aside so that it no longer hinders, and open windows
 * are sealed; what could be read is never destroyed. Throws what SQLite throws where not even the lists can be read.
 */
export function checkStore(database: Database, options: CheckOptions): CheckResult {
  const check = new Check(database, options);
  check.file();
  check.heads();
  check.chunks();
  check.hours();
  return check.result();
}

type Place = Pick<Fault, 'what' | 'kind' | 'tier' | 'from' | 'to'>;

class Check {
  readonly #database: Database;
  readonly #options: CheckOptions;
  readonly #references: References;
  readonly #layouts: ReadonlyMap<number, Layout>;
  readonly #faults: Fault[] = [];
  #chunks = 0;
  #rows = 0;
  #hours = 0;
  #sealedTicks = 0;

  constructor(database: Database, options: CheckOptions) {
    this.#database = database;
    this.#options = options;
    this.#references = new References(database);
    this.#layouts = readLayouts(database);
  }

  result(): CheckResult {
    return { faults: this.#faults, chunks: this.#chunks, rows: this.#rows, hours: this.#hours, sealedTicks: this.#sealedTicks };
  }

  file(): void {
    for (const row of this.#database.all(`PRAGMA quick_check(${MOST_FILE_FAULTS})`)) {
      const message = textOf(row, 'quick_check');
      if (message !== 'ok') this.#report({ what: 'file', kind: '', tier: Number.NaN, from: Number.NaN, to: Number.NaN }, message.replaceAll(/\s+/g, ' '), 'no');
    }
  }

  heads(): void {
    for (const [id, layout] of this.#layouts) {
      const { chunk, lost } = readOpenHeads(this.#database, id, layout);
      if (chunk !== undefined) {
        this.#rows += chunk.rows;
        this.#names(chunk, layout, { what: 'names', kind: layout.kind, tier: SAMPLES_TIER, from: chunk.times[0] ?? Number.NaN, to: chunk.times.at(-1) ?? Number.NaN });
      }
      if (lost === undefined) continue;
      const place: Place = { what: 'open window', kind: layout.kind, tier: SAMPLES_TIER, from: lost.from, to: lost.to };
      this.#repairing(place, `${lost.ticks} ${lost.ticks === 1 ? 'tick' : 'ticks'}: ${lost.reason}`, 'moved aside', () => moveHeadsAside(this.#database, id, lost.from, lost.reason));
    }
    if (this.#options.repair) this.#sealedTicks = sealAll(this.#database, this.#layouts);
  }

  chunks(): void {
    const rows = this.#database.all(`SELECT chunk.id AS id, layout, coalesce(kind, '') AS kind, tier, t0, t1, ticks, rows FROM chunk LEFT JOIN layout ON layout.id = chunk.layout ORDER BY kind, tier, t0`);
    const latest = new Map<string, number>();
    rows.forEach((row, index) => {
      const [id, kind, tier, from, to] = [numberOf(row, 'id'), textOf(row, 'kind'), numberOf(row, 'tier'), numberOf(row, 't0'), numberOf(row, 't1')];
      const place = { kind, tier, from, to };
      const before = latest.get(`${kind} ${tier}`) ?? Number.NEGATIVE_INFINITY;
      if (from <= before) this.#report({ ...place, what: 'overlap' }, `there is another chunk of the same time, up to ${new Date(before).toISOString()}`, 'no');
      if (this.#chunk(id, this.#layouts.get(numberOf(row, 'layout')), { ...place, what: 'chunk' }, numberOf(row, 'ticks'), numberOf(row, 'rows'))) latest.set(`${kind} ${tier}`, Math.max(before, to));
      this.#options.onProgress?.(index + 1, rows.length);
    });
  }

  hours(): void {
    for (const row of this.#database.all('SELECT kind, hour FROM rollup ORDER BY kind, hour')) {
      const [kind, hour] = [textOf(row, 'kind'), numberOf(row, 'hour')];
      this.#hours += 1;
      try {
        const found = this.#database.get('SELECT blob FROM rollup WHERE kind = ? AND hour = ?', kind, hour);
        if (found !== undefined) decodeRollup(blobOf(found, 'blob'), hour);
      } catch (error) {
        const message = errorMessage(error);
        this.#repairing({ what: 'hourly total', kind, tier: HOURS_TIER, from: hour, to: hour }, message, 'moved aside', () => moveRollupAside(this.#database, kind, hour, message));
      }
    }
  }

  /** Whether it can be read. One that retention took meanwhile is no fault. */
  #chunk(id: number, layout: Layout | undefined, place: Place, ticks: number, rows: number): boolean {
    let chunk: Chunk;
    try {
      const row = this.#database.get('SELECT blob FROM chunk WHERE id = ?', id);
      if (row === undefined) return true;
      chunk = new Chunk(blobOf(row, 'blob'));
      if (layout === undefined) throw new RangeError('nothing says what its columns are');
      readInFull(chunk, layout);
    } catch (error) {
      const message = errorMessage(error);
      this.#repairing(place, message, 'moved aside', () => moveAside(this.#database, id, message));
      return false;
    }
    this.#chunks += 1;
    this.#rows += chunk.rows;
    const [from, to] = [chunk.times[0] ?? Number.NaN, chunk.times.at(-1) ?? Number.NaN];
    if (from !== place.from || to !== place.to || chunk.times.length !== ticks || chunk.rows !== rows) {
      this.#repairing(place, `it holds ${chunk.times.length} ticks and ${chunk.rows} rows of ${isoTime(from)} to ${isoTime(to)}, and is listed as something else`, 'corrected', () => {
        this.#database.run('UPDATE chunk SET t0 = ?, t1 = ?, ticks = ?, rows = ? WHERE id = ?', from, to, chunk.times.length, chunk.rows, id);
      });
    }
    this.#names(chunk, layout, { ...place, what: 'names' });
    return true;
  }

  #names(chunk: Chunk, layout: Layout, place: Place): void {
    const unknown = new Set(chunk.runs.map(({ id }) => id).filter((id) => !this.#references.isKnown(id, layout)));
    const [first] = unknown;
    if (first !== undefined) this.#report(place, `${unknown.size} of its entities ${unknown.size === 1 ? 'has' : 'have'} no name any more (the first is number ${first})`, 'no');
  }

  #repairing(place: Place, message: string, done: Fault['repaired'], repair: () => void): void {
    if (!this.#options.repair) {
      this.#report(place, message, 'no');
      return;
    }
    try {
      repair();
      this.#report(place, message, done);
    } catch (error) {
      this.#report(place, `${message}; not repaired: ${errorMessage(error)}`, 'no');
    }
  }

  #report(place: Place, message: string, repaired: Fault['repaired']): void {
    this.#faults.push({ ...place, message, repaired });
  }
}

const isoTime = (time: number): string => (Math.abs(time) <= 8.64e15 ? new Date(time).toISOString() : 'no time');
