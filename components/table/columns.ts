import { alignOf, type Field } from '../../src/model/fields.ts';
import type { Kind } from '../../src/model/kind.ts';
import type { Align } from '../../src/model/text-width.ts';

/** A column as it is drawn now. */
export interface Column {
  readonly name: string;
  readonly field: Field;
  readonly width: number;
  readonly align: Align;
}

const DEFAULT_WEIGHT = 50;
/** The column that grows keeps at least this much before others are dropped: a part of a narrow table, enough of a wide one. */
const leastGrow = (width: number): number => Math.max(12, Math.min(28, Math.floor(width * 0.35)));

/**
 * The columns that fit into `width`, in the order asked for: those of the least weight go first, the growing one
 * takes what is left. One space stands between columns. `same`: a column that says the same in every row, which goes
 * before all others.
 */
export function fitColumns(kind: Kind, names: readonly string[], width: number, same?: string): Column[] {
  const all = fitAll(kind, names, width);
  const others = names.filter((name) => name !== same);
  return all.length === names.length || others.length === 0 || others.length === names.length ? all : fitAll(kind, others, width, true);
}

/** `anyGrows`: where no column is made to grow, the last text does. */
function fitAll(kind: Kind, names: readonly string[], width: number, anyGrows = false): Column[] {
  const wanted = names.flatMap((name) => {
    const field = kind.fields[name];
    return field === undefined ? [] : [{ name, field }];
  });
  const texts = wanted.filter(({ field }) => field.type === 'text');
  const growing = texts.findLast(({ field }) => field.type === 'text' && field.grow === true) ?? (anyGrows ? texts.at(-1) : undefined);
  const least = ({ name, field }: { name: string; field: Field }): number => (name === growing?.name ? Math.max(leastGrow(width), field.header.length) : field.width);
  const weight = ({ field }: { field: Field }): number => field.weight ?? DEFAULT_WEIGHT;
  const kept = [...wanted];
  const used = (): number => kept.reduce((sum, column) => sum + least(column) + 1, -1);
  while (kept.length > 1 && used() > width) {
    const lightest = kept.reduce((light, column) => (weight(column) <= weight(light) ? column : light));
    kept.splice(kept.indexOf(lightest), 1);
  }
  const spare = Math.max(0, width - used());
  return kept.map((column, index) => ({
    ...column,
    width: Math.min(width, least(column) + (column.name === growing?.name || (growing === undefined && index === kept.length - 1) ? spare : 0)),
    align: alignOf(column.field),
  }));
}
