import { describe, expect, test } from 'vitest';
import { addUp, rollUp } from '../../src/analysis/rollup.ts';
import { group } from '../../src/model/kinds/group.ts';
import { safeText } from '../../src/model/safe-text.ts';
import { frameOf, processes, rowsOf } from '../model/support.ts';
import { process } from '../../src/model/kinds/process.ts';

const NAN = Number.NaN;

test.each([
  ['sum', [1, 2, 4], 7], ['max', [1, 4, 2], 4], ['min', [3, 1, 2], 1], ['none', [1, 2], NAN],
  ['sum', [1, NAN, 4], 5], ['max', [NAN, 4], 4], ['min', [NAN, 3], 3],
  ['sum', [NAN, NAN], NAN], ['sum', [], NAN], ['sum', [0, 0], 0], ['max', [-3, -1], -1],
] as const)('%s of %j is %d', (how, values, expected) => {
  expect(addUp(how, Float64Array.from(values), values.map((_, row) => row))).toBe(expected);
});

test('only the rows given are added up', () => {
  expect(addUp('sum', Float64Array.of(1, 10, 100), [0, 2])).toBe(101);
});

describe('totals of processes by group', () => {
  const frame = processes(
    { pid: 1, group: 'web', user: 'www', cpuPercent: 10, rssBytes: 100, threads: 2, startTime: 50, nice: 5 },
    { pid: 2, group: 'db', user: 'pg', cpuPercent: 5, rssBytes: 400, threads: 1, startTime: 40 },
    { pid: 3, group: 'web', user: 'root', cpuPercent: 2.5, rssBytes: 50, threads: 1, startTime: 20 },
    { pid: 4, group: '', cpuPercent: 99 },
    { pid: 5, group: 'web', user: 'www', rssBytes: 1 },
  );
  const groups = rollUp(frame, 'group', group, { name: 'group', users: 'user' });

  test('sums, smallest start, count and owners', () => {
    expect(rowsOf(groups)).toEqual([
      { name: 'web', users: 'www,root', processes: 3, cpuPercent: 12.5, rssBytes: 151, threads: 3, startTime: 20 },
      { name: 'db', users: 'pg', processes: 1, cpuPercent: 5, rssBytes: 400, threads: 1, startTime: 40 },
    ]);
    expect(groups.kind).toBe(group);
  });

  test('of stale rows they are stale', () => {
    expect(groups.stale).toBe(false);
    expect(rollUp(frame.asStale(), 'group', group, { name: 'group', users: 'user' }).stale).toBe(true);
  });

  test('of no rows there are none', () => {
    expect(rollUp(frameOf(process, []), 'group', group, {}).count).toBe(0);
  });

  test('many owners are the first two and how many more', () => {
    const many = processes(...['a', 'b', 'c', 'd'].map((user) => ({ group: 'x', user })));
    expect(rowsOf(rollUp(many, 'group', group, { name: 'group', users: 'user' }))[0]).toMatchObject({ users: 'a,b +2' });
    const three = processes(...['a', 'b', 'c', 'a', ''].map((user) => ({ group: 'x', user })));
    expect(rowsOf(rollUp(three, 'group', group, { name: 'group', users: 'user' }))[0]).toMatchObject({ users: 'a,b,c' });
  });

  test('texts may be reworded before they are gathered', () => {
    const reworded = rollUp(frame, 'group', group, { name: 'group', users: 'user' }, { users: (text) => safeText(text === 'root' ? 'admin' : 'user') });
    expect(rowsOf(reworded).map((row) => row['users'])).toEqual(['user,admin', 'user']);
  });
});
