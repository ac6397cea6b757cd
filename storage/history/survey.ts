import { readLayouts } from './layouts.ts';
import { readOpenHeads } from './open-heads.ts';
import { type Database, numberOf, textOf } from './sqlite.ts';
import { HOURS_TIER, MINUTES_TIER, SAMPLES_TIER } from './tiers.ts';

/** What the store holds of one kind, in one tier. */
export interface Holding {
  readonly kind: string;
  /** 0 every sample, 1 one a minute, 2 hourly totals. */
  readonly tier: number;
  /** Sealed chunks, or hours. */
  readonly chunks: number;
  /** Ticks in them, and in the window that is still open. */
  readonly ticks: number;
  /** NaN for hourly totals, which are not counted by rows. */
  readonly rows: number;
  readonly bytes: number;
  /** Ticks of the open window, which are among `ticks`. */
  readonly openTicks: number;
  /** First and last tick, ms since the epoch; of hours their beginning. */
  readonly from: number;
  readonly to: number;
}

export interface Survey {
  /** By kind, then tier; kinds and tiers of which nothing is there are left out. */
  readonly holdings: readonly Holding[];
  readonly identities: Part;
  readonly texts: Part;
  /** Chunks that `check --repair` moved aside. */
  readonly damaged: Part;
  readonly file: { readonly bytes: number; readonly freeBytes: number };
}

interface Part {
  readonly count: number;
  readonly bytes: number;
}

/** What a history holds, and what it takes. Throws what SQLite throws. */
export function survey(database: Database): Survey {
  const pragma = (name: string): number => numberOf(database.get(`PRAGMA ${name}`), name);
  const pageSize = pragma('page_size');
  const holdings = [...sealed(database), ...hours(database)];
  for (const open of openWindows(database)) {
    const at = holdings.findIndex(({ kind, tier }) => kind === open.kind && tier === SAMPLES_TIER);
    const known = holdings[at];
    if (known === undefined) holdings.push(open);
    else holdings[at] = sum(known, open);
  }
  holdings.sort((left, right) => left.kind.localeCompare(right.kind, 'en') || left.tier - right.tier);
  return {
    holdings,
    identities: part(database, 'SELECT count(*) AS count, sum(length(numbers) + length(texts)) AS bytes FROM identity'),
    texts: part(database, 'SELECT count(*) AS count, sum(length(CAST(value AS BLOB))) AS bytes FROM text'),
    damaged: hasDamaged(database) ? part(database, 'SELECT count(*) AS count, sum(length(blob)) AS bytes FROM damaged') : { count: 0, bytes: 0 },
    file: { bytes: pragma('page_count') * pageSize, freeBytes: pragma('freelist_count') * pageSize },
  };
}

/** The table of what was moved aside is made when it is first needed. */
export const hasDamaged = (database: Database): boolean => database.get("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'damaged'") !== undefined;

function part(database: Database, sql: string): Part {
  const row = database.get(sql);
  return { count: numberOf(row, 'count'), bytes: numberOf(row, 'bytes') || 0 };
}

function sealed(database: Database): Holding[] {
  const rows = database.all(`SELECT kind, tier, count(*) AS chunks, sum(ticks) AS ticks, sum(rows) AS rows, sum(length(blob)) AS bytes, min(t0) AS first, max(t1) AS last
    FROM chunk JOIN layout ON layout.id = chunk.layout WHERE tier IN (?, ?) GROUP BY kind, tier`, SAMPLES_TIER, MINUTES_TIER);
  return rows.map((row) => ({
    kind: textOf(row, 'kind'), tier: numberOf(row, 'tier'), chunks: numberOf(row, 'chunks'), ticks: numberOf(row, 'ticks'), rows: numberOf(row, 'rows'),
    bytes: numberOf(row, 'bytes'), openTicks: 0, from: numberOf(row, 'first'), to: numberOf(row, 'last'),
  }));
}

function hours(database: Database): Holding[] {
  const rows = database.all('SELECT kind, count(*) AS hours, sum(length(blob)) AS bytes, min(hour) AS first, max(hour) AS last FROM rollup GROUP BY kind');
  return rows.map((row) => ({
    kind: textOf(row, 'kind'), tier: HOURS_TIER, chunks: numberOf(row, 'hours'), ticks: numberOf(row, 'hours'), rows: Number.NaN,
    bytes: numberOf(row, 'bytes'), openTicks: 0, from: numberOf(row, 'first'), to: numberOf(row, 'last'),
  }));
}

function openWindows(database: Database): Holding[] {
  return [...readLayouts(database)].flatMap(([id, layout]): Holding[] => {
    const row = database.get('SELECT count(*) AS ticks, sum(length(blob)) AS bytes, min(ts) AS first, max(ts) AS last FROM head WHERE layout = ?', id);
    const ticks = numberOf(row, 'ticks');
    if (ticks === 0) return [];
    const rows = readOpenHeads(database, id, layout).chunk?.rows ?? 0;
    return [{ kind: layout.kind, tier: SAMPLES_TIER, chunks: 0, ticks, rows, bytes: numberOf(row, 'bytes'), openTicks: ticks, from: numberOf(row, 'first'), to: numberOf(row, 'last') }];
  });
}

const sum = (one: Holding, other: Holding): Holding => ({
  ...one,
  chunks: one.chunks + other.chunks,
  ticks: one.ticks + other.ticks,
  rows: one.rows + other.rows,
  bytes: one.bytes + other.bytes,
  openTicks: one.openTicks + other.openTicks,
  from: Math.min(one.from, other.from),
  to: Math.max(one.to, other.to),
});
