import { RequestReader } from '../../../storage/requests/reader.ts';
import { EXIT, UserError } from '../../model/errors.ts';
import { safeText } from '../../model/safe-text.ts';
import { countryOfCode } from '../../reports/requests/grouping.ts';
import { requestCsv, requestJson, requestText, type RowWords } from '../../reports/requests/formats.ts';
import { geoNotes } from '../../reports/requests/geo-notes.ts';
import { requestReport, shortened, type RequestReport } from '../../reports/requests/request-report.ts';
import { type HistoryResult, said } from '../history/open.ts';
import { grainOf, queryOf, type RequestArguments } from './query.ts';

export const REQUEST_FORMATS = ['text', 'json', 'csv'] as const;
export type RequestFormat = (typeof REQUEST_FORMATS)[number];

/** What the command depends on, so that a test can say it. */
export interface RequestContext {
  /** Folder of the history. */
  readonly folder: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Cells that a line of text may take. */
  readonly width: number;
  /** Told how far it is, on a terminal only. */
  readonly progress?: ((text: string) => void) | undefined;
}

/** Runs `work`; a `UserError` becomes its line and exit code. */
export async function answering(work: () => Promise<HistoryResult>): Promise<HistoryResult> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UserError) return said('', error.exitCode, `${safeText(error.line)}\n`);
    throw error;
  }
}

/** `pyprocwatch endpoints`, `geo`: what was counted, by group. */
export function runRequests(context: RequestContext, args: RequestArguments, format: RequestFormat): Promise<HistoryResult> {
  return answering(async () => {
    const reader = await RequestReader.open(context.folder);
    try {
      const names = reader.names();
      const query = queryOf(args, names, context.now);
      const report = requestReport(reader.slices(query.period.from, query.period.to, grainOf(args, query.group)), names, query);
      const notes = [...(reader.damaged > 0 ? [`${reader.damaged} stretches of time could not be read`] : []), ...geoNotes(report, args.servedFrom)];
      if (report.rows.length === 0) throw nothingThen(reader, query.period);
      return said(written(shortened(report, args.top), format, notes, context.width), reader.damaged > 0 ? EXIT.data : EXIT.ok);
    } finally {
      reader.close();
    }
  });
}

function nothingThen(reader: RequestReader, period: { readonly from: number; readonly to: number }): UserError {
  const span = reader.span();
  const words = (time: number): string => new Date(time).toLocaleString('sv');
  return new UserError(`no requests like that were counted from ${words(period.from)} to ${words(period.to)}`, {
    mend: span === undefined ? 'run "pyprocwatch watch" with an access log under "endpoints" in .pyprocwatchrc' : `there are some from ${words(span.from)} to ${words(span.to)}: use --from and --to`, exitCode: EXIT.unavailable,
  });
}

/** What a code of a country stands for. */
const wordsOf = (report: RequestReport): RowWords => (name) => {
  if (report.group !== 'country') return {};
  const { name: country, region } = countryOfCode(name);
  return { name: country, area: region };
};

export function written(report: RequestReport, format: RequestFormat, notes: readonly string[], width: number): string {
  const words = wordsOf(report);
  if (format === 'json') return requestJson(report, words, notes);
  return format === 'csv' ? requestCsv(report, words) : requestText(report, words, notes, width);
}
