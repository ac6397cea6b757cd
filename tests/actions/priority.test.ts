import { execFileSync } from 'node:child_process';
import { getPriority } from 'node:os';
import { describe, expect, test } from 'vitest';
import { IO_CLASSES, renice, setIoClass } from '../../src/actions/priority.ts';
import { has, sleeper, targetOf } from './support.ts';

describe.runIf(process.platform === 'linux')('niceness', () => {
  test.each([[5, 5], [19, 19], [100, 19], [7.4, 7]])('%d becomes %i', (asked, expected) => {
    using one = sleeper();
    expect(renice([targetOf(one.pid)], asked)).toMatchObject([{ done: true }]);
    expect(getPriority(one.pid)).toBe(expected);
  });

  test('is not changed for who has the pid now', () => {
    using one = sleeper();
    expect(renice([targetOf(one.pid, { startTime: 1 })], 9)).toMatchObject([{ done: false }]);
    expect(getPriority(one.pid)).toBe(getPriority(process.pid));
  });
});

describe.runIf(process.platform === 'linux' && has('ionice'))('the class of disk access', () => {
  const classOf = (pid: number): string => execFileSync('ionice', ['-p', String(pid)], { encoding: 'utf8' }).trim();

  test.each([['best-effort-7', 'best-effort: prio 7'], ['best-effort-0', 'best-effort: prio 0'], ['idle', 'idle']])('%s', (id, expected) => {
    using one = sleeper();
    const ioClass = IO_CLASSES.find((candidate) => candidate.id === id) ?? IO_CLASSES[1];
    expect(setIoClass([targetOf(one.pid)], ioClass)).toMatchObject([{ done: true }]);
    expect(classOf(one.pid)).toBe(expected);
  });

  test('is not changed for who has the pid now', () => {
    using one = sleeper();
    const before = classOf(one.pid);
    expect(setIoClass([targetOf(one.pid, { startTime: 1 })], IO_CLASSES[3])).toMatchObject([{ done: false }]);
    expect(classOf(one.pid)).toBe(before);
  });
});
