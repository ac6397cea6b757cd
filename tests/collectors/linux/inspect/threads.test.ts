import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { MAX_ROWS } from '../../../../src/collectors/linux/inspect/read.ts';
import { parseThreadStat, parseWaitChannel, threadInspector } from '../../../../src/collectors/linux/inspect/threads.ts';
import { PROCESS_STATES } from '../../../../src/model/kinds/process.ts';
import { contextFor, expectRobust, expectSafe, fakeTree, rowsOf } from './support.ts';

const stat = (name: string, ticks: number, start = 5000): string => `42 (${name}) S 1 42 42 0 -1 4194560 100 0 0 0 ${ticks} 6 0 0 20 -5 1 0 ${start} 1000 200 18446744073709551615 1 1 0 0 0 0 0 0 0 0 0 0 17 3 0 0 0 0 0\n`;

describe('parsing', () => {
  it('reads a stat line', () => {
    expect(parseThreadStat(stat('worker', 4))).toEqual({ name: 'worker', state: PROCESS_STATES.indexOf('S'), ticks: 10, priority: 20, nice: -5, start: 5000, processor: 3 });
  });

  it.each([') R 1 (x', 'a b', '((', '\n', ''])('is not misled by the name %j', (name) => expect(parseThreadStat(stat(name, 4))).toMatchObject({ name, ticks: 10, processor: 3 }));

  it('knows what is no stat line', () => {
    expect(parseThreadStat('')).toBeUndefined();
    expect(parseThreadStat(')(')).toBeUndefined();
    expect(parseThreadStat('1 (x) @')).toMatchObject({ state: 0, ticks: Number.NaN });
  });

  it.each([['0', ''], ['0\n', ''], ['futex_wait_queue', 'futex_wait_queue'], ['', '']])('wait channel %j', (text, name) => expect(parseWaitChannel(text)).toBe(name));

  it('takes anything', () => {
    expectRobust(parseThreadStat, [stat('worker', 4), stat(') R', 5)]);
    expectRobust(parseWaitChannel, ['futex_wait_queue']);
  });
});

describe('reading', () => {
  const cpuOf = (inspect: () => ReturnType<ReturnType<typeof threadInspector>['inspect']>): number => inspect().number('cpuPercent', 0);

  it('knows CPU use from the second reading on', () => {
    using first = fakeTree({ '42/task/42/stat': stat('a', 100), '42/task/42/wchan': 'do_wait' });
    using second = fakeTree({ '42/task/42/stat': stat('a', 150) });
    using reused = fakeTree({ '42/task/42/stat': stat('a', 500, 6000) });
    const { inspect } = threadInspector();
    const at = (proc: string, monotonic: number) => () => inspect(contextFor(42, { roots: { proc, sys: '' }, monotonic: () => monotonic }));
    expect(cpuOf(at(first.root, 1000))).toBeNaN();
    expect(cpuOf(at(second.root, 2000))).toBeCloseTo(50);
    // Too soon after: still held against the reading before.
    expect(cpuOf(at(second.root, 2100))).toBeCloseTo(0);
    expect(cpuOf(at(reused.root, 3000))).toBeNaN();
    expect(rowsOf(at(first.root, 9000)())[0]).toMatchObject({ tid: 42, cpuSeconds: 1.06, waitingIn: 'do_wait', name: 'a', processor: 3, nice: -5 });
  });

  it('forgets processes looked at long ago', () => {
    using proc = fakeTree(Object.fromEntries([1, 2, 3, 4, 5].map((pid) => [`${pid}/task/${pid}/stat`, stat('a', 1)])));
    const { inspect } = threadInspector();
    const at = (pid: number, monotonic: number): number => cpuOf(() => inspect(contextFor(pid, { roots: { proc: proc.root, sys: '' }, monotonic: () => monotonic })));
    for (const pid of [1, 2, 3, 4, 5]) at(pid, 1000);
    expect(at(5, 2000)).toBe(0);
    expect(at(1, 2000)).toBeNaN();
  });

  it('says how many are left out', () => {
    // Threads that end before their stat is read: what is counted is their names.
    using proc = fakeTree(Object.fromEntries(Array.from({ length: MAX_ROWS + 2 }, (_, tid): [string, { link: string }] => [`7/task/${tid}`, { link: 'gone' }])));
    const frame = threadInspector().inspect(contextFor(7, { roots: { proc: proc.root, sys: '' } }));
    expect(rowsOf(frame)).toEqual([{ name: '(2 more are not shown)', waitingIn: '' }]);
  });

  it.runIf(process.platform === 'linux')('shows the threads of this process, the busy one too', async () => {
    const worker = new Worker('const { parentPort } = require("node:worker_threads"); parentPort.postMessage("ready"); for (;;);', { eval: true });
    try {
      await once(worker, 'message');
      const { inspect } = threadInspector();
      const first = inspect(contextFor(process.pid));
      expect(first.count).toBeGreaterThanOrEqual(readdirSync('/proc/self/task').length - 1);
      expect([...first.column('cpuPercent')].every(Number.isNaN)).toBe(true);
      await new Promise((resolve) => { setTimeout(resolve, 700); });
      const second = inspect(contextFor(process.pid));
      expect(Math.max(...second.column('cpuPercent'))).toBeGreaterThan(10);
      expect([...second.column('tid')]).toContain(process.pid);
      expectSafe(second);
    } finally {
      await worker.terminate();
    }
  });
});
