import { constants } from 'node:os';
import { describe, expect, test } from 'vitest';
import { sendSignal, SIGNALS } from '../../src/actions/signal.ts';
import { signalOf, sleeper, statField, targetOf } from './support.ts';

test.runIf(process.platform === 'linux')('signals are named and numbered as the system does, once each', () => {
  for (const { name, number } of SIGNALS) expect([name, constants.signals[name]]).toEqual([name, number]);
  expect(new Set(SIGNALS.map(({ name }) => name)).size).toBe(SIGNALS.length);
  expect(SIGNALS[0].name).toBe('SIGTERM');
});

describe.runIf(process.platform === 'linux')('a signal', () => {
  test.each(['SIGTERM', 'SIGKILL', 'SIGINT', 'SIGHUP'] as const)('%s ends a child', async (name) => {
    using one = sleeper();
    const ended = signalOf(one.child);
    expect(sendSignal([targetOf(one.pid)], name)).toMatchObject([{ done: true, message: '' }]);
    expect(await ended).toBe(name);
  });

  test('SIGSTOP pauses, SIGCONT lets go on', async () => {
    using one = sleeper();
    sendSignal([targetOf(one.pid)], 'SIGSTOP');
    await expect.poll(() => statField(one.pid, 3), { timeout: 10_000 }).toBe('T');
    sendSignal([targetOf(one.pid)], 'SIGCONT');
    await expect.poll(() => statField(one.pid, 3), { timeout: 10_000 }).toBe('S');
  });

  test('does not hit who has the pid now', async () => {
    using one = sleeper();
    const target = targetOf(one.pid);
    expect(sendSignal([{ ...target, startTime: target.startTime - 50 }], 'SIGKILL')).toMatchObject([{ done: false }]);
    expect(one.child.kill(0)).toBe(true);
    expect(statField(one.pid, 3)).not.toBe('Z');
  });

  test('goes to each of several, whatever comes of the others', async () => {
    using one = sleeper();
    using two = sleeper();
    const ended = [signalOf(one.child), signalOf(two.child)];
    const outcomes = sendSignal([targetOf(one.pid), targetOf(one.pid, { pid: 4_194_999 }), targetOf(two.pid)], 'SIGTERM');
    expect(outcomes.map(({ done }) => done)).toEqual([true, false, true]);
    expect(await Promise.all(ended)).toEqual(['SIGTERM', 'SIGTERM']);
  });
});
