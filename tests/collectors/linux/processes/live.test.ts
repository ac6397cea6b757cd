import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { once } from 'node:events';
import { setPriority } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LinuxSource } from '../../../../src/collectors/linux/linux-source.ts';
import { Frame } from '../../../../src/model/frame.ts';
import { process as processKind, PROCESS_STATES } from '../../../../src/model/kinds/process.ts';
import { NO_DEMAND } from '../../../../src/model/timeline.ts';
import { rowOf } from './support.ts';

interface PsRow { readonly parentPid: number; readonly threads: number; readonly nice: number; readonly state: string; readonly rssBytes: number; readonly name: string; readonly started: number }

/** What ps says of some processes, one call for all. */
function ps(pids: readonly number[]): Map<number, PsRow> {
  const text = execFileSync('ps', ['-o', 'pid=,ppid=,nlwp=,ni=,stat=,rss=,lstart=,comm=', '-p', pids.join(',')], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
  return new Map(text.trim().split('\n').map((line) => {
    const [pid, ppid, nlwp, ni, stat = '', rss, week, month, day, time, year, ...comm] = line.trim().split(/\s+/);
    return [Number(pid), {
      parentPid: Number(ppid), threads: Number(nlwp), nice: Number(ni), state: stat.charAt(0), rssBytes: Number(rss) * 1024,
      started: Date.parse(`${week} ${month} ${day} ${time} ${year}`) / 1000, name: comm.join(' '),
    }];
  }));
}

describe.runIf(process.platform === 'linux')('this host', () => {
  const children: ChildProcess[] = [];
  let source: LinuxSource;

  beforeEach(() => {
    source = new LinuxSource({ roots: { proc: '/proc', sys: '/sys' }, redact: [], oneShot: false });
  });
  afterEach(async () => {
    source.close();
    for (const child of children.splice(0)) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    }
  });

  function run(command: string, ...args: string[]): number {
    const child = spawn(command, args, { stdio: 'ignore' });
    children.push(child);
    return child.pid ?? 0;
  }

  function sample(): Frame {
    const frame = source.sample({ monotonic: performance.now(), wall: Date.now() }, NO_DEMAND).frames.find(({ kind }) => kind === processKind);
    return frame ?? new Frame(processKind, 0, new Float64Array(0), []);
  }

  test('says of processes what ps says', async () => {
    const pids = [run('sleep', '1000'), run('sleep', '1001'), run('sleep', '1002'), run(process.execPath, '-e', 'setInterval(() => {}, 1e6)')].filter((pid) => pid > 0);
    setPriority(pids[1] ?? 0, 7);
    process.kill(pids[2] ?? 0, 'SIGSTOP');
    await sleep(400);
    // Identities come as far as the budget of a tick goes: on a machine with thousands it takes several.
    let frame = sample();
    for (let more = 0; more < 20 && pids.some((pid) => rowOf(frame, pid)?.['user'] === undefined); more += 1) frame = sample();
    for (const [pid, expected] of ps(pids)) {
      const row = rowOf(frame, pid);
      expect(row).toMatchObject({ parentPid: process.pid, threads: expected.threads, nice: expected.nice, name: expected.name });
      expect(PROCESS_STATES[Number(row?.['state'])]).toBe(expected.state);
      expect(Math.abs(Number(row?.['startTime']) - expected.started)).toBeLessThanOrEqual(1.5);
      // The kernel adds up resident pages of each CPU only now and then: stat may lag behind.
      expect(Math.abs(Number(row?.['rssBytes']) - expected.rssBytes)).toBeLessThanOrEqual(Math.max(expected.rssBytes * 0.05, 1024 ** 2));
    }
    expect(rowOf(frame, pids[2] ?? 0)).toMatchObject({ state: PROCESS_STATES.indexOf('T'), command: 'sleep 1002', group: 'sleep', user: process.getuid?.() === 0 ? 'root' : expect.any(String) });
    expect(rowOf(frame, pids[1] ?? 0)).toMatchObject({ nice: 7 });
  });

  test('has a process at the tick after it started, and not after it ended', async () => {
    sample();
    const pid = run('sleep', '1000');
    expect(rowOf(sample(), pid)).toMatchObject({ pid });
    const [child] = children;
    const ended = child === undefined ? undefined : once(child, 'exit');
    process.kill(pid, 'SIGKILL');
    await ended;
    expect(rowOf(sample(), pid)).toBeUndefined();
  });

  test('keeps no more handles than it may, and gives them back', () => {
    const open = (): number => readdirSync('/proc/self/fd').length;
    const before = open();
    const frame = sample();
    expect(open()).toBeGreaterThan(before);
    expect(open()).toBeLessThanOrEqual(before + frame.count + 20);
    source.close();
    expect(open()).toBeLessThanOrEqual(before + 2);
  });
});
