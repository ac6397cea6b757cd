import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildTree, familyOf, subtreeRows, type TreeRow } from '../../src/analysis/tree.ts';

const family = (pids: readonly number[], parents: readonly number[]) => familyOf(Float64Array.from(pids), Float64Array.from(parents));
const byRow = (left: number, right: number): number => left - right;
const none = (): boolean => false;
const shape = (rows: readonly TreeRow[]): [number, number][] => rows.map(({ row, depth }) => [row, depth]);

describe('a family', () => {
  test('is found by pids, whatever the order of rows', () => {
    const { parents, children, roots } = family([30, 1, 20, 10], [20, 0, 10, 1]);
    expect([...parents].sort(([left], [right]) => left - right)).toEqual([[0, 2], [2, 3], [3, 1]]);
    expect(children.get(1)).toEqual([3]);
    expect(roots).toEqual([1]);
  });

  test('an orphan, whose parent is not among the rows, is a root', () => {
    expect(family([1, 7], [0, 5]).roots).toEqual([0, 1]);
  });

  test.each([
    ['its own parent', [5], [5]],
    ['two that name each other', [5, 6], [6, 5]],
    ['a longer loop with a tail', [1, 2, 3, 4], [3, 1, 2, 3]],
  ])('a loop is cut: %s', (_, pids, parents) => {
    const found = family(pids, parents);
    const rows = buildTree(found, byRow, none);
    expect(rows.map(({ row }) => row).sort(byRow)).toEqual(pids.map((_pid, row) => row));
    expect(found.roots).toHaveLength(1);
  });

  test('unknown parents (NaN) are none', () => {
    expect(family([1, 2], [Number.NaN, Number.NaN]).roots).toEqual([0, 1]);
  });
});

describe('a tree as it is drawn', () => {
  const drawn = () => family([1, 2, 3, 4, 5], [0, 1, 1, 2, 0]);

  test('parents come before their children, siblings in order', () => {
    expect(shape(buildTree(drawn(), byRow, none))).toEqual([[0, 0], [1, 1], [3, 2], [2, 1], [4, 0]]);
    expect(shape(buildTree(drawn(), (left, right) => right - left, none))).toEqual([[4, 0], [0, 0], [2, 1], [1, 1], [3, 2]]);
  });

  test('lines go on where a sibling follows', () => {
    expect(buildTree(drawn(), byRow, none).map(({ continues }) => continues)).toEqual([[], [true], [true, false], [false], []]);
  });

  test('what is folded hides what is below it and says how many children it has', () => {
    const rows = buildTree(drawn(), byRow, (row) => row === 0 || row === 4);
    expect(rows.map(({ row, children, collapsed }) => [row, children, collapsed])).toEqual([[0, 2, true], [4, 0, false]]);
  });

  test('a subtree is a row and all below it', () => {
    const { children } = drawn();
    expect(subtreeRows(0, children).sort(byRow)).toEqual([0, 1, 2, 3]);
    expect(subtreeRows(3, children)).toEqual([3]);
  });
});

test('a chain of 20000 is drawn, in little memory', () => {
  const count = 20_000;
  const pids = Float64Array.from({ length: count }, (_, row) => row + 1);
  const rows = buildTree(familyOf(pids, pids.map((pid) => pid - 1)), byRow, none);
  expect(rows).toHaveLength(count);
  expect(rows.at(-1)).toMatchObject({ row: count - 1, depth: count - 1, children: 0 });
  // Lines deeper than any screen is wide are not kept: they would take the square of the depth.
  expect(Math.max(...rows.map(({ continues }) => continues.length))).toBeLessThanOrEqual(200);
});

test('a parent of 300000 is no trouble', () => {
  const count = 300_000;
  const { children } = familyOf(Float64Array.from({ length: count }, (_, row) => row + 1), new Float64Array(count).fill(1));
  expect(subtreeRows(0, children)).toHaveLength(count);
});

test('the order of rows does not matter: who is below whom stays', () => {
  // Each names a parent of a lower pid, or none: no loops.
  const forest = fc.array(fc.nat(), { minLength: 1, maxLength: 40 }).map((picks) => picks.map((pick, index) => ({ pid: index + 1, parent: pick % (index + 1) })));
  const shuffled = forest.chain((nodes) => fc.tuple(fc.constant(nodes), fc.shuffledSubarray(nodes, { minLength: nodes.length })));
  const edges = (nodes: readonly { pid: number; parent: number }[]): [number, number][] => {
    const { parents } = family(nodes.map(({ pid }) => pid), nodes.map(({ parent }) => parent));
    return nodes.map(({ pid }, row): [number, number] => [pid, nodes[parents.get(row) ?? -1]?.pid ?? 0]).sort(([left], [right]) => left - right);
  };
  fc.assert(fc.property(shuffled, ([nodes, others]) => {
    expect(edges(others)).toEqual(nodes.map(({ pid, parent }): [number, number] => [pid, parent]));
  }));
});

test('any pids and parents, loops and doubles included: every row is drawn once, below its parent', () => {
  const links = fc.array(fc.tuple(fc.nat({ max: 12 }), fc.nat({ max: 12 })), { maxLength: 30 });
  fc.assert(fc.property(links, (pairs) => {
    const found = family(pairs.map(([pid]) => pid), pairs.map(([, parent]) => parent));
    const rows = buildTree(found, byRow, none);
    expect(rows.map(({ row }) => row).sort(byRow)).toEqual(pairs.map((_, row) => row));
    const depths = new Map(rows.map(({ row, depth }) => [row, depth]));
    for (const [row, parent] of found.parents) expect(depths.get(row)).toBe((depths.get(parent) ?? Number.NaN) + 1);
  }), { numRuns: 1000 });
});
