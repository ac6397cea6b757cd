import { addsUp, type NumericMeasure, type UsageRow } from '../usage.ts';
import { headlinesOf } from '../headlines.ts';
import { comparison, fieldOf, type UsageReport } from '../report.ts';
import { measureText } from './cells.ts';

const MOST_BARS = 10;

export interface Bar {
  readonly name: string;
  /** Lengths from 0 to 1. */
  readonly part: number;
  /** Where it was in the period before; undefined when that is not known. */
  readonly before: number | undefined;
  readonly text: string;
}

/** The largest as bars, by what the report is sorted by. Of what adds up the total counts. */
export function barsOf(report: UsageReport): { readonly title: string; readonly bars: readonly Bar[] } {
  const { rows, sort, before, coverage } = report;
  const field = fieldOf(report)(sort.field);
  const largest = rows.slice(0, MOST_BARS);
  if (field === undefined) return { title: '', bars: [] };
  const measure: Exclude<NumericMeasure, 'perSecond' | 'least'> = sort.measure === 'perSecond' || sort.measure === 'least' ? (addsUp(field) ? 'total' : 'mean') : sort.measure;
  const now = (row: UsageRow): number => Math.max(0, row.figures.get(sort.field)?.[measure] ?? 0) || 0;
  // Totals of a period of which less was recorded are made comparable.
  const scale = measure === 'total' ? coverage.recordedSeconds / before.coverage.recordedSeconds : 1;
  const then = (row: UsageRow): number => {
    const earlier = row.figures.get(sort.field)?.before;
    return measure === 'mean' || measure === 'p95' || measure === 'peak' || measure === 'total' ? (earlier?.[measure] ?? Number.NaN) * scale : Number.NaN;
  };
  const compared = comparison(report) !== 'none';
  const most = Math.max(...largest.flatMap((row) => [now(row), compared ? then(row) || 0 : 0]), Number.MIN_VALUE);
  const words = headlinesOf(report.rolled.kind).find((headline) => headline.field === sort.field)?.title ?? field.help.replace(/[.:;].*$/, '');
  return {
    title: `The largest by ${words.replace(/,.*$/, '')}, ${measure}`,
    bars: largest.map((row) => ({
      name: row.name,
      part: now(row) / most,
      before: compared && then(row) > 0 ? then(row) / most : undefined,
      text: measureText(field, measure, row.figures.get(sort.field), false, report),
    })),
  };
}
