/** Levels whose lines are kept: deeper than any screen is wide, and all of them would take the square of the depth. */
const LEVELS = 100;

/** One row of a tree in the order it is drawn. */
export interface TreeRow {
  /** Row of the frame. */
  readonly row: number;
  readonly depth: number;
  /** For each level above (of a very deep row: the nearest ones) whether a later sibling follows there (draws the line down); the last entry is the row's own level. */
  readonly continues: readonly boolean[];
  readonly children: number;
  readonly collapsed: boolean;
}

/** Who is below whom, by rows of a frame. */
export interface Family {
  readonly children: Map<number, number[]>;
  readonly parents: Map<number, number>;
  readonly roots: number[];
}

/** Orders a forest as it is drawn. `compare` orders siblings; rows for which `collapsed` holds hide what is below. */
export function buildTree(family: Family, compare: (left: number, right: number) => number, collapsed: (row: number) => boolean): TreeRow[] {
  const { children, roots } = family;
  for (const list of children.values()) list.sort(compare);
  roots.sort(compare);
  const out: TreeRow[] = [];
  // A stack and not recursion: a fork chain may be thousands deep.
  const stack: { row: number; depth: number; continues: readonly boolean[] }[] = [];
  const push = (rows: readonly number[], depth: number, continues: readonly boolean[]): void => {
    const above = continues.length < LEVELS ? continues : continues.slice(1 - LEVELS);
    for (let index = rows.length - 1; index >= 0; index -= 1) {
      const row = rows[index];
      if (row !== undefined) stack.push({ row, depth, continues: depth === 0 ? [] : [...above, index < rows.length - 1] });
    }
  };
  push(roots, 0, []);
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const below = children.get(next.row) ?? [];
    const folded = below.length > 0 && collapsed(next.row);
    out.push({ ...next, children: below.length, collapsed: folded });
    if (!folded) push(below, next.depth + 1, next.continues);
  }
  return out;
}

/**
 * Finds parents and children by pid. A row whose parent is not among them (or that is its own ancestor: pids may be
 * reused between two reads) is a root.
 */
export function familyOf(pids: Float64Array, parentPids: Float64Array): Family {
  const rowOf = new Map<number, number>();
  pids.forEach((pid, row) => rowOf.set(pid, row));
  const children = new Map<number, number[]>();
  const parents = new Map<number, number>();
  const roots: number[] = [];
  const parentRow = (row: number): number | undefined => {
    const parent = rowOf.get(parentPids[row] ?? -1);
    return parent === row ? undefined : parent;
  };
  const settled = new Set<number>();
  for (let row = 0; row < pids.length; row += 1) {
    // Follow the parents up to something settled; meeting this walk again is a loop, cut here.
    const walk = new Set<number>();
    let at: number | undefined = row;
    while (at !== undefined && !settled.has(at) && !walk.has(at)) {
      walk.add(at);
      at = parentRow(at);
    }
    const looped = at !== undefined && walk.has(at) ? at : undefined;
    for (const member of walk) {
      settled.add(member);
      const parent = member === looped ? undefined : parentRow(member);
      if (parent === undefined) roots.push(member);
      else {
        parents.set(member, parent);
        const list = children.get(parent);
        if (list === undefined) children.set(parent, [member]);
        else list.push(member);
      }
    }
  }
  return { children, parents, roots };
}

/** For each row the rows of itself and all below it. */
export function subtreeRows(start: number, children: ReadonlyMap<number, readonly number[]>): number[] {
  const rows = [start];
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index];
    // One by one: a call takes no more than some 100000 arguments.
    if (row !== undefined) for (const child of children.get(row) ?? []) rows.push(child);
  }
  return rows;
}
