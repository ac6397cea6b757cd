import { matcher } from '../../src/analysis/filter/compare.ts';
import type { Frame } from '../../src/model/frame.ts';
import { cellText } from './cell.ts';

/** Tells which rows hold a text in one of these columns; of numbers only those that name something are looked at. */
export function rowSearch(frame: Frame, columns: readonly string[], text: string, now: number): (row: number) => boolean {
  const passes = matcher(text, 0);
  return (row) => columns.some((name) => {
    const field = frame.kind.fields[name];
    if (field === undefined) return false;
    return field.type === 'text' ? passes(frame.text(name, row)) : field.unit === 'id' && passes(cellText(frame, name, field, row, now));
  });
}
