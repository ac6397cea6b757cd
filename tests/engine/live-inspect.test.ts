import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { InspectError } from '../../src/model/errors.ts';
import { process as processKind } from '../../src/model/kinds/process.ts';
import { Live, rowOf, startOf } from './live-support.ts';

describe.runIf(process.platform === 'linux')('a live timeline, asked and hurt', () => {
  let live: Live;
  beforeEach(() => {
    live = new Live();
  });
  afterEach(() => live[Symbol.asyncDispose]());

  test('inspects a process, and refuses one that ended or was replaced', async () => {
    const snapshot = await live.withChild();
    const request = { kind: 'limit', pid: live.pid, startTime: startOf(snapshot, live.pid), reveal: false };
    const limits = await live.timeline.inspect(request);
    expect(limits.kind.name).toBe('limit');
    expect(limits.count).toBeGreaterThan(5);
    await expect(live.timeline.inspect({ ...request, startTime: request.startTime - 1 })).rejects.toThrow(InspectError);
    const ended = once(live.child, 'exit');
    live.child.kill('SIGKILL');
    await ended;
    await expect(live.timeline.inspect(request)).rejects.toThrow(InspectError);
    await live.next((one) => rowOf(one, live.pid) < 0);
    await expect(live.timeline.inspect(request)).rejects.toThrow(`process ${live.pid} has ended`);
  });

  test('shows the family of a process, and of none that ended or was replaced', async () => {
    const snapshot = await live.withChild();
    const request = { kind: 'relative', pid: live.pid, startTime: startOf(snapshot, live.pid), reveal: false };
    const family = await live.timeline.inspect(request);
    expect(family.text('relation', family.find((row) => family.number('pid', row) === process.pid))).toBe('parent');
    await expect(live.timeline.inspect({ ...request, startTime: request.startTime - 1 })).rejects.toThrow(InspectError);
    await expect(live.timeline.inspect({ ...request, pid: 4_194_999 })).rejects.toThrow(InspectError);
  });

  test('a sampler that crashed is started again; until then its rows are stale, and a notice says why', async () => {
    await live.withRates();
    live.timeline.setInterval(120);
    live.timeline.demand({ everywhere: [], visible: ['smaps'], pids: [process.pid] });
    const stale = live.next((snapshot) => snapshot.frame(processKind)?.stale === true);
    await live.timeline.crash();
    const { notices, ...snapshot } = await stale;
    expect(notices.map(({ source, message }) => `${source}: ${message}`)).toEqual([expect.stringMatching(/^sampler: the sampler stopped \(.+\); started again after 0\.25 s$/)]);
    expect(snapshot).toBeDefined();
    await live.next((one) => one.frame(processKind)?.stale === false && one.frame(processKind)?.text('command', rowOf(one, live.pid)) === 'sleep 1000');
    // What was asked for before is asked for again.
    await live.next((one) => (one.frame(processKind)?.number('pssBytes', rowOf(one, process.pid)) ?? 0) > 0);
  });

  test('while the sampler is down, and after the end, an inspection is refused and does not wait forever', async () => {
    const snapshot = await live.withChild();
    const request = { kind: 'limit', pid: live.pid, startTime: startOf(snapshot, live.pid), reveal: false };
    await live.timeline.crash();
    await expect(live.timeline.inspect(request)).rejects.toThrow('the sampler is being started again');
    await live.timeline.close();
    await expect(live.timeline.inspect(request)).rejects.toThrow('the sampler was closed');
  });

  test('what was asked before a crash is refused', async () => {
    const snapshot = await live.withChild();
    const asked = live.timeline.inspect({ kind: 'thread', pid: live.pid, startTime: startOf(snapshot, live.pid), reveal: false });
    const answer = asked.then(() => 'answered', (error: unknown) => (error instanceof InspectError ? 'refused' : 'failed'));
    await live.timeline.crash();
    expect(['answered', 'refused']).toContain(await answer);
  });

  test('its end ends the thread, and nothing comes after', async () => {
    await live.next();
    await live.timeline.close();
    expect(await live.heard(400)).toBe(0);
    await live.timeline.close();
  });
});
