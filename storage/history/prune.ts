import { Chunk } from './codec/chunk.ts';
import { CorruptError } from './codec/corrupt-error.ts';
import { readTextIds } from './identities.ts';
import { readLayouts } from './layouts.ts';
import { readOpenHeads } from './open-heads.ts';
import { blobOf, type Database, numberOf, textOf } from './sqlite.ts';
import { HOURS_TIER } from './tiers.ts';

/** Chunks that go in one transaction, so that a writer never waits long. */
const AT_ONCE = 64;
const HOUR = 3_600_000;

export interface PruneOptions {
  /** What ended before goes, ms since the epoch. A chunk that reaches beyond stays whole. */
  readonly before: number;
  /** Of this kind only. */
  readonly kind?: string | undefined;
}

/** What of one kind and tier would go. */
export interface Prunable {
  readonly kind: string;
  readonly tier: number;
  readonly chunks: number;
  /** NaN for hourly totals. */
  readonly rows: number;
  readonly bytes: number;
  /** First and last time, ms since the epoch. */
  readonly from: number;
  readonly to: number;
}

const OLD_CHUNKS = 'FROM chunk JOIN layout ON layout.id = chunk.layout WHERE t1 < ? AND (? IS NULL OR kind = ?)';
const OLD_HOURS = `FROM rollup WHERE hour + ${HOUR} <= ? AND (? IS NULL OR kind = ?)`;

/** Throws what SQLite throws, as `prune` does. */
export function prunable(database: Database, { before, kind = undefined }: PruneOptions): Prunable[] {
  const wanted = kind ?? null;
  const chunks = database.all(`SELECT kind, tier, count(*) AS n, sum(rows) AS rows, sum(length(blob)) AS bytes, min(t0) AS first, max(t1) AS last ${OLD_CHUNKS} GROUP BY kind, tier`, before, wanted, wanted);
  const hours = database.all(`SELECT kind, ${HOURS_TIER} AS tier, count(*) AS n, NULL AS rows, sum(length(blob)) AS bytes, min(hour) AS first, max(hour) AS last ${OLD_HOURS} GROUP BY kind`, before, wanted, wanted);
  return [...chunks, ...hours].map((row) => ({
    kind: textOf(row, 'kind'), tier: numberOf(row, 'tier'), chunks: numberOf(row, 'n'), rows: row['rows'] === null ? Number.NaN : numberOf(row, 'rows'),
    bytes: numberOf(row, 'bytes'), from: numberOf(row, 'first'), to: numberOf(row, 'last'),
  })).sort((left, right) => left.kind.localeCompare(right.kind, 'en') || left.tier - right.tier);
}

/** Removes it, and gives the room back to the disk. A writer may go on meanwhile. Gives how many chunks and hours went. */
export function prune(database: Database, { before, kind = undefined }: PruneOptions): number {
  const wanted = kind ?? null;
  let gone = 0;
  for (let now = AT_ONCE; now === AT_ONCE; gone += now) {
    now = database.run(`DELETE FROM chunk WHERE id IN (SELECT chunk.id ${OLD_CHUNKS} LIMIT ${AT_ONCE})`, before, wanted, wanted).changes;
  }
  gone += database.run(`DELETE ${OLD_HOURS}`, before, wanted, wanted).changes;
  database.exec('PRAGMA incremental_vacuum');
  return gone;
}

/**
 * Removes names and command lines that nothing refers to any more; gives how many entities went. Needs the writer's lock: a
 * writer knows numbers of identities by heart. Does nothing where something cannot be read: who is in it is not known.
 */
export function pruneNames(database: Database): number {
  const used = unlessDamaged(() => usedIdentities(database));
  if (used === undefined) return 0;
  const gone = deleteBut(database, 'identity', used);
  const texts = unlessDamaged(() => usedTexts(database));
  if (texts !== undefined) deleteBut(database, 'text', texts);
  database.exec('PRAGMA incremental_vacuum');
  return gone;
}

function deleteBut(database: Database, table: 'identity' | 'text', used: ReadonlySet<number>): number {
  const unused = database.all(`SELECT id FROM ${table}`).map((row) => numberOf(row, 'id')).filter((id) => !used.has(id));
  database.transaction(() => {
    for (const id of unused) database.run(`DELETE FROM ${table} WHERE id = ?`, id);
  });
  return unused.length;
}

function unlessDamaged<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof CorruptError) return undefined;
    throw error;
  }
}

function usedIdentities(database: Database): Set<number> {
  const used = new Set<number>();
  for (const row of database.all('SELECT id FROM chunk')) {
    for (const { id } of new Chunk(blobOf(database.get('SELECT blob FROM chunk WHERE id = ?', numberOf(row, 'id')), 'blob')).runs) used.add(id);
  }
  for (const [id, layout] of readLayouts(database)) {
    const { chunk, lost } = readOpenHeads(database, id, layout);
    if (lost !== undefined) throw new CorruptError(lost.reason);
    for (const run of chunk?.runs ?? []) used.add(run.id);
  }
  return used;
}

function usedTexts(database: Database): Set<number> {
  const layouts = readLayouts(database);
  const used = new Set<number>();
  for (const row of database.iterate('SELECT layout, texts FROM identity')) {
    const layout = layouts.get(numberOf(row, 'layout'));
    if (layout === undefined) throw new CorruptError('nothing says what its texts are');
    for (const id of readTextIds(blobOf(row, 'texts'), layout.texts.length)) used.add(id);
  }
  return used;
}
