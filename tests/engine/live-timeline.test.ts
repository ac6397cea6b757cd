import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LiveTimeline } from '../../src/engine/live-timeline.ts';
import { InspectError } from '../../src/model/errors.ts';
import { group } from '../../src/model/kinds/group.ts';
import { host } from '../../src/model/kinds/host.ts';
import { process as processKind } from '../../src/model/kinds/process.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';

/** Longer than a busy machine needs; nothing waits that long when all is well. */
const PATIENCE = 15_000;

describe.runIf(process.platform === 'linux')('a live timeline', () => {
  let timeline: LiveTimeline;
  let child: ChildProcess;

  beforeEach(() => {
    child = spawn('sleep', ['1000'], { stdio: 'ignore' });
    timeline = new LiveTimeline({ source: 'linux', sourceOptions: { roots: { proc: '/proc', sys: '/sys' }, redact: [], oneShot: false }, intervalMilliseconds: 100 });
  });
  afterEach(async () => {
    await timeline.close();
    child.kill('SIGKILL');
  });

  /** The next snapshot for which `holds`. */
  function next(holds: (snapshot: Snapshot) => boolean = () => true): Promise<Snapshot> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        unsubscribe();
        reject(new Error('no such snapshot came'));
      }, PATIENCE);
      const unsubscribe = timeline.subscribe((snapshot) => {
        if (!holds(snapshot)) return;
        clearTimeout(timer);
        unsubscribe();
        resolve(snapshot);
      });
    });
  }
  const rowOf = (snapshot: Snapshot, pid: number | undefined): number => {
    const frame = snapshot.frame(processKind);
    return frame?.find((row) => frame.number('pid', row) === pid) ?? -1;
  };
  const startOf = (snapshot: Snapshot, pid: number | undefined): number => snapshot.frame(processKind)?.number('startTime', rowOf(snapshot, pid)) ?? Number.NaN;
  const quiet = (milliseconds: number): Promise<number> => new Promise((resolve) => {
    let count = 0;
    const unsubscribe = timeline.subscribe(() => {
      count += 1;
    });
    setTimeout(() => {
      unsubscribe();
      resolve(count);
    }, milliseconds);
  });

  test('gives samples: first without rates, then with', async () => {
    expect(timeline.latest()).toBeUndefined();
    const first = await next();
    expect(first.intervalSeconds).toBeNaN();
    expect(timeline.latest()).toBe(first);
    const second = await next((snapshot) => rowOf(snapshot, child.pid) >= 0);
    expect(second.intervalSeconds).toBeGreaterThan(0);
    const frame = second.frame(processKind);
    expect(frame?.text('command', rowOf(second, child.pid))).toBe('sleep 1000');
    expect(frame?.number('cpuPercent', rowOf(second, process.pid))).toBeGreaterThanOrEqual(0);
    expect(second.frame(host)?.number('processes', 0)).toBe(frame?.count);
    expect(second.frame(group)?.count).toBeGreaterThan(0);
    expect(timeline.series({ kind: 'host', field: 'processes', key: '' }).times).toEqual([first.time, second.time]);
  });

  test('texts are there in every sample, though sent once', async () => {
    for (let round = 0; round < 4; round += 1) {
      const snapshot = await next();
      expect(snapshot.frame(processKind)?.text('command', rowOf(snapshot, child.pid))).toBe('sleep 1000');
    }
  });

  test('inspects a process, and refuses one that ended or was replaced', async () => {
    const snapshot = await next((one) => rowOf(one, child.pid) >= 0);
    const request = { kind: 'limit', pid: child.pid ?? 0, startTime: startOf(snapshot, child.pid), reveal: false };
    const limits = await timeline.inspect(request);
    expect(limits.kind.name).toBe('limit');
    expect(limits.count).toBeGreaterThan(5);
    await expect(timeline.inspect({ ...request, startTime: request.startTime - 1 })).rejects.toThrow(InspectError);
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    await expect(timeline.inspect(request)).rejects.toThrow(InspectError);
    await next((one) => rowOf(one, child.pid) < 0);
    await expect(timeline.inspect(request)).rejects.toThrow(`process ${child.pid} has ended`);
  });

  test('shows the family of a process, and of none that ended or was replaced', async () => {
    const snapshot = await next((one) => rowOf(one, child.pid) >= 0);
    const request = { kind: 'relative', pid: child.pid ?? 0, startTime: startOf(snapshot, child.pid), reveal: false };
    const family = await timeline.inspect(request);
    expect(family.text('relation', family.find((row) => family.number('pid', row) === process.pid))).toBe('parent');
    await expect(timeline.inspect({ ...request, startTime: request.startTime - 1 })).rejects.toThrow(InspectError);
    await expect(timeline.inspect({ ...request, pid: 4_194_999 })).rejects.toThrow(InspectError);
  });

  test('reads dearer facts on demand alone', async () => {
    const row = (snapshot: Snapshot): number => snapshot.frame(processKind)?.number('pssBytes', rowOf(snapshot, process.pid)) ?? Number.NaN;
    expect(row(await next())).toBeNaN();
    timeline.demand({ everywhere: [], visible: ['smaps'], pids: [process.pid] });
    const asked = await next((snapshot) => row(snapshot) > 0);
    expect(asked.frame(processKind)?.number('pssBytes', rowOf(asked, child.pid))).toBeNaN();
  });

  test('pauses and goes on, with all its texts', async () => {
    await next((snapshot) => Number.isFinite(snapshot.intervalSeconds));
    timeline.pause(true);
    await quiet(200);
    expect(await quiet(500)).toBe(0);
    const other = spawn('sleep', ['1001'], { stdio: 'ignore' });
    timeline.pause(false);
    const again = await next((snapshot) => rowOf(snapshot, other.pid) >= 0);
    other.kill('SIGKILL');
    expect(again.frame(processKind)?.text('command', rowOf(again, other.pid))).toBe('sleep 1001');
  });

  test('a sample that was on its way when it was paused loses no text', async () => {
    await next((snapshot) => Number.isFinite(snapshot.intervalSeconds));
    for (let round = 0; round < 5; round += 1) {
      const other = spawn('sleep', [String(2000 + round)], { stdio: 'ignore' });
      // The thread of the screen is busy while samples arrive; then it is paused, and they are late.
      const until = performance.now() + 250;
      while (performance.now() < until);
      timeline.pause(true);
      await quiet(50);
      timeline.pause(false);
      const later = await next((snapshot) => rowOf(snapshot, other.pid) >= 0);
      other.kill('SIGKILL');
      expect(later.frame(processKind)?.text('command', rowOf(later, other.pid))).toBe(`sleep ${2000 + round}`);
    }
  });

  test('takes another interval', async () => {
    await next((snapshot) => Number.isFinite(snapshot.intervalSeconds));
    timeline.setInterval(600_000);
    await quiet(800);
    expect(await quiet(500)).toBe(0);
    timeline.setInterval(100);
    await next();
    await next();
  });

  test('a sampler that crashed is started again; until then its rows are stale, and a notice says why', async () => {
    await next((snapshot) => Number.isFinite(snapshot.intervalSeconds));
    timeline.setInterval(120);
    timeline.demand({ everywhere: [], visible: ['smaps'], pids: [process.pid] });
    const stale = next((snapshot) => snapshot.frame(processKind)?.stale === true);
    await timeline.crash();
    const { notices, ...snapshot } = await stale;
    expect(notices.map(({ source, message }) => `${source}: ${message}`)).toEqual([expect.stringMatching(/^sampler: the sampler stopped \(.+\); started again after 0\.25 s$/)]);
    expect(snapshot).toBeDefined();
    const again = await next((one) => one.frame(processKind)?.stale === false && rowOf(one, child.pid) >= 0);
    expect(again.frame(processKind)?.text('command', rowOf(again, child.pid))).toBe('sleep 1000');
    // What was asked for before is asked for again.
    await next((one) => (one.frame(processKind)?.number('pssBytes', rowOf(one, process.pid)) ?? 0) > 0);
  });

  test('while the sampler is down, and after the end, an inspection is refused and does not wait forever', async () => {
    const snapshot = await next((one) => rowOf(one, child.pid) >= 0);
    const request = { kind: 'limit', pid: child.pid ?? 0, startTime: startOf(snapshot, child.pid), reveal: false };
    await timeline.crash();
    await expect(timeline.inspect(request)).rejects.toThrow('the sampler is being started again');
    await timeline.close();
    await expect(timeline.inspect(request)).rejects.toThrow('the sampler was closed');
  });

  test('what was asked before a crash is refused', async () => {
    const snapshot = await next((one) => rowOf(one, child.pid) >= 0);
    const asked = timeline.inspect({ kind: 'thread', pid: child.pid ?? 0, startTime: startOf(snapshot, child.pid), reveal: false });
    const answer = asked.then(() => 'answered', (error: unknown) => (error instanceof InspectError ? 'refused' : 'failed'));
    await timeline.crash();
    expect(['answered', 'refused']).toContain(await answer);
  });

  test('its end ends the thread, and nothing comes after', async () => {
    await next();
    await timeline.close();
    expect(await quiet(400)).toBe(0);
    await timeline.close();
  });

  test('who no longer listens hears nothing', async () => {
    let heard = 0;
    const unsubscribe = timeline.subscribe(() => {
      heard += 1;
    });
    await next();
    unsubscribe();
    const before = heard;
    await next();
    expect(heard).toBe(before);
  });
});
