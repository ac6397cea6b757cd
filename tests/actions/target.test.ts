import { describe, expect, test } from 'vitest';
import { each, isSame, type Outcome, summary } from '../../src/actions/target.ts';
import { signalOf, sleeper, targetOf } from './support.ts';

const FOREVER_GONE = 4_194_999;

describe.runIf(process.platform === 'linux')('whether a pid is still the process that was chosen', () => {
  test('it is, as long as it lives', () => {
    using one = sleeper();
    expect(isSame(targetOf(one.pid))).toBe(true);
  });

  test.each([-0.01, 0.01, -100, 3600])('it is not, when it started %d seconds off', (seconds) => {
    using one = sleeper();
    const target = targetOf(one.pid);
    expect(isSame({ ...target, startTime: target.startTime + seconds })).toBe(false);
  });

  test('it is not, when there is none', async () => {
    using one = sleeper();
    const target = targetOf(one.pid);
    const ended = signalOf(one.child);
    one.child.kill('SIGKILL');
    await ended;
    expect(isSame(target)).toBe(false);
    expect(isSame({ ...target, pid: FOREVER_GONE })).toBe(false);
  });

  test('rounding of times in seconds does no harm, whenever the machine was booted', () => {
    using one = sleeper();
    const { startTime, bootTime } = targetOf(one.pid);
    for (const boot of [0, 1e9, 1_700_000_000.123, 2e9 + 0.999_999]) expect(isSame({ pid: one.pid, name: '', bootTime: boot, startTime: boot + (startTime - bootTime) })).toBe(true);
  });
});

describe('an action', () => {
  const target = (pid: number) => ({ pid, startTime: Number.NaN, bootTime: Number.NaN, name: 'x' });

  test('is not done to a process that took the pid of the one that was chosen', () => {
    using one = sleeper();
    const done: number[] = [];
    const outcomes = each([targetOf(one.pid, { startTime: 1 }), targetOf(one.pid)], ({ pid }) => done.push(pid));
    expect(outcomes.map((outcome) => outcome.done)).toEqual([false, true]);
    expect(outcomes[0]?.message).toMatch(/^it has ended; nothing was done/);
    expect(done).toEqual([one.pid]);
  });

  test.each([0, -1, -4711, Number.NaN, 1.5])('is never done to pid %d, which would be a whole group of processes, or ourselves', (pid) => {
    const done: number[] = [];
    const outcomes = each([target(pid)], () => done.push(pid));
    expect(done).toEqual([]);
    expect(outcomes).toEqual([{ target: target(pid), done: false, message: 'it cannot be acted on' }]);
  });

  test.each([
    ['EPERM', 'not permitted; run as its owner or as root'], ['EACCES', 'not permitted; run as root'], ['ESRCH', 'it has ended'], ['EIO', 'EIO: odd'], ['constructor', 'constructor: odd'],
  ])('that fails with %s says so, and the others go on', (code, message) => {
    const outcomes = each([target(1), target(2)], ({ pid }) => {
      if (pid === 1) throw Object.assign(new Error(`${code}: odd`), { code });
    });
    expect(outcomes).toEqual([{ target: target(1), done: false, message }, { target: target(2), done: true, message: '' }]);
  });
});

describe('what came of it, in words', () => {
  const outcome = (pid: number, done: boolean, message = ''): Outcome => ({ target: { pid, name: `p${pid}`, startTime: 0, bootTime: 0 }, done, message });
  test.each<[string, Outcome[], string]>([
    ['one', [outcome(1, true)], 'sent SIGTERM to 1 p1'],
    ['several', [outcome(1, true), outcome(2, true), outcome(3, true)], 'sent SIGTERM to 3 processes'],
    ['none', [outcome(1, false, 'not permitted')], '1 p1: not permitted'],
    ['none of several', [outcome(1, false, 'not permitted'), outcome(2, false, 'it has ended')], '2 failed, the first: 1 p1: not permitted'],
    ['some', [outcome(1, true), outcome(2, false, 'not permitted'), outcome(3, true)], 'sent SIGTERM to 2 processes; 2 p2: not permitted'],
    ['one of some', [outcome(1, false, 'it has ended'), outcome(2, true), outcome(3, false, 'x')], 'sent SIGTERM to 2 p2; 2 failed, the first: 1 p1: it has ended'],
    ['nothing to do', [], ''],
  ])('%s', (_, outcomes, expected) => {
    expect(summary('sent SIGTERM to', outcomes)).toBe(expected);
  });
});
