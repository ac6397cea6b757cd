import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rowComparator, sortedRows, treeRows } from '../../src/analysis/order.ts';
import { group } from '../../src/model/kinds/group.ts';
import { type Frame, FrameBuilder } from '../../src/model/frame.ts';
import { process as processKind } from '../../src/model/kinds/process.ts';
import { expectQuick, frameOf, processes, type Row } from '../model/support.ts';

const all = (): boolean => true;
const pids = (frame: Frame, rows: readonly { row: number }[]): number[] => rows.map(({ row }) => frame.number('pid', row));
const sorted = (rows: readonly Row[], field: string, descending: boolean): number[] => {
  const frame = processes(...rows);
  return pids(frame, sortedRows(frame, { field, descending }, all).map((row) => ({ row })));
};

describe('a table', () => {
  const rows = [{ pid: 1, cpuPercent: 5, user: 'www' }, { pid: 2, user: 'root' }, { pid: 3, cpuPercent: 50, user: '' }, { pid: 4, cpuPercent: 0, user: 'adm' }];

  test('stands by numbers, unknown ones last either way', () => {
    expect(sorted(rows, 'cpuPercent', true)).toEqual([3, 1, 4, 2]);
    expect(sorted(rows, 'cpuPercent', false)).toEqual([4, 1, 3, 2]);
  });

  test('stands by texts, empty ones last either way', () => {
    expect(sorted(rows, 'user', false)).toEqual([4, 2, 1, 3]);
    expect(sorted(rows, 'user', true)).toEqual([1, 2, 4, 3]);
  });

  test('equal ones stand by memory, greatest first, then by pid', () => {
    const equal = [{ pid: 9, rssBytes: 5 }, { pid: 4, rssBytes: 7 }, { pid: 3, rssBytes: 5 }, { pid: 8, rssBytes: 7 }].map((row) => ({ ...row, cpuPercent: 0 }));
    expect(sorted(equal, 'cpuPercent', true)).toEqual([4, 8, 3, 9]);
    expect(sorted(equal, 'cpuPercent', false)).toEqual([4, 8, 3, 9]);
  });

  test('only rows that pass are there', () => {
    const frame = processes(...rows);
    expect(pids(frame, sortedRows(frame, { field: 'pid', descending: false }, (row) => row !== 1).map((row) => ({ row })))).toEqual([1, 3, 4]);
  });

  test('equal groups stand by memory, then by name, and not by chance', () => {
    const names = (given: readonly Row[]): string[] => {
      const frame = frameOf(group, given);
      return sortedRows(frame, { field: 'cpuPercent', descending: true }, all).map((row) => frame.text('name', row));
    };
    const equal = [{ name: 'b', cpuPercent: 0, rssBytes: 1 }, { name: 'a', cpuPercent: 0, rssBytes: 1 }, { name: 'c', cpuPercent: 0, rssBytes: 2 }];
    expect(names(equal)).toEqual(['c', 'a', 'b']);
    expect(names(equal.toReversed())).toEqual(['c', 'a', 'b']);
  });

  test('the order does not depend on that of the rows, unknown values among ties included', () => {
    const value = fc.constantFrom(0, 1, 2, Number.NaN);
    const some = fc.array(fc.tuple(value, value), { maxLength: 12 }).map((pairs) => pairs.map(([cpuPercent, rssBytes], index) => ({ pid: index + 1, cpuPercent, rssBytes })));
    const shuffled = some.chain((given) => fc.tuple(fc.constant(given), fc.shuffledSubarray(given, { minLength: given.length })));
    fc.assert(fc.property(shuffled, fc.boolean(), ([one, other], descending) => {
      expect(sorted(other, 'cpuPercent', descending)).toEqual(sorted(one, 'cpuPercent', descending));
    }), { numRuns: 1000 });
  });

  test('a comparison is one: antisymmetric and transitive', () => {
    const value = fc.constantFrom(0, 1, Number.NaN);
    fc.assert(fc.property(fc.array(fc.tuple(value, value, fc.constantFrom('', 'a', 'b')), { minLength: 3, maxLength: 3 }), fc.constantFrom('cpuPercent', 'user'), fc.boolean(), (cells, field, descending) => {
      const frame = processes(...cells.map(([cpuPercent, rssBytes, user], pid) => ({ pid, cpuPercent, rssBytes, user })));
      const compare = rowComparator(frame, { field, descending });
      for (const one of [0, 1, 2]) {
        for (const other of [0, 1, 2]) expect(Math.sign(compare(one, other)) + Math.sign(compare(other, one))).toBe(0);
      }
      if (compare(0, 1) < 0 && compare(1, 2) < 0) expect(compare(0, 2)).toBeLessThan(0);
    }), { numRuns: 1000 });
  });
});

