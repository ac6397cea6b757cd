import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { HostLibrary } from '../../../src/collectors/portable/host.ts';
import { lineRedactor, PortableSource } from '../../../src/collectors/portable/portable-source.ts';
import type { ListedProcess, ProcessLibraries, Usage } from '../../../src/collectors/portable/process-figures.ts';
import { LinuxSource } from '../../../src/collectors/linux/linux-source.ts';
import { DEFAULT_ROOTS } from '../../../src/collectors/collector.ts';
import type { Sample, SourceOptions } from '../../../src/collectors/source.ts';
import { openSource } from '../../../src/engine/open-source.ts';
import { InspectError } from '../../../src/model/errors.ts';
import type { Frame } from '../../../src/model/frame.ts';
import { NO_DEMAND, type Demand } from '../../../src/model/timeline.ts';

const OPTIONS: SourceOptions = { roots: DEFAULT_ROOTS, redact: [], oneShot: false };
const tick = () => ({ monotonic: performance.now(), wall: Date.now() });
const frameOf = (sample: Sample, kind: string): Frame | undefined => sample.frames.find((frame) => frame.kind.name === kind);
const rowOf = (frame: Frame | undefined, pid: number): number => frame?.find((row) => frame.number('pid', row) === pid) ?? -1;
const lookingAt = (...pids: number[]): Demand => ({ ...NO_DEMAND, pids });

const children: ChildProcess[] = [];
function start(code: string, ...args: string[]): number {
  const child = spawn(process.execPath, ['-e', code, '--', ...args], { stdio: 'ignore' });
  children.push(child);
  return child.pid ?? -1;
}
let burner = -1;
let sleeper = -1;
beforeAll(async () => {
  burner = start('for (;;);');
  sleeper = start('setInterval(() => {}, 1e6)', '--password', 'hunter2', 'Authorization: Bearer abcdefgh');
  await sleep(300);
});
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
});

it('sees the CPU of a process as /proc shows it', async () => {
  const portable = new PortableSource(OPTIONS);
  const linux = new LinuxSource(OPTIONS);
  // On a busy machine the child does not get a whole core: what /proc says of the same time is what counts.
  const differences: number[] = [];
  for (let round = 0; round < 20 && differences.length < 5; round += 1) {
    const theirs = frameOf(await portable.sample(tick(), NO_DEMAND), 'process');
    const ours = frameOf(linux.sample(tick(), NO_DEMAND), 'process');
    const row = rowOf(theirs, burner);
    const seen = row < 0 ? Number.NaN : (theirs?.number('cpuPercent', row) ?? Number.NaN);
    const right = ours?.number('cpuPercent', rowOf(ours, burner)) ?? Number.NaN;
    // On a machine with thousands of processes the first listings take longer than a round.
    if (round >= 2 && !Number.isNaN(seen)) {
      expect(seen).toBeGreaterThan(5);
      differences.push(Math.abs(seen - right));
    }
    await sleep(1000);
  }
  expect(differences).toHaveLength(5);
  // The two do not read at the very same time: when others take the core just between, one round may be far off.
  expect(differences.toSorted((left, right) => left - right)[2]).toBeLessThan(25);
  portable.close();
  linux.close();
}, 40_000);

it('gives the frames of a host, with what is known', async () => {
  const source = await openSource('portable', OPTIONS);
  await source.sample(tick(), lookingAt(sleeper));
  await sleep(700);
  const sample = await source.sample(tick(), lookingAt(sleeper));
  const host = frameOf(sample, 'host');
  const processes = frameOf(sample, 'process');
  expect(sample.notices).toEqual([]);
  expect(host?.number('processes', 0)).toBe(processes?.count);
  expect(host?.number('running', 0)).toBeGreaterThanOrEqual(0);
  expect(host?.number('memoryTotalBytes', 0)).toBeGreaterThan(1e8);
  const row = rowOf(processes, sleeper);
  const number = (name: string): number => processes?.number(name, row) ?? Number.NaN;
  expect(number('parentPid')).toBe(process.pid);
  expect(number('memoryPercent')).toBeCloseTo((number('rssBytes') / (host?.number('memoryTotalBytes', 0) ?? Number.NaN)) * 100);
  expect(number('cpuSeconds')).toBeGreaterThanOrEqual(0);
  expect(Math.abs(number('startTime') - Date.now() / 1000)).toBeLessThan(60);
  expect(number('threads')).toBeNaN();
  expect(processes?.text('group', row)).toMatch(/^node/);
  expect(processes?.text('command', row)).toMatch(/--password \*{8} Authorization: Bearer \*{8}$/);
  expect(() => source.inspect({ kind: 'file', pid: sleeper, startTime: 0, reveal: false })).toThrow(InspectError);
  source.close();
}, 30_000);

it('shows command lines as they are when asked to', async () => {
  const source = new PortableSource({ ...OPTIONS, redact: false });
  const processes = frameOf(await source.sample(tick(), NO_DEMAND), 'process');
  expect(processes?.text('command', rowOf(processes, sleeper))).toContain('--password hunter2');
  source.close();
}, 30_000);

