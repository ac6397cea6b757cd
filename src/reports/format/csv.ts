import { csvCell } from '../../model/csv-cell.ts';
import type { UsageReport } from '../report.ts';
import { type Json, rowJson } from './json.ts';

const isObject = (value: Json): value is { readonly [name: string]: Json } => typeof value === 'object' && value !== null && !Array.isArray(value);

/** `{cpuPercent: {before: {mean}}}` is `cpuPercentBeforeMean`. */
function flat(value: { readonly [name: string]: Json }, prefix = ''): [string, Json][] {
  return Object.entries(value).flatMap(([name, each]): [string, Json][] => {
    const full = prefix === '' ? name : `${prefix}${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
    return isObject(each) ? flat(each, full) : [[full, each]];
  });
}

/** The entities as CSV (RFC 4180, LF), one a line, with a header; names and units are those of JSON, not known is empty. */
export function usageCsv(report: UsageReport): string {
  const rows = report.rows.map((row) => new Map(flat(rowJson(report, row))));
  const names = [...new Set(rows.flatMap((row) => [...row.keys()]))];
  const lines = rows.map((row) => names.map((name) => csvCell(row.get(name))).join(','));
  return `${[names.join(','), ...lines].join('\n')}\n`;
}
