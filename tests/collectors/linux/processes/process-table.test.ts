import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Extras, FULL_BUDGETS } from '../../../../src/collectors/linux/processes/extras.ts';
import { FileHandles } from '../../../../src/collectors/linux/processes/file-handles.ts';
import { ALL_IDENTITIES, ProcessTable } from '../../../../src/collectors/linux/processes/process-table.ts';
import { Users } from '../../../../src/collectors/linux/processes/users.ts';
import type { Frame } from '../../../../src/model/frame.ts';
import { makeRedactor } from '../../../../src/model/redact.ts';
import { type Demand, NO_DEMAND } from '../../../../src/model/timeline.ts';
import { pidsOf, recordedTree, rowOf, type Tree } from './support.ts';

const BOOT = 1_700_000_000;
const IO: Demand = { everywhere: ['io', 'smaps'], visible: [], pids: [] };
const asRoot = process.getuid?.() === 0;

let tree: Tree;
let clock: number;
let table: ProcessTable;

beforeEach(() => {
  tree = recordedTree();
  const monotonic = (): number => clock;
  table = new ProcessTable({
    roots: tree.roots, handles: new FileHandles(0), users: Users.read(tree.roots.proc), redact: makeRedactor(), monotonic, extras: new Extras(tree.roots, FULL_BUDGETS, monotonic), identityBudgets: ALL_IDENTITIES,
  });
});
afterEach(() => tree[Symbol.dispose]());

function sampleAt(milliseconds: number, demand = NO_DEMAND): Frame {
  clock = milliseconds;
  return table.sample({ monotonic: milliseconds, wall: 0 }, { memoryBytes: 40_960_000, bootTime: BOOT }, demand);
}

describe('the first tick', () => {
  test('knows who is there and what stands in their files, but no rates', () => {
    const frame = sampleAt(1000);
    expect(pidsOf(frame)).toEqual([1, 2, 100, 101, 200, 300, 400]);
    expect(rowOf(frame, 101)).toEqual({
      pid: 101, parentPid: 100, state: 1, memoryPercent: 10, rssBytes: 4_096_000, virtualBytes: 61_000_192, threads: 1, priority: 20, nice: 0, cpuSeconds: 2,
      startTime: BOOT + 123.5, processor: 1, user: asRoot ? 'www-data' : rowOf(frame, 101)?.['user'], group: 'nginx.service', container: 'nginx.service', cgroup: '/system.slice/nginx.service',
      name: 'nginx', executable: '/usr/sbin/nginx', command: 'nginx: worker process',
    });
  });

  test('a real-time one, favoured, waiting for a disk', () => {
    expect(rowOf(sampleAt(1000), 400)).toMatchObject({ state: 3, priority: -51, nice: -5, threads: 11, group: 'node shop/server.js', command: 'node /srv/shop/server.js', cpuSeconds: 12 });
  });

  test('a name that looks like the rest of the line', () => {
    expect(rowOf(sampleAt(1000), 200)).toMatchObject({ name: 'a) S 1 (b c', parentPid: 1, state: 2, nice: 19, threads: 12, command: '/opt/odd/program --password ********' });
  });

  test('a zombie has no memory and its name in brackets', () => {
    const frame = sampleAt(1000);
    expect(rowOf(frame, 300)).toMatchObject({ state: 4, rssBytes: 0, command: '[sleep]', name: 'sleep' });
    expect(rowOf(frame, 300)).not.toHaveProperty('executable');
  });

  test('a kernel thread belongs to root and the kernel', () => {
    expect(rowOf(sampleAt(1000), 2)).toMatchObject({ user: 'root', group: 'kernel', command: '[kthreadd]', name: 'kthreadd', rssBytes: 0 });
  });

  test('the sums', () => {
    sampleAt(1000);
    expect(table.totals).toEqual({ threads: 28, running: 1, zombies: 1 });
  });

  test('pids, names and start times are known to inspectors', () => {
    sampleAt(1000);
    expect([...table.pids()].sort((left, right) => left - right)).toEqual([1, 2, 100, 101, 200, 300, 400]);
    expect([table.nameOf(101), table.nameOf(9999)]).toEqual(['nginx', undefined]);
    expect([table.startTimeOf(101, BOOT), table.startTimeOf(9999, BOOT)]).toEqual([BOOT + 123.5, undefined]);
  });
});

