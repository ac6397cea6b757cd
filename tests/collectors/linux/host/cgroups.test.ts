import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';

import { DEFAULT_ROOTS } from '../../../../src/collectors/collector.ts';
import { cgroups, MAX_ROWS } from '../../../../src/collectors/linux/host/cgroups.ts';
import { expectSafe, fakeTree, HOSTILE, rowsOf } from '../inspect/support.ts';

const MIB = 1024 ** 2;
const ID = '4fbc9d1f6b3d0a5c7e8f9a0b1c2d3e4f5a6b7c8d9e0f1a2b3c4d5e6f7a8b9c0d';
const STAT = `anon ${100 * MIB}\nfile ${900 * MIB}\nshmem ${28 * MIB}\n`;

/** Files of a cgroup of version 2. */
const files = (at: string, given: Readonly<Record<string, string>>): Record<string, string> => Object.fromEntries(Object.entries({
  'memory.max': 'max\n', 'memory.high': 'max\n', 'memory.current': `${256 * MIB}\n`, 'memory.stat': STAT, 'memory.events': 'low 0\noom 2\noom_kill 3\n',
  'pids.max': 'max\n', 'pids.current': '25\n', ...given,
}).map(([name, text]) => [`fs/cgroup${at}/${name}`, text]));
const VERSION_2 = { 'fs/cgroup/cgroup.controllers': 'cpuset cpu io memory hugetlb pids\n' };

/** Reads once and again: rows by their paths. */
function reader(root: string): () => Record<string, number | string>[] {
  const read = cgroups.start({ ...DEFAULT_ROOTS, sys: root });
  return () => {
    const frame = read({ monotonic: 0, wall: 0 }).frames?.[0];
    if (frame === undefined) return [];
    expectSafe(frame);
    return rowsOf(frame).sort((one, other) => (String(one['path']) < String(other['path']) ? -1 : 1));
  };
}

const put = (root: string, path: string, text: string): void => {
  mkdirSync(dirname(`${root}/fs/cgroup/${path}`), { recursive: true });
  writeFileSync(`${root}/fs/cgroup/${path}`, text);
};

describe('version 2', () => {
  it('shows cgroups that set a limit, with what they use of it', () => {
    using tree = fakeTree({
      ...VERSION_2, ...files('/system.slice', {}),
      ...files('/system.slice/a.service', { 'memory.max': `${512 * MIB}\n`, 'pids.max': '100\n' }),
      ...files('/system.slice/b.service', { 'pids.max': '4915\n' }),
      ...files(`/system.slice/docker-${ID}.scope`, { 'memory.high': `${300 * MIB}\n` }),
    });
    const common = { memoryBytes: 256 * MIB, tasks: 25, outOfMemoryKills: 3 };
    expect(reader(tree.root)()).toEqual([
      {
        ...common, path: '/system.slice/a.service', name: 'a.service', anonymousBytes: 128 * MIB,
        memoryLimitBytes: 512 * MIB, memoryUsedPercent: 50, tasksLimit: 100, tasksUsedPercent: 25,
      },
      { ...common, path: '/system.slice/b.service', name: 'b.service', tasksLimit: 4915, tasksUsedPercent: 2500 / 4915 },
      { ...common, path: `/system.slice/docker-${ID}.scope`, name: '4fbc9d1f6b3d', anonymousBytes: 128 * MIB, memoryHighBytes: 300 * MIB },
    ]);
  });

  it('shows the root where that is a container\'s own', () => {
    using tree = fakeTree({ ...VERSION_2, ...files('', { 'memory.max': `${512 * MIB}\n` }) });
    expect(reader(tree.root)()).toMatchObject([{ path: '/', name: '/', memoryUsedPercent: 50 }]);
  });

  it('beside version 1: in /sys/fs/cgroup/unified', () => {
    using tree = fakeTree({ 'fs/cgroup/unified/cgroup.controllers': 'memory pids\n', ...files('/unified/a', { 'pids.max': '50\n' }) });
    expect(reader(tree.root)()).toMatchObject([{ path: '/a', tasksUsedPercent: 50 }]);
  });

  it('knows nothing of a controller that is off', () => {
    using tree = fakeTree({ 'fs/cgroup/cgroup.controllers': 'cpu pids\n', ...files('/a', { 'pids.max': '50\n' }) });
    expect(reader(tree.root)()).toEqual([{ path: '/a', name: 'a', tasks: 25, tasksLimit: 50, tasksUsedPercent: 50 }]);
  });

  it('a limit of nothing has no share', () => {
    using tree = fakeTree({ ...VERSION_2, ...files('/a', { 'memory.max': '0\n', 'pids.max': '0\n' }) });
    expect(reader(tree.root)()).toEqual([{ path: '/a', name: 'a', memoryBytes: 256 * MIB, anonymousBytes: 128 * MIB, memoryLimitBytes: 0, tasks: 25, tasksLimit: 0, outOfMemoryKills: 3 }]);
  });
});

