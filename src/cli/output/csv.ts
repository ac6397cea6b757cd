import { csvCell } from '../../model/csv-cell.ts';
import type { Frame } from '../../model/frame.ts';
import { rowToJson } from '../../model/json.ts';

/** Rows as CSV (RFC 4180, LF), with a header of field names. Unknown values are empty. */
export function toCsv(frame: Frame, rows: readonly number[], names: readonly string[]): string {
  const lines = rows.map((row) => {
    const values = rowToJson(frame, row, names);
    return names.map((name) => csvCell(values[name])).join(',');
  });
  return `${[names.join(','), ...lines].join('\n')}\n`;
}
