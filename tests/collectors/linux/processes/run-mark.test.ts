import { spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULT_ROOTS } from '../../../../src/collectors/collector.ts';
import { LinuxSource } from '../../../../src/collectors/linux/linux-source.ts';
import { runMark } from '../../../../src/collectors/linux/processes/run-mark.ts';
import { process as processKind } from '../../../../src/model/kinds/process.ts';

const mark = (text: string): number => runMark(Buffer.from(text), text.length);

test('a mark changes when a task ran or got a CPU, not when it waited', () => {
  expect(mark('1000 50 3\n')).toBe(1003);
  expect(mark('1000 99 3\n')).toBe(1003);
  expect(mark('1000 50 4\n')).not.toBe(mark('1000 50 3\n'));
  expect(mark('2000 50 3\n')).not.toBe(mark('1000 50 3\n'));
});

test('where the kernel does not count there is no mark', () => {
  expect(mark('0 0 0\n')).toBe(-1);
  expect(mark('')).toBe(-1);
});

test('any bytes give a number', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
    expect(typeof runMark(bytes, bytes.length)).toBe('number');
  }));
});

test.runIf(process.platform === 'linux')('a sleeper that somebody else changes is seen to change, and one that wakes is seen at once', async () => {
  const sleeper = spawn('sleep', ['777']);
  const waker = spawn(process.execPath, ['-e', 'process.stdin.on("data", () => { const end = Date.now() + 400; while (Date.now() < end); })'], { stdio: ['pipe', 'ignore', 'ignore'] });
  const source = new LinuxSource({ roots: DEFAULT_ROOTS, redact: [], oneShot: false });
  const pids = [sleeper.pid ?? 0, waker.pid ?? 0];
  const sample = (): (name: 'nice' | 'cpuPercent' | 'cpuSeconds', pid: number) => number => {
    const frame = source.sample({ monotonic: performance.now(), wall: Date.now() }, { everywhere: [], visible: ['io'], pids }).frames.find(({ kind }) => kind.name === processKind.name);
    return (name, pid) => frame?.number(name, frame.find((row) => frame.number('pid', row) === pid)) ?? Number.NaN;
  };
  try {
    for (let round = 0; round < 10; round += 1) {
      sample();
      await sleep(60);
    }
    setPriority(pids[0] ?? 0, 5);
    waker.stdin.write('x');
    await sleep(500);
    expect(sample()('cpuPercent', pids[1] ?? 0)).toBeGreaterThan(5);
    await sleep(2100);
    const later = sample();
    expect(later('nice', pids[0] ?? 0)).toBe(5);
    expect(later('cpuPercent', pids[0] ?? 0)).toBe(0);
  } finally {
    sleeper.kill('SIGKILL');
    waker.kill('SIGKILL');
    source.close();
  }
});
