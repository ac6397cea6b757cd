import { describe, expect, it } from 'vitest';

import { findHierarchies, parseAnonymous, parseFinite, parseKills } from '../../../../src/collectors/linux/host/cgroup-controllers.ts';
import { foldersOf } from '../../../../src/collectors/linux/host/cgroup-tree.ts';
import { fakeTree } from '../inspect/support.ts';

describe('parsing', () => {
  it('adds up what cannot be dropped', () => {
    expect(parseAnonymous('anon 4096\nfile 9\nkernel 1\nshmem 8192\nanon_thp 7\ninactive_anon 5\n')).toBe(12_288);
    expect(parseAnonymous('cache 1\nrss 100\nshmem 1\nrss_huge 9\ntotal_cache 2\ntotal_rss 300\ntotal_rss_huge 9\ntotal_shmem 50\n')).toBe(350);
    expect(parseAnonymous('cache 1\nrss 100\n')).toBe(100);
  });

  it('says that a file without it says nothing', () => {
    for (const text of ['', 'anon\n', 'anon -1\n', 'xanon 5\n', 'anon 5x\n', `anon ${'9'.repeat(30)}\n`, 'shmem 5\n']) expect(parseAnonymous(text)).toBeNaN();
  });

  it('reads kills of both versions', () => {
    expect(parseKills('low 0\nhigh 5\nmax 7\noom 3\noom_kill 2\noom_group_kill 9\n')).toBe(2);
    expect(parseKills('oom_kill_disable 1\nunder_oom 0\noom_kill 4\n')).toBe(4);
    expect(parseKills('oom_kill_disable 1\nunder_oom 0\n')).toBeNaN();
  });

  it.each([['max\n', Number.NaN], ['9223372036854771712\n', Number.NaN], ['-1\n', Number.NaN], ['', Number.NaN], ['4915\n', 4915], ['0\n', 0]])('figure %j', (text, value) => {
    expect(parseFinite(text)).toBe(value);
  });
});

describe('hierarchies', () => {
  const found = (files: Record<string, string>): [string, number][] => {
    using tree = fakeTree({ x: '', ...files });
    return findHierarchies(tree.root).map(({ root, controllers }) => [root.slice(tree.root.length), controllers.length]);
  };

  it('version 2 alone, whatever its cgroups are called', () => {
    expect(found({ 'fs/cgroup/cgroup.controllers': 'cpuset cpu io memory pids\n', 'fs/cgroup/memory/memory.limit_in_bytes': '1\n' })).toEqual([['/fs/cgroup', 2]]);
    expect(found({ 'fs/cgroup/cgroup.controllers': 'cpu pids\n' })).toEqual([['/fs/cgroup', 1]]);
  });

  it('version 2 beside version 1, with controllers or without', () => {
    expect(found({ 'fs/cgroup/unified/cgroup.controllers': '\n' })).toEqual([['/fs/cgroup/memory', 1], ['/fs/cgroup/pids', 1]]);
    expect(found({ 'fs/cgroup/unified/cgroup.controllers': 'memory\n' })).toEqual([['/fs/cgroup/unified', 1], ['/fs/cgroup/memory', 1], ['/fs/cgroup/pids', 1]]);
  });
});

it('reads the cgroups of this machine', (context) => {
  const use = findHierarchies('/sys').flatMap(({ root, controllers }) => foldersOf(root).slice(1, 20).flatMap(({ directory }) =>
    // As if it were limited, so that all is read.
    controllers.map((controller) => ({ ...controller.seldom(directory), ...controller.use(directory, { memoryLimitBytes: 1 }) }))));
  if (use.length === 0) return context.skip('no cgroups that limit memory or tasks are to be seen here');
  for (const value of use.flatMap((figures) => Object.values(figures))) expect(value < 0).toBe(false);
  expect(use.some(({ memoryBytes = 0, tasks = 0 }) => memoryBytes > 0 || tasks > 0)).toBe(true);
  for (const { memoryBytes, anonymousBytes } of use) if (memoryBytes !== undefined && memoryBytes > 0) expect(anonymousBytes).toBeGreaterThanOrEqual(0);
});
