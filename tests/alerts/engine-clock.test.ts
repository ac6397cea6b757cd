import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cgroup } from '../../src/model/kinds/cgroup.ts';
import { frameOf } from '../model/support.ts';
import { STEP, Watch } from './engine-support.ts';
import { HOUR, MINUTE } from './support.ts';

const kills = (outOfMemoryKills: number) => [frameOf(cgroup, [{ path: '/a', name: 'a', outOfMemoryKills }])];
const RULES = [
  { alert: 'Hot', when: 'process.cpu > 50 for 1m' }, { alert: 'Kept', when: 'process.rss > 5', keep_firing_for: '2m' }, { alert: 'Mean', when: 'avg_over_time(process.cpu[2m]) > 50 and count_over_time(process.cpu[2m]) > 10' },
  { alert: 'Kill', when: 'increase(cgroup.outOfMemoryKills[10m]) > 0' }, { alert: 'Steady', when: 'changes(process.rss[5m]) >= 1' }, { alert: 'Back', when: 'process.cpu offset 1m > 50' },
];

/** What happens on a machine in ten minutes, while the wall clock is set at some of its steps; rss of a process changes once. */
function run(jumps: ReadonlyMap<number, number>): Watch {
  const it = new Watch(RULES);
  for (let step = 0; step < 120; step += 1) {
    it.clock.now += jumps.get(step) ?? 0;
    it.see([{ pid: 1, cpuPercent: step >= 12 && step < 80 ? 90 : 10, rssBytes: step < 20 || step > 60 ? 1 : 10 }], {}, kills(step < 10 ? 0 : 1));
  }
  return it;
}

const EVENTFUL = run(new Map());

test('without that, every rule has something to say', () => {
  expect(new Set(EVENTFUL.events.filter((event) => event.includes(' firing ')).map((event) => event.split(' ')[2]))).toEqual(new Set(['Hot', 'Kept', 'Mean', 'Kill', 'Steady', 'Back']));
  expect(EVENTFUL.events.filter((event) => event.includes(' resolved ')).length).toBeGreaterThan(4);
});

describe('a wall clock that is set', () => {
  test('two hours on and one back: nothing fires, is over or is told that would not have been', () => {
    for (const [first, second] of [[3, 11], [15, 30], [50, 62], [85, 100]] as const) expect(run(new Map([[first, 2 * HOUR], [second, -HOUR]])).events).toEqual(EVENTFUL.events);
  });

  test('at any time, by any length', () => {
    const jump = fc.tuple(fc.nat(119), fc.constantFrom(-26 * HOUR, -HOUR, -7000, -MINUTE, 3000, 10 * MINUTE, 8 * HOUR));
    fc.assert(fc.property(fc.array(jump, { minLength: 1, maxLength: 4 }), (jumps) => {
      const it = run(new Map(jumps));
      expect(it.events).toEqual(EVENTFUL.events);
      expect(it.told).toEqual(EVENTFUL.told);
    }), { numRuns: 40 });
  });

  test('times in messages are those of the wall', () => {
    const it = new Watch([{ alert: 'A', when: 'host.cpu > 5' }]);
    it.clock.now += 2 * HOUR;
    const at = it.clock.now;
    it.see([], { cpuPercent: 9 });
    expect(it.last?.commit.messages).toMatchObject([{ dueAt: at, notification: { time: at, alerts: [{ startsAt: at }] } }]);
    it.clock.now -= HOUR;
    it.see([], { cpuPercent: 1 }, [], 12);
    expect(it.last?.commit.messages[0]?.notification.alerts[0]).toMatchObject({ status: 'resolved', endsAt: at - HOUR + STEP });
  });
});

describe('a machine that slept', () => {
  test('for eight hours goes on where it was: for, keep_firing_for and intervals count only what it saw', () => {
    for (const step of [5, 14, 33, 70, 82, 95]) expect(run(new Map([[step, 8 * HOUR]])).events).toEqual(EVENTFUL.events);
  });

  test('does not tell again for that', () => {
    const it = new Watch([{ alert: 'A', when: 'host.cpu > 5' }], { repeat: 4 * HOUR }).see([], { cpuPercent: 9 });
    it.clock.now += 8 * HOUR;
    expect(it.see([], { cpuPercent: 9 }, [], 20).told).toEqual(['+0s mail: A+']);
  });
});