it('version 1: what both trees say of a path is one row', () => {
  using tree = fakeTree({
    'fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712\n', 'fs/cgroup/unified/cgroup.controllers': '\n',
    'fs/cgroup/memory/docker/x/memory.limit_in_bytes': `${1024 * MIB}\n`, 'fs/cgroup/memory/docker/x/memory.usage_in_bytes': `${512 * MIB}\n`,
    'fs/cgroup/memory/docker/x/memory.stat': `rss 1\ntotal_rss ${200 * MIB}\ntotal_shmem ${50 * MIB}\n`,
    'fs/cgroup/memory/docker/x/memory.oom_control': 'oom_kill_disable 0\nunder_oom 0\noom_kill 1\n',
    'fs/cgroup/pids/docker/x/pids.max': 'max\n', 'fs/cgroup/pids/docker/x/pids.current': '3\n',
    'fs/cgroup/memory/y/memory.limit_in_bytes': '9223372036854771712\n', 'fs/cgroup/memory/y/memory.usage_in_bytes': '4096\n',
    'fs/cgroup/pids/y/pids.max': '10\n', 'fs/cgroup/pids/y/pids.current': '9\n',
    'fs/cgroup/pids/z/pids.max': '10\n', 'fs/cgroup/pids/z/pids.current': '1\n',
  });
  expect(reader(tree.root)()).toEqual([
    { path: '/docker/x', name: 'docker/x', memoryBytes: 512 * MIB, anonymousBytes: 250 * MIB, memoryLimitBytes: 1024 * MIB, memoryUsedPercent: 50, tasks: 3, outOfMemoryKills: 1 },
    { path: '/y', name: 'y', memoryBytes: 4096, tasks: 9, tasksLimit: 10, tasksUsedPercent: 90 },
    { path: '/z', name: 'z', tasks: 1, tasksLimit: 10, tasksUsedPercent: 10 },
  ]);
});

it('has no rows where there are no cgroups, and none of one that went while its files were read', () => {
  using tree = fakeTree({ ...VERSION_2, 'fs/cgroup/a/pids.max': '10\n' });
  expect(reader(tree.root)()).toEqual([]);
  expect(reader(`${tree.root}/none`)()).toEqual([]);
});

it('sees use at once, another limit within six readings', () => {
  using tree = fakeTree({ ...VERSION_2, ...files('/a', { 'pids.max': '100\n' }), ...files('/b', { 'pids.max': '100\n' }) });
  const read = reader(tree.root);
  read();
  for (const name of ['a', 'b']) {
    put(tree.root, `${name}/pids.current`, '50\n');
    put(tree.root, `${name}/pids.max`, '200\n');
  }
  const percents = Array.from({ length: 6 }, () => read().map((row) => row['tasksUsedPercent']));
  for (const each of percents.flat()) expect([50, 25]).toContain(each);
  expect(percents[0]).toContain(50);
  expect(percents.at(-1)).toEqual([25, 25]);
  rmSync(`${tree.root}/fs/cgroup/a`, { recursive: true });
  expect(read()).toMatchObject([{ path: '/b' }]);
});

it('asks one that took the place of another for its own limit', () => {
  using tree = fakeTree({ ...VERSION_2, ...files('/a', { 'pids.max': '100\n' }) });
  const read = reader(tree.root);
  read();
  renameSync(`${tree.root}/fs/cgroup/a`, `${tree.root}/old`);
  put(tree.root, 'a/pids.max', '50\n');
  put(tree.root, 'a/pids.current', '5\n');
  expect(read()).toMatchObject([{ path: '/a', tasksLimit: 50, tasksUsedPercent: 10 }]);
});

it('shows foreign names safely, each path once', () => {
  using tree = fakeTree({ ...VERSION_2, ...files(`/${HOSTILE}`, { 'pids.max': '1\n' }), ...files('/x\u200b', { 'pids.max': '1\n' }), ...files('/x\u200c', { 'pids.max': '1\n' }) });
  expect(reader(tree.root)()).toHaveLength(2);
});

it('shows so many and no more', () => {
  using tree = fakeTree({ ...VERSION_2, ...Object.fromEntries(Array.from({ length: MAX_ROWS + 9 }, (_, at) => Object.entries({ [`fs/cgroup/${at}/pids.max`]: '5\n', [`fs/cgroup/${at}/pids.current`]: '1\n' })).flat()) });
  expect(reader(tree.root)()).toHaveLength(MAX_ROWS);
});

it('reads this machine', () => {
  const frame = cgroups.start(DEFAULT_ROOTS)({ monotonic: 0, wall: 0 }).frames?.[0];
  for (const row of frame === undefined ? [] : rowsOf(frame)) {
    expect(row['path']).toMatch(/^\//);
    expect(row).toSatisfy((each: typeof row) => ['memoryLimitBytes', 'memoryHighBytes', 'tasksLimit'].some((limit) => Number(each[limit]) >= 0));
    expect(Number(row['memoryBytes'] ?? 0) + Number(row['tasks'] ?? 0)).toBeGreaterThanOrEqual(0);
  }
});