const listed = (pid: number, more: Partial<ListedProcess> = {}): ListedProcess => ({
  pid, parentPid: 1, name: 'app', cpu: 1, memRss: 100, memVsz: 200, nice: 0, priority: 19, started: '2026-01-02 03:04:05',
  state: 'sleeping', user: 'alice', command: 'app', params: '', path: '/usr/bin', ...more,
});
const hostLibrary: HostLibrary = {
  currentLoad: async () => ({ currentLoad: 1, currentLoadUser: 1, currentLoadNice: 0, currentLoadSystem: 0, currentLoadIrq: 0, cpus: [] }),
  mem: async () => ({ total: 102_400_000, available: 1, buffcache: 0, buffers: 0, cached: 0, reclaimable: 0, swaptotal: 0, swapused: 0 }),
  fsStats: async () => null,
  networkStats: async () => [],
  fsSize: async () => [],
};
function faked(more: Partial<ProcessLibraries>, options: SourceOptions = OPTIONS): PortableSource {
  const processes: ProcessLibraries = { processes: async () => ({ list: [listed(1), listed(10)] }), usage: async () => ({}), platform: 'linux', cpuCount: 2, ...more };
  return new PortableSource(options, async () => ({ host: hostLibrary, processes }));
}
const usageOf = (seconds: number): Usage => ({ cpu: 0, memory: 204_800, ctime: seconds * 1000 });

it('lists less often when that takes long, and asks for those looked at in between', async () => {
  let listings = 0;
  const asked: number[][] = [];
  const source = faked({
    processes: async () => {
      listings += 1;
      await sleep(500);
      return { list: [listed(1), listed(10), listed(11, { cpu: 40 })] };
    },
    usage: async (pids) => {
      asked.push(pids);
      return Object.fromEntries(pids.map((pid) => [pid, usageOf(performance.now() / 2000)]));
    },
  });
  const waits: number[] = [];
  let last: Sample | undefined;
  for (let round = 0; round < 10; round += 1) {
    const begin = performance.now();
    last = await source.sample(tick(), lookingAt(10, 99));
    waits.push(performance.now() - begin);
    await sleep(500);
  }
  expect(listings).toBeGreaterThanOrEqual(2);
  expect(listings).toBeLessThanOrEqual(3);
  expect(Math.max(...waits.slice(1))).toBeLessThan(450);
  expect(asked.every((pids) => pids.includes(10) && !pids.includes(99))).toBe(true);
  const frame = last === undefined ? undefined : frameOf(last, 'process');
  expect(frame?.number('cpuPercent', rowOf(frame, 10))).toBeCloseTo(50, -1);
  expect(frame?.number('memoryPercent', rowOf(frame, 10))).toBeCloseTo(0.2);
  source.close();
}, 20_000);

it('drops a process that ended between listings, and keeps the texts of those that go on', async () => {
  let ended = false;
  let slow = false;
  const source = faked({
    processes: async () => {
      if (slow) await sleep(5000);
      return { list: [listed(1), listed(10)] };
    },
    usage: async (pids) => Object.fromEntries(pids.map((pid) => [pid, ended && pid === 10 ? undefined : usageOf(1)])),
  });
  const first = frameOf(await source.sample(tick(), lookingAt(1, 10)), 'process');
  await sleep(700);
  const second = frameOf(await source.sample(tick(), lookingAt(1, 10)), 'process');
  expect(second?.textsOf(rowOf(second, 1))).toBe(first?.textsOf(rowOf(first, 1)));
  slow = true;
  ended = true;
  const third = await source.sample(tick(), lookingAt(1, 10));
  expect(rowOf(frameOf(third, 'process'), 10)).toBe(-1);
  expect(frameOf(third, 'host')?.number('processes', 0)).toBe(1);
  source.close();
}, 20_000);

it('shows the last rows as stale when a listing fails', async () => {
  let broken = false;
  const source = faked({
    processes: async () => {
      if (broken) throw new Error('ps: not found');
      return { list: [listed(1)] };
    },
  }, { ...OPTIONS, oneShot: true });
  await source.sample(tick(), NO_DEMAND);
  broken = true;
  await sleep(700);
  const sample = await source.sample(tick(), NO_DEMAND);
  expect(sample.notices).toMatchObject([{ source: 'processes', message: 'processes: ps: not found' }]);
  expect(frameOf(sample, 'process')).toMatchObject({ count: 1, stale: true });
  source.close();
});

it('groups by what a person calls the program, parents first', async () => {
  const list = [
    listed(12, { parentPid: 11, name: 'python3', command: 'python3', params: '-c from multiprocessing.spawn import spawn_main' }),
    listed(11, { name: 'python3', command: 'python3', params: '/srv/shop/manage.py runserver' }),
    listed(2, { parentPid: 0, name: 'kthreadd', command: 'kthreadd', path: '' }),
    listed(3, { parentPid: 2, name: 'kworker', command: 'kworker/0:0', path: '' }),
    listed(20, { parentPid: 21 }), listed(21, { parentPid: 20, state: 'zombie' }),
  ];
  const source = faked({ processes: async () => ({ list }) });
  const sample = await source.sample(tick(), NO_DEMAND);
  const frame = frameOf(sample, 'process');
  const group = (pid: number) => frame?.text('group', rowOf(frame, pid));
  expect([11, 12, 2, 3, 20].map(group)).toEqual(['python3 shop/manage.py', 'python3 shop/manage.py', 'kernel', 'kernel', 'app']);
  expect(frameOf(sample, 'host')?.number('zombies', 0)).toBe(1);
  source.close();
});

it('masks secrets that span words and those that follow a flag', () => {
  const mask = lineRedactor(['pin']);
  expect(mask('mysql -psecret --host db')).toBe('mysql -p******** --host db');
  expect(mask('curl -H Authorization: Bearer abcdefghij x')).toContain('Bearer ********');
  expect(mask('app --pin 1234 --name x')).toBe('app --pin ******** --name x');
  expect(lineRedactor(false)('app --pin 1234')).toBe('app --pin 1234');
});
