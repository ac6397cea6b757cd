import type { Sort } from '../../src/analysis/order.ts';
import { fit } from '../../src/model/text-width.ts';
import type { Painter } from '../theme/tokens.ts';
import type { Column } from './columns.ts';

/** The names of the columns, the one that sorts with an arrow. */
export function headerLine(columns: readonly Column[], sort: Sort, paint: Painter, width: number): string {
  const cells = columns.map((column) => {
    const sorted = column.name === sort.field;
    const { header } = column.field;
    const arrow = !sorted ? '' : sort.descending ? '▼' : '▲';
    const room = column.width - arrow.length;
    const words = room < 1 ? arrow : column.align === 'right' ? arrow + header.slice(0, room) : header.slice(0, room) + arrow;
    return paint(sorted ? 'columnSorted' : 'columnHeader', fit(words, column.width, column.align));
  });
  const used = columns.reduce((sum, column) => sum + column.width + 1, -1);
  return cells.join(paint('columnHeader', ' ')) + paint('columnHeader', ' '.repeat(Math.max(0, width - used)));
}
