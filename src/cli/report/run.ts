import { HistoryReader } from '../../../storage/history/reader.ts';
import { notUsable, sqliteCode } from '../../../storage/history/sqlite.ts';
import { EXIT, UserError } from '../../model/errors.ts';
import { safeText } from '../../model/safe-text.ts';
import { usageCsv } from '../../reports/format/csv.ts';
import { usageJsonText } from '../../reports/format/json.ts';
import { usageText } from '../../reports/format/text.ts';
import { usageReport, type UsageReport } from '../../reports/report.ts';
import { type HistoryResult, said, storePath } from '../history/open.ts';
import { once, writeOut } from '../history/out-file.ts';
import { formatGiven, type ReportArguments, type ReportFormat, requestOf } from './request.ts';

/** What the command depends on, so that a test can say it. */
export interface ReportContext {
  /** Folder of the history. */
  readonly folder: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Cells that a line of text may take. */
  readonly width: number;
}

/** Makes the report that is asked for. A `UserError` becomes its line and exit code. */
export async function runReport(context: ReportContext, args: ReportArguments): Promise<HistoryResult> {
  try {
    const format = formatGiven(args);
    const request = requestOf(args, context.now);
    const report = await reading(context.folder, (reader) => usageReport(reader, request));
    // Each report says so itself, but for CSV, which has only rows.
    const faults = format === 'csv' ? report.faults.map((fault) => `not readable: ${safeText(fault)}\n`).join('') : '';
    const exitCode = report.faults.length === 0 ? EXIT.ok : EXIT.data;
    const written = await encoded(report, format, context);
    if (args.out === undefined) return said(written.toString(), exitCode, faults);
    await writeOut(args.out, once(written), { force: args.force, now: context.now });
    return said(`${safeText(args.out)}: ${report.rows.length} of ${report.entities} ${report.rolled.kind.plural}\n`, exitCode, faults);
  } catch (error) {
    if (error instanceof UserError) return said('', error.exitCode, `${safeText(error.line)}\n`);
    throw error;
  }
}

async function reading<Result>(folder: string, work: (reader: HistoryReader) => Result): Promise<Result> {
  const reader = await HistoryReader.open(folder);
  try {
    return work(reader);
  } catch (error) {
    throw sqliteCode(error) === 0 ? error : notUsable('read', storePath(folder), error);
  } finally {
    reader.close();
  }
}

async function encoded(report: UsageReport, format: ReportFormat, { now, width }: ReportContext): Promise<string | Uint8Array> {
  if (format === 'pdf') {
    const { usagePdf } = await import('../../reports/format/pdf.ts');
    return usagePdf(report, now);
  }
  if (format === 'json') return usageJsonText(report);
  return format === 'csv' ? usageCsv(report) : usageText(report, width);
}
