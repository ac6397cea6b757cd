import { spawn } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { group } from '../../src/model/kinds/group.ts';
import { host } from '../../src/model/kinds/host.ts';
import { process as processKind } from '../../src/model/kinds/process.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { Live, rowOf } from './live-support.ts';

describe.runIf(process.platform === 'linux')('a live timeline', () => {
  let live: Live;
  beforeEach(() => {
    live = new Live();
  });
  afterEach(() => live[Symbol.asyncDispose]());

  test('gives samples: first without rates, then with', async () => {
    expect(live.timeline.latest()).toBeUndefined();
    const first = await live.next();
    expect(first.intervalSeconds).toBeNaN();
    expect(live.timeline.latest()).toBe(first);
    const second = await live.withChild();
    expect(second.intervalSeconds).toBeGreaterThan(0);
    const frame = second.frame(processKind);
    expect(frame?.text('name', rowOf(second, live.pid))).toBe('sleep');
    expect(frame?.number('cpuPercent', rowOf(second, process.pid))).toBeGreaterThanOrEqual(0);
    expect(second.frame(host)?.number('processes', 0)).toBe(frame?.count);
    expect(second.frame(group)?.count).toBeGreaterThan(0);
    const { times } = live.timeline.series({ kind: 'host', field: 'processes', key: '' });
    expect([times[0], times.at(-1)]).toEqual([first.time, second.time]);
  });

  test('texts are there in every sample, though sent once', async () => {
    // On a busy machine the first samples have the name alone.
    await live.next((snapshot) => snapshot.frame(processKind)?.text('command', rowOf(snapshot, live.pid)) === 'sleep 1000');
    for (let round = 0; round < 4; round += 1) {
      const snapshot = await live.next();
      expect(snapshot.frame(processKind)?.text('command', rowOf(snapshot, live.pid))).toBe('sleep 1000');
    }
  });

  test('reads dearer facts on demand alone', async () => {
    const row = (snapshot: Snapshot): number => snapshot.frame(processKind)?.number('pssBytes', rowOf(snapshot, process.pid)) ?? Number.NaN;
    expect(row(await live.next())).toBeNaN();
    live.timeline.demand({ everywhere: [], visible: ['smaps'], pids: [process.pid] });
    const asked = await live.next((snapshot) => row(snapshot) > 0);
    expect(asked.frame(processKind)?.number('pssBytes', rowOf(asked, live.pid))).toBeNaN();
  });

  test('pauses and goes on, with all its texts', async () => {
    await live.withRates();
    live.timeline.pause(true);
    expect(await live.heard(500)).toBe(0);
    const other = spawn('sleep', ['1001'], { stdio: 'ignore' });
    live.timeline.pause(false);
    // The first samples of a busy machine have the name alone.
    const again = await live.next((snapshot) => rowOf(snapshot, other.pid) >= 0 && snapshot.frame(processKind)?.text('command', rowOf(snapshot, other.pid)) !== '[sleep]');
    other.kill('SIGKILL');
    expect(again.frame(processKind)?.text('command', rowOf(again, other.pid))).toBe('sleep 1001');
  });

  test('a sample that was on its way when it was paused loses no text', async () => {
    await live.withRates();
    for (let round = 0; round < 5; round += 1) {
      const other = spawn('sleep', [String(2000 + round)], { stdio: 'ignore' });
      // The thread of the screen is busy while samples arrive; then it is paused, and they are late.
      const until = performance.now() + 250;
      while (performance.now() < until);
      live.timeline.pause(true);
      await live.heard(50);
      live.timeline.pause(false);
      // On a busy machine the first samples have the name alone; a text that was lost is none at all.
      const later = await live.next((snapshot) => rowOf(snapshot, other.pid) >= 0 && snapshot.frame(processKind)?.text('command', rowOf(snapshot, other.pid)) !== '[sleep]');
      other.kill('SIGKILL');
      expect(later.frame(processKind)?.text('command', rowOf(later, other.pid))).toBe(`sleep ${2000 + round}`);
    }
  });

  test('takes another interval', async () => {
    await live.withRates();
    live.timeline.setInterval(600_000);
    await live.silence(600);
    live.timeline.setInterval(100);
    await live.next();
    await live.next();
  });

  test('who no longer listens hears nothing', async () => {
    let heard = 0;
    const unsubscribe = live.timeline.subscribe(() => {
      heard += 1;
    });
    await live.next();
    unsubscribe();
    const before = heard;
    await live.next();
    expect(heard).toBe(before);
  });
});
