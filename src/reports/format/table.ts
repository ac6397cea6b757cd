import { displayWidth } from '../../model/text-width.ts';
import { type Measure, MEASURES } from '../headlines.ts';
import { comparison, fieldOf, type UsageReport } from '../report.ts';
import { columnsOf, HEADERS, measureText, textOf } from './cells.ts';
import { entityWord, isOfOne } from './words.ts';

/** A column of figures, written out. */
export interface TableColumn {
  /** What it is of; neighbours of one title stand below it together. */
  readonly title: string;
  readonly header: string;
  readonly texts: readonly string[];
  /** Columns of the least weight are dropped first. */
  readonly weight: number;
}

/** A report as a table: entities with their figures, or of a single entity its figures with their measures. */
export interface ReportTable {
  /** Above the names. */
  readonly word: string;
  readonly names: readonly string[];
  readonly columns: readonly TableColumn[];
}

export const reportTable = (report: UsageReport): ReportTable => (isOfOne(report) ? figuresTable(report) : entitiesTable(report));

function entitiesTable(report: UsageReport): ReportTable {
  const columns = columnsOf(report).map((column): TableColumn => ({ ...column, texts: report.rows.map((row) => textOf(report, column, row)) }));
  const present = presentColumn(report);
  return { word: entityWord(report), names: report.rows.map(({ name }) => name), columns: present === undefined ? columns : [present, ...columns] };
}

/** How much of the recorded time each was there, unless all were there all the time. */
function presentColumn({ rows, coverage }: UsageReport): TableColumn | undefined {
  const shares = rows.map(({ presentSeconds }) => Math.min(100, (presentSeconds / coverage.recordedSeconds) * 100));
  if (shares.every((share) => share >= 99.5)) return undefined;
  return { title: '', header: 'there', weight: 5, texts: shares.map((share) => `${share.toFixed(share < 9.95 ? 1 : 0)}%`) };
}

const WEIGHTS: Readonly<Record<Measure, number>> = { mean: 9, p50: 5, p95: 8, p99: 4, peak: 8, peakAt: 6, total: 6, host: 0, change: 7 };

function figuresTable(report: UsageReport): ReportTable {
  const [row] = report.rows;
  const declared = fieldOf(report);
  const figures = [...(row?.figures ?? [])].flatMap(([name, figure]) => {
    const field = declared(name);
    return field === undefined ? [] : [{ field, figure }];
  });
  const measures = MEASURES.filter((measure) => measure !== 'host' && (measure !== 'change' || comparison(report) !== 'none'));
  return {
    word: row?.name ?? '',
    names: figures.map(({ field }) => field.help.replace(/[.;].*$/, '')),
    columns: measures.map((measure) => ({ title: '', header: HEADERS[measure], weight: WEIGHTS[measure], texts: figures.map(({ field, figure }) => measureText(field, measure, figure, row?.isNew === true, report)) })),
  };
}

/** The heaviest of the columns that fit into `room`; of equal weight the rightmost goes first. */
export function fitting<Column extends { readonly weight: number }>(columns: readonly Column[], widthOf: (column: Column) => number, room: number): Column[] {
  const kept = [...columns];
  const taken = (): number => kept.reduce((sum, column) => sum + widthOf(column), 0);
  while (kept.length > 1 && taken() > room) {
    const least = Math.min(...kept.map(({ weight }) => weight));
    kept.splice(kept.findLastIndex(({ weight }) => weight === least), 1);
  }
  return kept;
}

/** Columns that stand side by side below one title. */
export function byTitle<Column extends { readonly title: string }>(columns: readonly Column[]): { readonly title: string; readonly columns: readonly Column[] }[] {
  const spans: { title: string; columns: Column[] }[] = [];
  for (const column of columns) {
    const last = spans.at(-1);
    if (last?.title === column.title) last.columns.push(column);
    else spans.push({ title: column.title, columns: [column] });
  }
  return spans;
}

/** Cells that a column takes. */
export const cellsOf = ({ header, texts }: TableColumn): number => Math.max(displayWidth(header), ...texts.map(displayWidth));
