import type { NumberField } from '../../model/fields.ts';
import { formatDuration, formatValue, UNKNOWN } from '../../model/units.ts';
import { headlinesOf, type Measure, MEASURES } from '../headlines.ts';
import type { Period } from '../period.ts';
import { comparison, fieldOf, type UsageReport } from '../report.ts';
import { addsUp, type Figure, totalUnit, type UsageRow } from '../usage.ts';
import { whenWords } from './words.ts';

/** One measure of one field, a column of a table. */
export interface Column {
  readonly field: string;
  /** Of the field; columns of one field stand side by side below it. */
  readonly title: string;
  readonly measure: Measure;
  readonly header: string;
  /** Columns of the least weight are dropped first. */
  readonly weight: number;
}

export const HEADERS: Readonly<Record<Measure, string>> = { mean: 'mean', p50: 'p50', p95: 'p95', p99: 'p99', peak: 'peak', peakAt: 'peak at', total: 'total', host: 'of host', change: 'change' };

const DAY = 86_400;

/** A length of CPU or busy time in at most 8 characters; beyond days in words that sort themselves out. */
const timeWords = (seconds: number): string => (seconds >= 60 && seconds < DAY ? formatDuration(seconds).replace(/\.\d+$/, '') : formatDuration(seconds));

function changeWords(figure: Figure, isNew: boolean): string {
  if (isNew) return 'new';
  const percent = figure.before?.changePercent ?? Number.NaN;
  if (Number.isNaN(percent)) return UNKNOWN;
  const rounded = Math.round(percent);
  if (rounded === 0) return '0%';
  if (rounded >= 10_000) return 'x100+';
  return `${rounded > 0 ? '+' : ''}${rounded}%`;
}

/** A measure as a person reads it, in at most 11 characters. */
export function measureText(field: NumberField, measure: Measure, figure: Figure | undefined, isNew: boolean, period: Period): string {
  if (figure === undefined) return UNKNOWN;
  switch (measure) {
    case 'peakAt':
      return whenWords(figure.peakAt, period);
    case 'total': {
      if (Number.isNaN(figure.total)) return UNKNOWN;
      return totalUnit(field) === 'seconds' ? timeWords(figure.total) : formatValue(totalUnit(field), totalUnit(field) === 'count' ? Math.round(figure.total) : figure.total);
    }
    case 'host':
      return Number.isNaN(figure.hostPercent) ? UNKNOWN : `${figure.hostPercent.toFixed(1)}%`;
    case 'change':
      return changeWords(figure, isNew);
    default:
      return formatValue(field.unit, figure[measure]);
  }
}

export const textOf = (report: UsageReport, { field, measure }: Pick<Column, 'field' | 'measure'>, row: UsageRow): string => {
  const declared = fieldOf(report)(field);
  return declared === undefined ? UNKNOWN : measureText(declared, measure, row.figures.get(field), row.isNew, report);
};

/** The columns that a report of that kind has, without those of which nothing is known. */
export function columnsOf(report: UsageReport): Column[] {
  const compared = comparison(report) !== 'none';
  return headlinesOf(report.rolled.kind).flatMap(({ field, title, measures }): Column[] => {
    if (!report.rows.some(({ figures }) => figures.has(field))) return [];
    const declared = fieldOf(report)(field);
    return MEASURES.flatMap((measure): Column[] => {
      const weight = measures[measure];
      if (weight === undefined || declared === undefined || (measure === 'change' && !compared) || (measure === 'total' && !addsUp(declared))) return [];
      if (measure === 'host' && !report.rows.some(({ figures }) => !Number.isNaN(figures.get(field)?.hostPercent ?? Number.NaN))) return [];
      return [{ field, title, measure, header: HEADERS[measure], weight }];
    });
  });
}
