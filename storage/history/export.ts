import { setImmediate } from 'node:timers/promises';
import { errorMessage } from '../../src/model/errors.ts';
import { type JsonValue, rowToJson } from '../../src/model/json.ts';
import type { Kind } from '../../src/model/kind.ts';
import { Chunk } from './codec/chunk.ts';
import type { Layout } from './codec/layout.ts';
import { type ExportBatch, readBatch } from './export-batch.ts';
import { IdentityReader } from './identity-reader.ts';
import { readLayouts } from './layouts.ts';
import { readOpenHeads } from './open-heads.ts';
import { blobOf, type Database, numberOf, textOf } from './sqlite.ts';
import { MINUTES_TIER, SAMPLES_TIER } from './tiers.ts';

const MINUTE = 60_000;

export interface ExportOptions {
  readonly kind: Kind;
  /** First and last time wanted, ms since the epoch. */
  readonly from: number;
  readonly to: number;
  /** Fields of the kind that are wanted; all by default. */
  readonly fields?: readonly string[];
  /** Told of each stretch that cannot be read; what else there is comes all the same. */
  readonly onFault?: (what: string) => void;
}

/** Where rows of a kind are: a sealed chunk, or the open window. */
interface Source {
  readonly key: string;
  readonly layoutId: number;
  readonly from: number;
  readonly to: number;
  readonly read: (layout: Layout) => Chunk | undefined;
}

/** A stretch of time found, with the chunk that was read of it: undefined where it cannot be read, or is gone meanwhile. */
interface Found {
  readonly source: Source;
  readonly layout: Layout | undefined;
  readonly chunk: Chunk | undefined;
  readonly minute: boolean;
  /** Last time that counts of it. */
  readonly to: number;
}

/**
 * Rows of one kind in order of time, chunk by chunk: the samples, and where there are none, minutes. No minute is given of
 * which there are samples. A writer may go on meanwhile: nothing is held between two batches. Throws what SQLite throws.
 */
export async function* exportBatches(database: Database, options: ExportOptions): AsyncGenerator<ExportBatch> {
  const { kind, to } = options;
  const fields = new Set(options.fields ?? Object.keys(kind.fields));
  const identities = new IdentityReader(database);
  const unreadable = new Set<string>();
  let after = options.from - 1;
  while (after < to) {
    const found = consistently(database, () => next(database, kind, after, to, unreadable, options.onFault));
    if (found === undefined) return;
    const { source, layout, chunk, minute } = found;
    if (chunk === undefined || layout === undefined) unreadable.add(source.key);
    else {
      const wanted = { from: chunk.tickAt(after) + 1, to: chunk.tickAt(Math.min(to, found.to)) + 1, fields };
      try {
        const batch = readBatch(kind, layout, chunk, wanted, identities, minute);
        after = Math.max(after, Math.min(found.to, source.to));
        if (batch.frame.count > 0) yield batch;
      } catch (error) {
        unreadable.add(source.key);
        options.onFault?.(faultText(source, error));
      }
    }
    // Whoever waits meanwhile (a signal, a reader that went away) is heard.
    await setImmediate();
  }
}

/** One row: its time as ISO 8601, then its fields as they stand in JSON; not known is null. */
export type ExportRecord = { readonly time: string; readonly [name: string]: JsonValue };

export function recordOf({ times, frame }: ExportBatch, row: number, names: readonly string[]): ExportRecord {
  return { time: new Date(times[row] ?? 0).toISOString(), ...rowToJson(frame, row, names) };
}

function next(database: Database, kind: Kind, after: number, to: number, unreadable: ReadonlySet<string>, onFault: ExportOptions['onFault']): Found | undefined {
  const layouts = readLayouts(database);
  const sample = nextChunk(database, kind, SAMPLES_TIER, after, to, unreadable) ?? nextOpen(database, kind, after, to, unreadable, onFault);
  // A minute of which there are samples would count their time twice.
  const minutesTo = Math.min(to, (sample?.from ?? Number.POSITIVE_INFINITY) - MINUTE);
  const minute = minutesTo > after ? nextChunk(database, kind, MINUTES_TIER, after, minutesTo, unreadable) : undefined;
  const source = minute ?? sample;
  if (source === undefined) return undefined;
  const layout = layouts.get(source.layoutId);
  const found = { source, layout, minute: minute !== undefined, to: minute === undefined ? to : minutesTo };
  try {
    return { ...found, chunk: layout === undefined ? undefined : source.read(layout) };
  } catch (error) {
    onFault?.(faultText(source, error));
    return { ...found, chunk: undefined };
  }
}

function nextChunk(database: Database, kind: Kind, tier: number, after: number, to: number, unreadable: ReadonlySet<string>): Source | undefined {
  const rows = database.all(
    'SELECT chunk.id AS id, layout, t0, t1 FROM chunk JOIN layout ON layout.id = chunk.layout WHERE kind = ? AND tier = ? AND t1 > ? AND t0 <= ? ORDER BY t0 LIMIT ?',
    kind.name, tier, after, to, unreadable.size + 1,
  );
  const row = rows.find((each) => !unreadable.has(`chunk ${numberOf(each, 'id')}`));
  if (row === undefined) return undefined;
  const id = numberOf(row, 'id');
  return {
    key: `chunk ${id}`, layoutId: numberOf(row, 'layout'), from: numberOf(row, 't0'), to: numberOf(row, 't1'),
    read: () => new Chunk(blobOf(database.get('SELECT blob FROM chunk WHERE id = ?', id), 'blob')),
  };
}

function nextOpen(database: Database, kind: Kind, after: number, to: number, unreadable: ReadonlySet<string>, onFault: ExportOptions['onFault']): Source | undefined {
  const rows = database.all('SELECT layout, min(ts) AS first, max(ts) AS last FROM head JOIN layout ON layout.id = head.layout WHERE kind = ? GROUP BY layout HAVING last > ? AND first <= ? ORDER BY first', kind.name, after, to);
  const sources = rows.map((row): Source => {
    const layoutId = numberOf(row, 'layout');
    return {
      key: `open ${textOf(row, 'layout')} ${textOf(row, 'first')}`, layoutId, from: numberOf(row, 'first'), to: numberOf(row, 'last'),
      read: (layout) => {
        const { chunk, lost } = readOpenHeads(database, layoutId, layout);
        if (lost !== undefined) onFault?.(faultText(lost, lost.reason));
        return chunk;
      },
    };
  });
  return sources.find(({ key }) => !unreadable.has(key));
}

const faultText = ({ from, to }: Pick<Source, 'from' | 'to'>, error: unknown): string =>
  `${new Date(from).toISOString()} to ${new Date(to).toISOString()}: ${errorMessage(error)}`;

/** What is read in it is of one state of the store, whatever the writer does meanwhile. */
function consistently<Result>(database: Database, work: () => Result): Result {
  database.exec('BEGIN');
  try {
    return work();
  } finally {
    database.exec('COMMIT');
  }
}
