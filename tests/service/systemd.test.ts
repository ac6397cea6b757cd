import { expect, test } from 'vitest';
import { Systemd } from '../../src/service/systemd.ts';

function told(env: Readonly<Record<string, string>>): { readonly systemd: Systemd; readonly words: string[] } {
  const words: string[] = [];
  return { words, systemd: new Systemd(env, (file, args) => void words.push([file, ...args].join(' '))) };
}

const SOCKET = { NOTIFY_SOCKET: '/run/systemd/notify' };

test('it feeds the watchdog so that the time between is never more than a third of its own', () => {
  const { systemd, words } = told({ ...SOCKET, WATCHDOG_USEC: '60000000' });
  const fed: number[] = [];
  for (let clock = 0; clock <= 120_000; clock += 5000) {
    const before = words.length;
    systemd.alive(clock, 5000);
    if (words.length > before) fed.push(clock);
  }
  expect(fed).toEqual([0, 15_000, 30_000, 45_000, 60_000, 75_000, 90_000, 105_000, 120_000]);
  expect(new Set(words)).toEqual(new Set([`systemd-notify --no-block --pid=${process.pid} WATCHDOG=1`]));
  expect([systemd.isTooShort(5000), systemd.isTooShort(40_000)]).toEqual([false, true]);
});

test.each([
  [{}, 0], [{ WATCHDOG_USEC: '1000000' }, 0], [SOCKET, 0], [{ ...SOCKET, WATCHDOG_USEC: '1000000' }, 1], [{ ...SOCKET, WATCHDOG_USEC: '1000000', WATCHDOG_PID: '1' }, 0], [{ ...SOCKET, WATCHDOG_USEC: '1000000', WATCHDOG_PID: String(process.pid) }, 1],
  [{ ...SOCKET, WATCHDOG_USEC: 'soon' }, 0],
])('where it is asked with %j it feeds %i times', (env, times) => {
  const { systemd, words } = told(env);
  systemd.alive(1e6, 5000);
  expect(words).toHaveLength(times);
});
