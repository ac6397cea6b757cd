import { expect, test } from 'vitest';
import { ExhaustionFinder } from '../../../src/analysis/findings/exhaustion-finder.ts';
import { machineAt, type MadeMachine } from '../exhaustion/machine.ts';

const START = Date.UTC(2026, 0, 1);
const MINUTE = 60_000;
const GB = 2 ** 30;

/** Watches so many minutes of a machine; gives what is found at the end. */
function watch(minutes: number, machine: (minute: number) => MadeMachine, finder = new ExhaustionFinder()) {
  for (let minute = 0; minute < minutes; minute += 1) finder.observe(machineAt(START + minute * MINUTE, machine(minute)));
  return finder.found();
}

test('a disk that fills is told of with the time and an interval', () => {
  const [found, ...more] = watch(120, (minute) => ({ usedBytes: (50 + minute / 60) * GB, freeBytes: (10 - minute / 60) * GB }));
  expect(more).toEqual([]);
  expect(found).toMatchObject({ type: 'runs out', subjectKind: 'filesystem', subjectKey: '/', figure: 'usedBytes', expected: 60 * GB });
  const hour = (time: number | undefined): number => ((time ?? 0) - START) / 3_600_000;
  expect(hour(found?.limit?.at)).toBeCloseTo(10, 0);
  expect(hour(found?.limit?.from)).toBeLessThanOrEqual(hour(found?.limit?.at));
  expect(hour(found?.limit?.until)).toBeGreaterThanOrEqual(hour(found?.limit?.at));
  expect(found?.words).toMatch(/^full \(60\.0G\) in about 8\.\d h \[[\d.]+ h to [\d.]+ h\] at 1\.00G an hour$/);
});

test('what stands still, shrinks or has weeks left is not told of', () => {
  expect(watch(120, () => ({ usedBytes: 50 * GB, freeBytes: GB }))).toEqual([]);
  expect(watch(120, (minute) => ({ usedBytes: (50 - minute / 60) * GB, freeBytes: GB }))).toEqual([]);
  expect(watch(120, (minute) => ({ usedBytes: (50 + minute / 6000) * GB, freeBytes: 500 * GB }))).toEqual([]);
});

test('the memory and the tasks of a cgroup, and the open files of a process run out', () => {
  const found = watch(120, (minute) => ({
    cgroups: [{ path: '/shop.service', anonymousBytes: GB / 2 + (minute * GB) / 600, memoryLimitBytes: GB, tasks: 100 + minute, tasksLimit: 400 }],
    processes: [{ pid: 7, openFiles: 200 + 2 * minute, openFilesLimit: 1024, group: 'server.js' }, { pid: 8, openFiles: 50 + minute / 60, openFilesLimit: 1_048_576 }],
  }));
  expect(found.map(({ subjectKind, subject, subjectKey, figure }) => [subjectKind, subject, subjectKey, figure])).toEqual([
    ['cgroup', 'shop.service', '/shop.service', 'anonymousBytes'], ['cgroup', 'shop.service', '/shop.service', 'tasks'], ['process', 'server.js', '7@100', 'openFiles'],
  ]);
  expect(found[2]?.words).toMatch(/^used up \(1024\) in about \d/);
});

test('what is gone is forgotten', () => {
  const finder = new ExhaustionFinder();
  expect(watch(120, (minute) => ({ usedBytes: (50 + minute / 60) * GB, freeBytes: (10 - minute / 60) * GB }), finder)).toHaveLength(1);
  for (let minute = 120; minute < 130; minute += 1) finder.observe(machineAt(START + minute * MINUTE, {}));
  expect(finder.found()).toEqual([]);
});
