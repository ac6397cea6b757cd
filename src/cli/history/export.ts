import { extname } from 'node:path';
import { exportBatches } from '../../../storage/history/export.ts';
import type { ExportBatch } from '../../../storage/history/export-batch.ts';
import { storedKind } from '../../../storage/history/layouts.ts';
import type { Database } from '../../../storage/history/sqlite.ts';
import { EXIT, UserError } from '../../model/errors.ts';
import type { Kind } from '../../model/kind.ts';
import { safeText } from '../../model/safe-text.ts';
import { csvEncoder } from './formats/csv.ts';
import type { Encoder, Format } from './formats/format.ts';
import { jsonLinesEncoder } from './formats/json-lines.ts';
import { parquetEncoder } from './formats/parquet.ts';
import { fieldsGiven, kindGiven, kindsIn } from './kinds.ts';
import { type HistoryContext, type HistoryResult, MEND_BY_CHECK, reporting, said, withHistory } from './open.ts';
import { writeOut } from './out-file.ts';
import { counted, countWords } from '../../model/words.ts';
import { localTime, sizeWords } from './words.ts';
import { timeGiven } from '../time-given.ts';

export interface ExportRequest {
  readonly kind: string;
  /** Times in words; all that there is by default. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** By default what the name of the file says, else CSV. */
  readonly format?: Format | undefined;
  /** Names or aliases, separated by commas. */
  readonly columns?: string | undefined;
  readonly out?: string | undefined;
  readonly force: boolean;
}

const ENCODERS: Readonly<Record<Format, Encoder>> = { csv: csvEncoder, jsonl: jsonLinesEncoder, parquet: parquetEncoder };
const BY_EXTENSION: ReadonlyMap<string, Format> = new Map([['.csv', 'csv'], ['.jsonl', 'jsonl'], ['.ndjson', 'jsonl'], ['.parquet', 'parquet']]);

/** Writes rows of a kind to a file, or piece by piece to `print`. Exit code 65 where some of them could not be read. */
export function historyExport(context: HistoryContext, request: ExportRequest, print: (text: string) => void): Promise<HistoryResult> {
  const { folder, now } = context;
  return reporting(folder, MEND_BY_CHECK, async () => {
    const from = request.from === undefined ? 0 : timeGiven('--from', request.from, now);
    const to = request.to === undefined ? now : timeGiven('--to', request.to, now);
    if (from > to) throw new UserError(`it begins at ${localTime(from)}, after its end at ${localTime(to)}`, { where: '--from', mend: 'exchange --from and --to', exitCode: EXIT.usage });
    const format = formatOf(request);
    return withHistory(folder, { readOnly: true }, async (database) => {
      const kind = kindIn(database, request.kind);
      const names = fieldsGiven(kind, request.columns);
      const faults = new Set<string>();
      const told = new Tally();
      const batches = told.counting(exportBatches(database, { kind, from, to, fields: names, onFault: (what) => faults.add(what) }), context.progress);
      const pieces = ENCODERS[format](batches, kind, names);
      let out = '';
      if (request.out === undefined) for await (const piece of pieces) print(piece.toString());
      else {
        const size = await writeOut(request.out, pieces, { force: request.force, now });
        out = `${told.words(kind)}, ${sizeWords(size)}: ${safeText(request.out)}\n`;
      }
      const lines = [...[...faults].map((fault) => `not readable: ${safeText(fault)}\n`), ...(told.rows === 0 ? [`there are no ${kind.plural} from ${localTime(from)} to ${localTime(to)}\n`] : [])];
      return said(out, faults.size === 0 ? EXIT.ok : EXIT.data, lines.join(''));
    });
  });
}

function formatOf({ format, out }: ExportRequest): Format {
  const chosen = format ?? (out === undefined ? undefined : BY_EXTENSION.get(extname(out).toLowerCase())) ?? 'csv';
  if (chosen === 'parquet' && out === undefined) throw new UserError('Parquet is no text for a terminal', { where: '--format', mend: 'name a file: --out FILE.parquet', exitCode: EXIT.usage });
  return chosen;
}

function kindIn(database: Database, given: string): Kind {
  const name = kindGiven(given, kindsIn(database));
  const kind = storedKind(name);
  if (kind === undefined) throw new UserError(`this version knows no "${name}"`, { where: '--kind', mend: 'use the version that recorded it', exitCode: EXIT.data });
  if (database.get('SELECT 1 AS there FROM layout WHERE kind = ?', name) === undefined) {
    throw new UserError(`of ${kind.plural} only hourly totals are kept`, { where: '--kind', mend: 'export the processes: --kind process', exitCode: EXIT.usage });
  }
  return kind;
}

/** Counts what goes by. */
class Tally {
  rows = 0;
  #first = Number.NaN;
  #last = Number.NaN;

  async* counting(batches: AsyncIterable<ExportBatch>, progress: HistoryContext['progress']): AsyncGenerator<ExportBatch> {
    for await (const batch of batches) {
      if (this.rows === 0) this.#first = batch.times[0] ?? Number.NaN;
      this.#last = batch.times.at(-1) ?? Number.NaN;
      this.rows += batch.frame.count;
      progress?.(`${countWords(this.rows)} rows, up to ${localTime(this.#last)}`);
      yield batch;
    }
  }

  words(kind: Kind): string {
    return `${counted(this.rows, 'row', 'rows')} of ${kind.plural}${this.rows === 0 ? '' : `, ${localTime(this.#first)} to ${localTime(this.#last)}`}`;
  }
}