describe('a tree', () => {
  const frame = processes(
    { pid: 1, parentPid: 0, cpuPercent: 1, rssBytes: 10 }, { pid: 2, parentPid: 1, cpuPercent: 2, rssBytes: 10 }, { pid: 3, parentPid: 1, cpuPercent: 0, rssBytes: 10 },
    { pid: 4, parentPid: 3, cpuPercent: 50 }, { pid: 5, parentPid: 2, cpuPercent: 4 }, { pid: 9, parentPid: 7, cpuPercent: 90 },
  );
  const tree = (passes: (row: number) => boolean = all, folded?: (row: number) => boolean, totals = false) => treeRows(frame, { field: 'cpuPercent', descending: true }, passes, folded, totals);
  const pid = (row: number): number => frame.number('pid', row);

  test('the branch that costs most comes first', () => {
    expect(tree().map(({ row, prefix }) => `${prefix}${pid(row)}`)).toEqual(['9', '1', '├─ 3', '│ └─ 4', '└─ 2', '  └─ 5']);
  });

  test('what passes is shown with all its ancestors', () => {
    expect(pids(frame, tree((row) => pid(row) === 5))).toEqual([1, 2, 5]);
    expect(pids(frame, tree(() => false))).toEqual([]);
  });

  test('a folded row says how many are below it and shows their totals', () => {
    const [, folded] = tree(all, (row) => pid(row) === 1);
    expect([folded?.prefix, folded?.totals?.get('cpuPercent'), folded?.totals?.get('rssBytes')]).toEqual(['+4 ', 57, 30]);
    expect(folded?.totals?.has('nice')).toBe(false);
  });

  test('with all totals every parent shows those of its branch, a leaf its own', () => {
    expect(tree(all, undefined, true).map(({ row, totals }) => [pid(row), totals?.get('cpuPercent')])).toEqual([[9, undefined], [1, 57], [3, 50], [4, undefined], [2, 6], [5, undefined]]);
  });

  test('by a text siblings stand by it', () => {
    const named = processes({ pid: 1, name: 'z' }, { pid: 2, parentPid: 1, name: 'b' }, { pid: 3, parentPid: 1, name: 'a' });
    expect(pids(named, treeRows(named, { field: 'name', descending: false }, all))).toEqual([1, 3, 2]);
  });

  test.each([['a chain', 20_000, (pid: number) => pid - 1], ['a comb', 20_000, (pid: number) => (pid % 2 === 0 ? pid - 1 : pid - 2)], ['a star', 20_000, () => 1]])('%s of many is drawn in no time', (_, count, parentOf) => {
    const many = processes(...Array.from({ length: count }, (__, index) => ({ pid: index + 1, parentPid: parentOf(index + 1), cpuPercent: index % 7 })));
    expect(treeRows(many, { field: 'cpuPercent', descending: true }, all)).toHaveLength(count);
    expectQuick(() => treeRows(many, { field: 'cpuPercent', descending: true }, all).slice(0, 50));
  });
});

test('the order of an earlier frame, of whatever rows, changes nothing', () => {
  fc.assert(fc.property(fc.array(fc.constantFrom(0, 0, 0, 1, 2, Number.NaN), { maxLength: 30 }), fc.array(fc.nat(40), { maxLength: 40 }), (cpus, before) => {
    const builder = new FrameBuilder(processKind);
    cpus.forEach((cpuPercent, index) => builder.add({ pid: index + 1, cpuPercent, rssBytes: (index * 7) % 5 }));
    const frame = builder.build();
    const sort = { field: 'cpuPercent', descending: true };
    expect(sortedRows(frame, sort, () => true, before)).toEqual(sortedRows(frame, sort, () => true));
  }));
});
