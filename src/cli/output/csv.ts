import type { Frame } from '../../model/frame.ts';
import { rowToJson } from '../../model/json.ts';

/** A spreadsheet takes these, full-width ones included, for a formula: a quote before them makes them text. */
const FORMULA = /^[=+\-@\t\r＝＋－＠]/;

function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const text = Array.isArray(value) ? value.join(' ') : String(value);
  const guarded = FORMULA.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

/** Rows as CSV (RFC 4180, LF), with a header of field names. Unknown values are empty. */
export function toCsv(frame: Frame, rows: readonly number[], names: readonly string[]): string {
  const lines = rows.map((row) => {
    const values = rowToJson(frame, row, names);
    return names.map((name) => cell(values[name])).join(',');
  });
  return `${[names.join(','), ...lines].join('\n')}\n`;
}
