import { existsSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { LIMITS } from '../../../src/engine/attach/protocol.ts';
import { InspectError } from '../../../src/model/errors.ts';
import { group } from '../../../src/model/kinds/group.ts';
import { process as processKind } from '../../../src/model/kinds/process.ts';
import { Snapshot } from '../../../src/model/snapshot.ts';
import { NO_DEMAND } from '../../../src/model/timeline.ts';
import { untilTrue } from '../../e2e/support/wait.ts';
import { processes, rowsOf } from '../../model/support.ts';
import { expectSame } from './same.ts';
import { attach, attached, FakeSource, killed, RawClient, serve, service, socketIn } from './support.ts';
import { BEGIN, World } from './world.ts';

const DEMAND = { everywhere: ['io'], visible: ['smaps'], pids: [1] } as const;
const WAITING = 'watch: pyprocwatch watch went away: waiting for it';
const ALONE = 'watch: pyprocwatch watch ended: this screen samples by itself';
const rows = (time: number, command = 'sleep 1'): Snapshot => new Snapshot(BEGIN + time, 1, [processes({ pid: 7, startTime: 1.5, command, group: 'sleep', cpuPercent: time / 1000 })], []);
const commandOf = (snapshot: Snapshot | undefined): string | undefined => snapshot?.frame(processKind)?.text('command', 0);

describe('a screen that attached', () => {
  test('shows the samples of the service, with what follows from them, and says who takes them', async () => {
    const path = socketIn();
    const source = new FakeSource();
    const server = await serve(path, source);
    const screen = await attached(path);
    const { timeline } = screen;
    expect([timeline.latest(), timeline.follows(), timeline.recording()]).toEqual([undefined, 1000, 'off']);
    server.publish(rows(1000));
    server.publish(rows(2000));
    await screen.hears(1);
    expect(timeline.latest()?.frame(group)?.count).toBe(1);
    expect(timeline.recording()).toBe('elsewhere');
    source.state = 'paused';
    await untilTrue(() => {
      server.publish(rows(3000));
      return timeline.recording() === 'paused';
    }, 'the pause was not told');
    expect(timeline.series({ kind: 'process', field: 'cpuPercent', key: '7@1.5' }).values.at(-1)).toBe(3);
  });

  test('answers for the family of a process by itself, and asks for the rest', async () => {
    const path = socketIn();
    const source = new FakeSource();
    const server = await serve(path, source);
    const screen = await attached(path);
    server.publish(rows(1000));
    await screen.hears(1);
    const request = { kind: 'relative', pid: 7, startTime: 1.5, reveal: false };
    expect(rowsOf(await screen.timeline.inspect(request))).toEqual([expect.objectContaining({ relation: 'self', command: 'sleep 1' })]);
    await expect(screen.timeline.inspect({ ...request, startTime: 2 })).rejects.toThrow('process 7 has ended');
    await expect(screen.timeline.inspect({ ...request, kind: 'file' })).rejects.toThrow('not asked for in this test');
    expect(source.inspected).toEqual([{ ...request, kind: 'file' }]);
  });

  test('a pause is its own: the service and others go on, and after it the last sample is there with all its texts', async () => {
    const path = socketIn();
    const server = await serve(path);
    const world = new World(21);
    const [screen, other] = [await attached(path), await attached(path)];
    const first = world.next();
    server.publish(first);
    await screen.shows(first);
    screen.timeline.pause(true);
    let last = first;
    for (let tick = 0; tick < 10; tick += 1) {
      server.publish(last = world.next());
      await other.shows(last);
    }
    expect(screen.heard.length).toBe(1);
    screen.timeline.pause(false);
    await screen.shows(last);
    expectSame(screen.timeline.latest(), last);
    expect(screen.heard.length).toBe(2);
    server.publish(last = world.next());
    await screen.shows(last);
    expectSame(screen.timeline.latest(), last);
  });

  test('of more samples than it wants it shows some, and their charts have those', async () => {
    const path = socketIn();
    const server = await serve(path);
    const [screen, other] = [await attached(path, { intervalMilliseconds: 3000 }), await attached(path)];
    for (let time = 1000; time <= 9000; time += 1000) {
      server.publish(rows(time + (time % 2000 === 0 ? 30 : 0)));
      await other.hears(time / 1000);
    }
    expect(screen.heard.map(({ time }) => time - BEGIN)).toEqual([1000, 4030, 7000]);
    expect(screen.timeline.series({ kind: 'host', field: 'cpuPercent', key: '' }).times).toHaveLength(3);
    screen.timeline.setInterval(1000);
    server.publish(rows(10_000));
    await other.hears(10);
    expect(screen.heard.at(-1)?.time).toBe(BEGIN + 10_000);
    // The clock was set back: what comes is not too soon.
    screen.timeline.setInterval(5000);
    server.publish(rows(500));
    await screen.shows(rows(500));
  });

  test('says for a while that it follows, when it wants more samples than there are', async () => {
    const path = socketIn();
    const server = await serve(path, new FakeSource(), { intervalMilliseconds: 5000 });
    const screen = await attached(path);
    server.publish(rows(1000));
    await screen.says('watch: pyprocwatch watch takes a sample each 5 s; --standalone takes them by itself');
    screen.timeline.setInterval(5000);
    server.publish(rows(6000));
    await screen.shows(rows(6000));
    expect(screen.notices).toEqual([]);
    // Not for ever: the header says it, and others have something to say.
    screen.timeline.setInterval(500);
    for (let time = 7000; time < 11_000; time += 1000) {
      server.publish(rows(time));
      await screen.shows(rows(time));
    }
    expect(screen.heard.slice(2).map(({ notices }) => notices.length)).toEqual([...Array.from({ length: 3 }, () => 1), 0]);
  });

  test('who no longer listens hears nothing', async () => {
    const path = socketIn();
    const server = await serve(path);
    const screen = await attached(path);
    let heard = 0;
    screen.timeline.subscribe(() => {
      heard += 1;
    })();
    server.publish(rows(1000));
    await screen.hears(1);
    expect(heard).toBe(0);
  });
});

describe('a service that goes away', () => {
  test('and comes back within seconds: rows are stale till then, what was asked for is asked for again', async () => {
    const path = socketIn();
    const first = await serve(path);
    const screen = await attached(path, { intervalMilliseconds: 60_000 });
    screen.timeline.demand(DEMAND);
    first.publish(rows(1000));
    await screen.hears(1);
    const asked = screen.timeline.inspect({ kind: 'file', pid: 7, startTime: 1.5, reveal: false }).catch((error: unknown) => error);
    await first.close();
    await screen.says(WAITING);
    expect(await asked).toBeInstanceOf(InspectError);
    expect(screen.timeline.latest()?.frame(processKind)?.stale).toBe(true);
    expect([commandOf(screen.timeline.latest()), screen.timeline.follows(), screen.timeline.recording()]).toEqual(['sleep 1', undefined, 'off']);
    await expect(screen.timeline.inspect({ kind: 'file', pid: 7, startTime: 1.5, reveal: false })).rejects.toThrow('went away');
    const source = new FakeSource();
    const second = await serve(path, source);
    await untilTrue(() => source.demands.at(-1)?.pids.length === 1, 'it was not asked for again');
    second.publish(rows(2000, 'sleep 2'));
    await screen.shows(rows(2000));
    expect([screen.notices, commandOf(screen.timeline.latest()), screen.timeline.follows()]).toEqual([[], 'sleep 2', 1000]);
    expect(source.demands.at(-1)).toEqual(DEMAND);
    expect(screen.own.demands).toEqual([]);
  });

  test('by kill -9, for good: the screen samples by itself, with all that was asked for, and says why for a while', async () => {
    const path = socketIn();
    const child = await service(path);
    await child.says(/^serving$/m);
    const screen = await attached(path, { intervalMilliseconds: 100, reconnectMilliseconds: 400 });
    await screen.hears(5);
    screen.timeline.demand(DEMAND);
    const seen = screen.timeline.series({ kind: 'host', field: 'cpuPercent', key: '' }).times.length;
    await killed(child);
    await screen.says(WAITING);
    await untilTrue(() => screen.own.demands.length > 0, 'it never took over');
    expect(screen.own.demands).toEqual([DEMAND]);
    expect([screen.timeline.follows(), screen.own.interval, screen.own.paused]).toEqual([undefined, 1000, false]);
    screen.own.recordingState = 'on';
    for (let time = 1; time <= 61; time += 1) screen.own.show(rows(time));
    expect(screen.heard.slice(-61).map(({ notices }) => notices.length)).toEqual([...Array.from({ length: 59 }, () => 1), 1, 0]);
    expect(screen.heard.at(-2)?.frame(group)?.count).toBe(1);
    expect(screen.timeline.recording()).toBe('on');
    expect(screen.timeline.series({ kind: 'host', field: 'cpuPercent', key: '' }).times.length).toBeGreaterThanOrEqual(seen);
    screen.timeline.pause(true);
    screen.timeline.setInterval(2500);
    expect([screen.own.paused, screen.own.interval]).toEqual([true, 2500]);
    screen.own.answer = () => Promise.resolve(processes());
    expect((await screen.timeline.inspect({ kind: 'file', pid: 7, startTime: 1.5, reveal: false })).count).toBe(0);
  });

  test('and comes back later: the screen stays on its own', async () => {
    const path = socketIn();
    const first = await serve(path);
    const screen = await attached(path, { reconnectMilliseconds: 1 });
    screen.timeline.pause(true);
    screen.timeline.setInterval(2000);
    await first.close();
    await untilTrue(() => screen.own.demands.length > 0, 'it never took over');
    expect([screen.own.paused, screen.own.interval]).toEqual([true, 2000]);
    const source = new FakeSource();
    const server = await serve(path, source);
    server.publish(rows(9000));
    screen.own.show(rows(3000));
    await sleep(400);
    expect([server.clients, screen.heard.at(-1)?.time, screen.notices]).toEqual([0, BEGIN + 3000, [ALONE]]);
  });

  test('and comes back as another version: the screen samples by itself at once, and says so', async () => {
    const path = socketIn();
    const first = await serve(path);
    const screen = await attached(path, { reconnectMilliseconds: 60_000 });
    await first.close();
    await serve(path, new FakeSource(), { version: '1.3.0' });
    await untilTrue(() => screen.own.demands.length > 0, 'it never took over');
    screen.own.show(rows(1));
    expect(screen.notices).toEqual(['watch: pyprocwatch watch is version 1.3.0, this is 1.2.3; restart it to share its samples']);
  });

  test('and is met again only to be lost: that is no coming back', async () => {
    const path = socketIn();
    let server = await serve(path);
    const screen = await attached(path, { reconnectMilliseconds: 700 });
    await server.close();
    for (let round = 0; round < 40 && screen.own.demands.length === 0; round += 1) {
      server = await serve(path);
      await sleep(50);
      await server.close();
    }
    expect(screen.own.demands.length).toBe(1);
  });

  test('a service that is stopped is gone', async () => {
    const path = socketIn();
    const child = await service(path);
    await child.says(/^serving$/m);
    const screen = await attached(path, { silence: 500, patience: 1500, reconnectMilliseconds: 100 });
    await screen.hears(1);
    child.child.kill('SIGSTOP');
    await untilTrue(() => screen.own.demands.length > 0, 'it never took over');
  });

  test('while the screen is left: nothing is begun after', async () => {
    const path = socketIn();
    const server = await serve(path);
    const screen = await attached(path, { reconnectMilliseconds: 100 });
    await server.close();
    await screen.says(WAITING);
    const { length } = screen.heard;
    await screen.timeline.close();
    await sleep(400);
    expect([screen.heard.length, screen.own.demands]).toEqual([length, []]);
  });
});

describe('there is nothing to attach to', () => {
  test('where nobody listens, or nobody answers, or not in time', async () => {
    const path = socketIn();
    expect(await attach(path)).toBeUndefined();
    mkdirSync(dirname(path));
    const mute = createServer().listen(path);
    onTestFinished(() => {
      mute.close();
    });
    await untilTrue(() => existsSync(path), 'it does not listen');
    const begun = performance.now();
    expect(await attach(path, { patience: 150 })).toBeUndefined();
    expect(performance.now() - begun).toBeGreaterThan(140);
    // Somebody else's words.
    mute.on('connection', (socket) => socket.end('SSH-2.0-x\r\n'));
    expect(await attach(path)).toBeUndefined();
  });

  test('where a service records elsewhere', async () => {
    const path = socketIn();
    await serve(path, new FakeSource(), { historyFolder: '/one' });
    expect(await attach(path, { historyFolder: '/two' })).toBeUndefined();
    expect(await attach(path, { historyFolder: '' })).toBeUndefined();
    expect(await attach(path, { historyFolder: '/one' })).toBeDefined();
  });

  test('where another version runs: it samples by itself, and says so in one line', async () => {
    const path = socketIn();
    await serve(path, new FakeSource(), { version: '2.0.0' });
    const screen = await attached(path);
    expect(screen.own.demands).toEqual([NO_DEMAND]);
    screen.own.show(rows(1));
    expect(screen.notices).toEqual(['watch: pyprocwatch watch is version 2.0.0, this is 1.2.3; restart it to share its samples']);
  });

  test('where too many are attached: it samples by itself, and says so', async () => {
    const path = socketIn();
    await serve(path);
    const clients = Array.from({ length: LIMITS.clients }, () => new RawClient(path));
    for (const client of clients) await client.hears('hello');
    const screen = await attached(path, { reconnectMilliseconds: 60_000 });
    await untilTrue(() => screen.own.demands.length > 0, 'it never took over');
    screen.own.show(rows(1));
    expect(screen.notices).toEqual(['watch: pyprocwatch watch: 16 screens are attached already']);
  });
});
