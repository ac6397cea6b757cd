import fc from 'fast-check';
import { expect, it } from 'vitest';

import type { ListedProcess, ProcessLibraries, Usage } from '../../../src/collectors/portable/process-figures.ts';
import { readPortableProcesses, type ProcessMemory } from '../../../src/collectors/portable/processes.ts';

const listed: ListedProcess = {
  pid: 10, parentPid: 1, name: 'server', cpu: 12.5, memRss: 100, memVsz: 200, nice: 5, priority: 14, started: '2026-01-02 03:04:05',
  state: 'sleeping', user: 'alice', command: 'server', params: '--token abc', path: '/usr/bin',
};
const usage: Usage = { cpu: 73, memory: 50_000, ctime: 1500 };
const started = new Date(2026, 0, 2, 3, 4, 5).getTime() / 1000;
const keep = (args: string): string => args;

function libraries(list: readonly ListedProcess[], more: Partial<ProcessLibraries> = {}): ProcessLibraries {
  return { processes: async () => ({ list }), usage: async () => ({}), platform: 'linux', cpuCount: 4, ...more };
}

it('gives names and units of the kind process', async () => {
  const memory: ProcessMemory = new Map();
  const request = { pids: [], redact: keep, libraries: libraries([listed]), memory };
  const [first] = await readPortableProcesses(request);
  expect(first).toEqual({
    pid: 10, parentPid: 1, name: 'server', user: 'alice', state: 'S', rssBytes: 102_400, virtualBytes: 204_800, nice: 5, priority: 25,
    startTime: started, command: '/usr/bin/server --token abc', executable: '/usr/bin/server',
  });
  const [second] = await readPortableProcesses(request);
  expect(second).toMatchObject({ cpuPercent: 50 });
});

it('takes the CPU of ps for that of one core, at once', async () => {
  const [only] = await readPortableProcesses({ pids: [], redact: keep, libraries: libraries([listed], { platform: 'darwin' }), memory: new Map() });
  expect(only).toMatchObject({ cpuPercent: 12.5, priority: 14 });
});

it('prefers the exact figures, once they compare with a reading before', async () => {
  const request = { pids: [10, 99], redact: keep, libraries: libraries([listed], { usage: async () => ({ 10: usage }) }), memory: new Map() };
  const [first] = await readPortableProcesses(request);
  expect(first).toMatchObject({ rssBytes: 50_000, cpuSeconds: 1.5 });
  expect(first).not.toHaveProperty('cpuPercent');
  const [second] = await readPortableProcesses(request);
  expect(second).toMatchObject({ cpuPercent: 73 });
});

it('asks for exact figures of processes that are there, and does without when there are none', async () => {
  const asked: number[][] = [];
  const failing = { usage: async (pids: number[]) => { asked.push(pids); throw new Error('No matching pid found'); } };
  const result = await readPortableProcesses({ pids: [10, 99], redact: keep, libraries: libraries([listed], failing), memory: new Map() });
  expect(asked).toEqual([[10]]);
  expect(result).toMatchObject([{ pid: 10, rssBytes: 102_400 }]);
});

it('holds a start time that wavers, and sees a pid that was reused', async () => {
  const memory: ProcessMemory = new Map();
  const at = async (text: string) => (await readPortableProcesses({ pids: [], redact: keep, libraries: libraries([{ ...listed, started: text }]), memory }))[0];
  await at('2026-01-02 03:04:05');
  expect(await at('2026-01-02 03:04:06')).toMatchObject({ startTime: started, cpuPercent: 50 });
  const reused = await at('2026-01-02 03:05:00');
  expect(reused).toMatchObject({ startTime: started + 55 });
  expect(reused).not.toHaveProperty('cpuPercent');
});

it('masks secrets wherever the library may have put arguments', async () => {
  const odd = { ...listed, name: 'run abc', command: 'run abc', path: '', params: '' };
  const redact = (args: string): string => args.replaceAll('abc', '***');
  const result = await readPortableProcesses({ pids: [], redact, libraries: libraries([listed, { ...odd, pid: 11 }]), memory: new Map() });
  expect(JSON.stringify(result)).not.toContain('abc');
  expect(result[0]).toMatchObject({ command: '/usr/bin/server --token ***' });
});

it('takes paths and lines of Windows as they are', async () => {
  const windows = { ...listed, command: 'C:\\a.exe --x', path: 'C:\\a.exe', params: '', started: '2026-01-02 03:04:05' };
  const [only] = await readPortableProcesses({ pids: [], redact: keep, libraries: libraries([windows], { platform: 'win32' }), memory: new Map() });
  expect(only).toMatchObject({ command: 'C:\\a.exe --x', executable: 'C:\\a.exe' });
});

it('survives whatever the library says', async () => {
  const number = fc.oneof(fc.double(), fc.integer());
  const text = fc.string({ unit: 'binary' });
  const record = fc.record({
    pid: number, parentPid: number, cpu: number, memRss: number, memVsz: number, nice: number, priority: number,
    name: text, started: text, state: fc.oneof(text, fc.constantFrom('running', 'constructor')), user: text, command: text, params: text, path: text,
  });
  await fc.assert(fc.asyncProperty(fc.array(record, { maxLength: 5 }), fc.array(record, { maxLength: 5 }), async (one, other) => {
    const memory: ProcessMemory = new Map();
    for (const list of [one, other, one]) {
      for (const process of await readPortableProcesses({ pids: [1, 2], redact: keep, libraries: libraries(list), memory })) {
        expect(process.state).toMatch(/^[RSDTZXW?]$/);
        expect(process.cpuPercent ?? 0).toBeGreaterThanOrEqual(0);
        expect(process.rssBytes ?? 0).toBeGreaterThanOrEqual(0);
        for (const value of Object.values(process)) {
          if (typeof value === 'number') expect(value).not.toBeNaN();
          else expect(value).not.toMatch(/[\p{C}]/u);
        }
      }
    }
  }), { numRuns: 300 });
});

it('reads this process', async () => {
  const request = { pids: [process.pid], redact: keep };
  await readPortableProcesses(request);
  const end = performance.now() + 700;
  while (performance.now() < end);
  const own = (await readPortableProcesses(request)).find(({ pid }) => pid === process.pid);
  expect(own).toMatchObject({ parentPid: process.ppid });
  expect(own?.cpuPercent).toBeGreaterThan(5);
  expect(Math.abs((own?.startTime ?? 0) - (Date.now() / 1000 - process.uptime()))).toBeLessThan(5);
  expect(Math.abs((own?.rssBytes ?? 0) - process.memoryUsage.rss())).toBeLessThan(100e6);
}, 30_000);
