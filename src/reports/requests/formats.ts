import { csvCell } from '../../model/csv-cell.ts';
import { SCHEMA, type JsonValue } from '../../model/json.ts';
import { displayWidth, fit } from '../../model/text-width.ts';
import { formatValue } from '../../model/units.ts';
import { fitting } from '../format/table.ts';
import { REQUEST_COLUMNS, type RequestColumn } from './columns.ts';
import { timeWords } from './grouping.ts';
import type { RequestReport, RequestRow } from './request-report.ts';

const rounded = (value: number): number | null => (Number.isFinite(value) ? Number(value.toPrecision(9)) : null);

const FIGURES = [
  'requests', 'requestsPerSecond', 'errorPercent', 'clientErrorPercent', 'p50Seconds', 'p95Seconds', 'p99Seconds', 'meanSeconds', 'upstreamPercent', 'sentBytes', 'receivedBytes',
  'cpuSeconds', 'cpuSharePercent', 'cpuPerRequestSeconds', 'cpuLowSeconds', 'cpuHighSeconds', 'connections', 'connectionSeconds', 'hitPercent',
] as const satisfies readonly (keyof RequestRow)[];

const figuresOf = (row: RequestRow): { readonly [name: string]: JsonValue } => Object.fromEntries(FIGURES.map((name) => [name, rounded(row[name])]));

/** Extra words of a row: the country of a code. */
export type RowWords = (name: string) => { readonly [name: string]: string };

export function requestJson({ period, group, coveredSeconds, rows, total, more }: RequestReport, words: RowWords, notes: readonly string[]): string {
  return `${JSON.stringify({
    schema: SCHEMA, from: new Date(period.from).toISOString(), to: new Date(period.to).toISOString(), coveredSeconds: rounded(coveredSeconds), groupBy: group,
    rows: rows.map((row) => ({ [group]: row.name, ...words(row.name), ...figuresOf(row) })), total: figuresOf(total), more, notices: notes,
  }, undefined, 2)}\n`;
}

export function requestCsv({ group, rows }: RequestReport, words: RowWords): string {
  const extra = Object.keys(words(rows[0]?.name ?? ''));
  const lines = rows.map((row) => [row.name, ...extra.map((name) => words(row.name)[name]), ...FIGURES.map((name) => rounded(row[name]))].map(csvCell).join(','));
  return `${[[group, ...extra, ...FIGURES].join(','), ...lines].join('\n')}\n`;
}

/** A table for a terminal of so many cells. Columns of which nothing is known are left out. */
export function requestText({ period, group, coveredSeconds, rows, total, more }: RequestReport, words: RowWords, notes: readonly string[], width: number): string {
  const minute = 60_000;
  const title = `Requests by ${group}, ${timeWords(period.from, minute)} to ${timeWords(period.to, minute)}${coveredSeconds < (period.to - period.from) / 1000 - 60 ? ` (counted for ${formatValue('seconds', coveredSeconds).replace(/\.\d+$/, '')} of it)` : ''}`;
  const nameOf = (row: RequestRow): string => [row.name, ...Object.values(words(row.name))].filter((text) => text !== '').join('  ');
  const shown = [...rows, total];
  const told = REQUEST_COLUMNS.filter(({ figure }) => shown.some((row) => !Number.isNaN(row[figure])));
  const cell = ({ figure, unit }: RequestColumn, row: RequestRow): string => (figure === 'requests' ? Math.round(row.requests).toLocaleString('en-US') : formatValue(unit, row[figure]));
  const sized = told.map((column) => ({ ...column, size: shown.reduce((most, row) => Math.max(most, displayWidth(cell(column, row))), displayWidth(column.header)) }));
  const names = Math.min(shown.reduce((most, row) => Math.max(most, displayWidth(nameOf(row))), group.length), Math.max(24, Math.floor(width / 2)));
  const kept = fitting(sized, ({ size }) => size + 1, Math.max(20, width - names - 1));
  const line = (text: string, values: (column: (typeof kept)[number]) => string): string => `${kept.map((column) => fit(values(column), column.size, 'right')).join(' ')} ${text}`.trimEnd();
  return `${[
    title, '', line(group.toUpperCase(), ({ header }) => header), ...rows.map((row) => line(nameOf(row), (column) => cell(column, row))),
    ...(rows.length === 1 ? [] : [line('(all)', (column) => cell(column, total))]), ...(more > 0 ? ['', `and ${more} more: --top ${rows.length + more} shows all`] : []), ...(notes.length > 0 ? ['', ...notes] : []),
  ].join('\n')}\n`;
}
