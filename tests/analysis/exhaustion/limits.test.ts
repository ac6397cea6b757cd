import { describe, expect, test } from 'vitest';
import { limitsIn, processLimits } from '../../../src/analysis/exhaustion/limits.ts';
import { machineAt, type MadeMachine } from './machine.ts';

const GB = 2 ** 30;
const ofProcesses = (machine: MadeMachine) => [...processLimits(machineAt(0, machine))].map(({ key, figure, value, limit, of }) => [key, figure, value, limit, of]);

describe('a process', () => {
  test('is stopped by the tightest of its cgroup, all above it, and the host', () => {
    const machine = (inner: number, outer: number, host: number): MadeMachine => ({
      memoryAvailableBytes: host, processes: [{ pid: 1, anonymousBytes: GB, cgroup: '/shop.slice/web.service' }],
      cgroups: [{ path: '/shop.slice/web.service', anonymousBytes: GB, memoryLimitBytes: GB + inner }, { path: '/shop.slice', anonymousBytes: 2 * GB, memoryLimitBytes: 2 * GB + outer }],
    });
    expect(ofProcesses(machine(5, 9, 9))).toEqual([['1@100', 'anonymousBytes', GB, GB + 5, 'memory limit of /shop.slice/web.service']]);
    expect(ofProcesses(machine(9, 5, 9))).toEqual([['1@100', 'anonymousBytes', GB, GB + 5, 'memory limit of /shop.slice']]);
    expect(ofProcesses(machine(9, 9, 5))).toEqual([['1@100', 'anonymousBytes', GB, GB + 5, 'memory of the host']]);
  });

  test('in a container sees the limit of its own root', () => {
    expect(ofProcesses({ memoryAvailableBytes: 99, processes: [{ pid: 1, anonymousBytes: 10, cgroup: '' }], cgroups: [{ path: '/', anonymousBytes: 20, memoryLimitBytes: 25 }] }))
      .toEqual([['1@100', 'anonymousBytes', 10, 15, 'memory limit of the container']]);
  });

  test('has open files and tasks of its own limits; one that is over has no room, not less', () => {
    expect(ofProcesses({
      processes: [{ pid: 1, openFiles: 30, openFilesLimit: 20, threads: 4, cgroup: '/a/b' }, { pid: 2, openFiles: 3, openFilesLimit: Number.NaN, threads: 1, cgroup: '/elsewhere' }],
      cgroups: [{ path: '/a', tasks: 90, tasksLimit: 100 }],
    })).toEqual([['1@100', 'openFiles', 30, 30, 'open files it may have'], ['1@100', 'threads', 4, 14, 'tasks allowed in /a']]);
  });
});

test('file systems, the host and cgroups have limits, where they are known and finite', () => {
  const machine: MadeMachine = {
    usedBytes: 60, freeBytes: 40, memoryUsedBytes: 5, memoryTotalBytes: 8,
    cgroups: [{ path: '/a', anonymousBytes: 1, memoryLimitBytes: 2, tasks: 3, tasksLimit: Number.NaN }, { path: '/b', tasks: 3, tasksLimit: 7 }],
  };
  expect([...limitsIn(machineAt(0, machine))].map(({ kind, subject, figure, value, limit }) => [kind.name, subject, figure, value, limit])).toEqual([
    ['filesystem', '/', 'usedBytes', 60, 100], ['host', 'vm', 'memoryUsedBytes', 5, 8], ['cgroup', 'a', 'anonymousBytes', 1, 2], ['cgroup', 'b', 'tasks', 3, 7],
  ]);
  expect([...limitsIn(machineAt(0, {}))]).toEqual([]);
});
