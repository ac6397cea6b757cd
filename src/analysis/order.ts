import type { Frame } from '../model/frame.ts';
import { addUp } from './rollup.ts';
import { buildTree, familyOf, subtreeRows } from './tree.ts';
import { isNumber } from '../model/kind.ts';

/** A row in the order it is drawn, with what the tree adds to it. */
export interface OrderedRow {
  readonly row: number;
  readonly prefix: string;
  /** Totals of what is folded away below it; absent for rows that stand for themselves. */
  readonly totals?: ReadonlyMap<string, number>;
}

export interface Sort {
  readonly field: string;
  readonly descending: boolean;
}

/** Compares rows by a field, unknown values last either way; equal ones by the kind's tie-breaker, then by its first key. */
export function rowComparator(frame: Frame, { field, descending }: Sort): (left: number, right: number) => number {
  const sign = descending ? -1 : 1;
  const ties = tieComparator(frame);
  if (frame.kind.texts.includes(field)) {
    return (left, right) => {
      const [one, other] = [frame.text(field, left), frame.text(field, right)];
      return one === other ? ties(left, right) : one === '' ? 1 : other === '' ? -1 : sign * (one < other ? -1 : 1);
    };
  }
  const values = frame.column(field);
  return (left, right) => {
    const one = values[left] ?? Number.NaN;
    const other = values[right] ?? Number.NaN;
    if (one === other) return ties(left, right);
    if (Number.isNaN(one)) return Number.isNaN(other) ? ties(left, right) : 1;
    return Number.isNaN(other) ? -1 : sign * (one - other);
  };
}

/** Unknown values count as least: were they equal to all others, the order would depend on that of the rows. */
const orLeast = (value: number | undefined): number => (value === undefined || Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value);

function tieComparator(frame: Frame): (left: number, right: number) => number {
  const { ties, key } = frame.kind;
  const [first = ''] = key;
  const greatest = ties === undefined ? undefined : frame.column(ties);
  const keys = frame.kind.numbers.includes(first) ? frame.column(first) : undefined;
  const byKey = (left: number, right: number): number => {
    if (keys !== undefined) return (keys[left] ?? 0) - (keys[right] ?? 0);
    const [one, other] = [frame.text(first, left), frame.text(first, right)];
    return one === other ? 0 : one < other ? -1 : 1;
  };
  return (left, right) => {
    const [one, other] = greatest === undefined ? [0, 0] : [orLeast(greatest[left]), orLeast(greatest[right])];
    if (one !== other) return one > other ? -1 : 1;
    return byKey(left, right) || left - right;
  };
}

/**
 * Rows that pass, in order. `before`: the order of an earlier frame; what is sorted nearly so already costs next to
 * nothing, and most processes change nothing between two ticks.
 */
export function sortedRows(frame: Frame, sort: Sort, passes: (row: number) => boolean, before: readonly number[] = []): number[] {
  const rows: number[] = [];
  const seen = new Uint8Array(frame.count);
  for (const row of before) {
    if (row >= frame.count || seen[row] === 1) continue;
    seen[row] = 1;
    if (passes(row)) rows.push(row);
  }
  for (let row = 0; row < frame.count; row += 1) if (seen[row] === 0 && passes(row)) rows.push(row);
  return rows.sort(rowComparator(frame, sort));
}

/** Number fields that can be added up over a subtree. */
const totalled = (frame: Frame): string[] => frame.kind.numbers.filter((name) => {
  const field = frame.kind.fields[name];
  return field !== undefined && isNumber(field) && field.rollup === 'sum';
});

/** Lines from the ancestors to the row, and `+N` where N rows are folded away. */
function treePrefix(continues: readonly boolean[], folded: number): string {
  const above = continues.slice(0, -1).map((goesOn) => (goesOn ? '│ ' : '  ')).join('');
  const own = continues.length === 0 ? '' : continues.at(-1) === true ? '├─' : '└─';
  return `${above}${own}${folded > 0 ? `+${folded} ` : continues.length > 0 ? ' ' : ''}`;
}

/**
 * A tree by parent pid. With a filter, the rows that pass are shown with all their ancestors, so that it stays a tree.
 * Folded rows show the totals of their subtree instead of their own values; with `allTotals` all parents do.
 */
export function treeRows(frame: Frame, sort: Sort, passes: (row: number) => boolean, folded: (row: number) => boolean = () => false, allTotals = false): OrderedRow[] {
  const family = familyOf(frame.column('pid'), frame.column('parentPid'));
  const { children, parents } = family;
  const shown = new Set<number>();
  for (let row = 0; row < frame.count; row += 1) {
    if (!passes(row)) continue;
    for (let at: number | undefined = row; at !== undefined && !shown.has(at); at = parents.get(at)) shown.add(at);
  }
  const fields = totalled(frame);
  const totals = (row: number): ReadonlyMap<string, number> => {
    const rows = subtreeRows(row, children);
    return new Map(fields.map((name) => [name, addUp('sum', frame.column(name), rows)]));
  };
  // Siblings are ordered by their subtree's total: the branch that costs most comes first.
  const compare = fields.includes(sort.field) ? bySubtree(frame, sort, children) : rowComparator(frame, sort);
  return buildTree(family, compare, folded)
    .filter(({ row }) => shown.has(row))
    .map(({ row, continues, collapsed, children: count }) => {
      const prefix = treePrefix(continues, collapsed ? subtreeRows(row, children).length - 1 : 0);
      return collapsed || (allTotals && count > 0) ? { row, prefix, totals: totals(row) } : { row, prefix };
    });
}

function bySubtree(frame: Frame, sort: Sort, children: ReadonlyMap<number, readonly number[]>): (left: number, right: number) => number {
  const values = frame.column(sort.field);
  const sums = new Map<number, number>();
  const sum = (row: number): number => {
    const known = sums.get(row);
    if (known !== undefined) return known;
    // What is summed already is not walked again: siblings are compared at every level.
    const rows = [row];
    for (let index = 0; index < rows.length; index += 1) {
      for (const child of children.get(rows[index] ?? -1) ?? []) if (!sums.has(child)) rows.push(child);
    }
    // Deepest first, so that each sum is made of those below it.
    for (const member of rows.toReversed()) {
      const own = values[member] ?? 0;
      sums.set(member, (children.get(member) ?? []).reduce((total, child) => total + (sums.get(child) ?? 0), Number.isNaN(own) ? 0 : own));
    }
    return sums.get(row) ?? 0;
  };
  const sign = sort.descending ? -1 : 1;
  return (left, right) => sign * (sum(left) - sum(right)) || left - right;
}