describe('between two ticks, 2 seconds apart', () => {
  test('CPU and faults are exact', () => {
    sampleAt(1000);
    tree.change(101, { user: 250, system: 100, minorFaults: 120, majorFaults: 6, state: 'S' });
    const frame = sampleAt(3000);
    expect(rowOf(frame, 101)).toMatchObject({ cpuPercent: 75, minorFaultsPerSecond: 10, majorFaultsPerSecond: 1, cpuSeconds: 3.5, state: 2 });
    expect(rowOf(frame, 100)).toMatchObject({ cpuPercent: 0, minorFaultsPerSecond: 0 });
  });

  test('a process with many threads uses more than one core', () => {
    sampleAt(1000);
    tree.change(400, { user: 1700, system: 300 });
    expect(rowOf(sampleAt(3000), 400)).toMatchObject({ cpuPercent: 400 });
  });

  test('a counter that went backwards is no negative rate', () => {
    sampleAt(1000);
    tree.change(101, { user: 0, system: 0, minorFaults: 0 });
    expect(rowOf(sampleAt(3000), 101)).toMatchObject({ cpuPercent: 0, minorFaultsPerSecond: 0 });
  });

  test('a process born in between counts from the tick before', () => {
    sampleAt(1000);
    tree.add(500, 'cc1', ['cc1', 'x.c'], { user: 30, system: 10, start: 60_000, minorFaults: 8, parentPid: 400 });
    expect(rowOf(sampleAt(3000), 500)).toMatchObject({ cpuPercent: 20, minorFaultsPerSecond: 4, cpuSeconds: 0.4, startTime: BOOT + 600, command: 'cc1 x.c' });
  });

  test('one that ended is gone, and its pid is free', () => {
    sampleAt(1000);
    tree.end(101);
    expect(pidsOf(sampleAt(3000))).toEqual([1, 2, 100, 200, 300, 400]);
    expect(table.startTimeOf(101, BOOT)).toBeUndefined();
    tree.add(101, 'new', ['new'], { start: 70_000 });
    expect(rowOf(sampleAt(5000), 101)).toMatchObject({ name: 'new', startTime: BOOT + 700 });
  });

  test('another process under an old pid is another: its own CPU, no rates of the one before', () => {
    sampleAt(1000, IO);
    expect(rowOf(sampleAt(2000, IO), 400)).toMatchObject({ readBytesPerSecond: 0 });
    tree.add(400, 'job', ['job', '--fast'], { user: 10, system: 10, start: 80_000 });
    tree.put('400/io', 'read_bytes: 999999\nwrite_bytes: 999999\n');
    const row = rowOf(sampleAt(4000, IO), 400);
    expect(row).toMatchObject({ cpuPercent: 10, cpuSeconds: 0.2, name: 'job', command: 'job --fast', group: 'job', startTime: BOOT + 800 });
    expect(row).not.toHaveProperty('readBytesPerSecond');
    expect(row).not.toHaveProperty('pssBytes');
    tree.put('400/io', 'read_bytes: 1003999\nwrite_bytes: 999999\n');
    expect(rowOf(sampleAt(6000, IO), 400)).toMatchObject({ readBytesPerSecond: 2000, writeBytesPerSecond: 0 });
  });

  test('a program that ran another is named anew at once', () => {
    sampleAt(1000);
    tree.put('400/stat', '400 (bun) S 1 400 400 0 -1 0 0 0 0 0 1000 200 0 0 20 0 1 0 40000 1 1 0\n');
    tree.put('400/cmdline', 'bun\0run.ts\0');
    expect(rowOf(sampleAt(1100), 400)).toMatchObject({ name: 'bun', command: 'bun run.ts', startTime: BOOT + 400 });
  });

  test('arguments changed after a fork are seen once things have settled', () => {
    sampleAt(1000);
    tree.put('400/cmdline', 'node\0other.js\0');
    expect(rowOf(sampleAt(1100), 400)).toMatchObject({ command: 'node /srv/shop/server.js' });
    expect(rowOf(sampleAt(2600), 400)).toMatchObject({ command: 'node other.js' });
  });

  test('texts stay the same array as long as nothing changed, so that they are not sent again', () => {
    const texts = (frame: Frame) => frame.textsOf(frame.find((row) => frame.number('pid', row) === 101));
    const first = texts(sampleAt(1000));
    expect(texts(sampleAt(3000))).toBe(first);
    expect(texts(sampleAt(100_000))).toBe(first);
  });

  test('a file cut short leaves the row out for that tick only', () => {
    sampleAt(1000);
    tree.put('101/stat', '101 (nginx) R 100');
    expect(pidsOf(sampleAt(2000))).not.toContain(101);
    tree.put('101/stat', '101 (nginx) R 100 101 101 0 -1 0 0 0 0 0 200 100 0 0 20 0 1 0 12350 1 1 0\n');
    expect(rowOf(sampleAt(3000), 101)).toMatchObject({ cpuPercent: 50 });
  });
});

test('in another host\'s /proc, whose last pid is told of our own namespace, new processes are found at the next tick', () => {
  sampleAt(1000);
  tree.add(501, 'new', ['new'], { start: 60_000 });
  expect(pidsOf(sampleAt(2000))).toContain(501);
});

test('a child whose pid is lower than its parent\'s is grouped with it from the first tick on', () => {
  tree.add(600, 'chrome', ['/opt/chrome'], { start: 90_000 });
  tree.add(50, 'chrome', ['/opt/chrome', '--type=renderer'], { start: 90_100, parentPid: 600 });
  tree.put('600/cmdline', 'python3\0/srv/train.py\0');
  tree.put('50/cmdline', 'python3\0-c\0from multiprocessing.spawn import spawn_main\0');
  expect(rowOf(sampleAt(1000), 50)).toMatchObject({ group: 'python3 train.py' });
});

test('without /proc there is an error to be told, and no half a table', () => {
  tree[Symbol.dispose]();
  expect(() => sampleAt(1000)).toThrow(/ENOENT/);
});

test('without a budget for identities processes go by the name in stat, and those on the screen come first', () => {
  let now = 0;
  const ticking = (): number => {
    now += 1;
    return now;
  };
  const late = new ProcessTable({
    roots: tree.roots, handles: new FileHandles(0), users: Users.read(tree.roots.proc), redact: makeRedactor(), monotonic: ticking,
    extras: new Extras(tree.roots, FULL_BUDGETS, ticking), identityBudgets: { first: 0, later: Infinity },
  });
  const basis = { memoryBytes: 1e9, bootTime: 0 };
  const first = late.sample({ monotonic: now, wall: 0 }, basis, NO_DEMAND);
  expect(first.count).toBeGreaterThan(1);
  for (let row = 0; row < first.count; row += 1) {
    expect(first.text('command', row)).toBe(first.text('name', row));
    expect(first.text('name', row)).not.toBe('');
    expect(first.text('user', row)).toBe('');
  }
  const second = late.sample({ monotonic: now, wall: 0 }, basis, NO_DEMAND);
  for (let row = 0; row < second.count; row += 1) expect(second.text('user', row)).not.toBe('');
});
