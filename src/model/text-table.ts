import { displayWidth, fit } from './text-width.ts';

/** Rows of cells as columns as wide as they need to be; `right` says which are figures. */
export function textTable(rows: readonly (readonly string[])[], right: readonly boolean[]): string[] {
  const widths = right.map((_, column) => Math.max(...rows.map((row) => displayWidth(row[column] ?? ''))));
  return rows.map((row) => widths.map((width, column) => fit(row[column] ?? '', width, right[column] === true ? 'right' : 'left')).join('  ').trimEnd());
}
