import { describe, expect, test } from 'vitest';
import { pack } from '../../../src/engine/attach/framing.ts';
import { likenessOf, LIMITS } from '../../../src/engine/attach/protocol.ts';
import { FrameDecoder } from '../../../src/engine/wire.ts';
import { InspectError, UserError } from '../../../src/model/errors.ts';
import { cpu } from '../../../src/model/kinds/host-parts.ts';
import { limit } from '../../../src/model/kinds/process-parts.ts';
import { Snapshot } from '../../../src/model/snapshot.ts';
import { NO_DEMAND } from '../../../src/model/timeline.ts';
import { frameOf, rowsOf } from '../../model/support.ts';
import { untilTrue } from '../../e2e/support/wait.ts';
import { attached, deliver, FakeSource, RawClient, serve, socketIn, VERSION } from './support.ts';
import { expectSame } from './same.ts';
import { World } from './world.ts';

const gone = (server: { readonly clients: number }, left = 0): Promise<void> => untilTrue(() => server.clients === left, () => `${server.clients} clients, not ${left}`);
const inspection = { kind: 'limit', pid: 7, startTime: 1.25, reveal: false };

describe('samples for many', () => {
  test('every frame and notice arrives as it was, through rows that come and go, whenever a screen attached', async () => {
    const path = socketIn();
    const server = await serve(path);
    const world = new World(1);
    const screens = [await attached(path), await attached(path)];
    for (let sent = 0; sent < 120; sent += 1) {
      if (sent % 30 === 20) screens.push(await attached(path));
      const snapshot = world.next();
      server.publish(snapshot);
      await Promise.all(screens.map((screen) => screen.shows(snapshot)));
      for (const { timeline } of screens) expectSame(timeline.latest(), snapshot);
    }
    expect(screens.length).toBe(6);
  });

  test('who attaches sees the last sample at once', async () => {
    const path = socketIn();
    const server = await serve(path);
    const world = new World(2);
    server.publish(world.next());
    const last = world.next();
    server.publish(last);
    const screen = await attached(path);
    await screen.hears(1);
    expectSame(screen.heard[0], last);
  });

  test('who does not read is not queued for, and when it reads on it has all texts; others miss nothing', async () => {
    const path = socketIn();
    const server = await serve(path);
    const world = new World(3, 600);
    const [slow, quick] = [new RawClient(path), await attached(path)];
    slow.greet();
    server.publish(world.next());
    await slow.hears('sample');
    slow.socket.pause();
    for (let tick = 2; tick <= 60; tick += 1) await deliver(server, world.next(), quick);
    expect(quick.heard.length).toBeGreaterThanOrEqual(59);
    slow.socket.resume();
    await untilTrue(() => slow.heard.length > 2, 'nothing more came');
    // The pipe is empty again: the next ones are sent.
    for (let count = 0; count < 5; count += 1) {
      const snapshot = world.next();
      await untilTrue(() => {
        server.publish(snapshot);
        return [...slow.heard, ...quick.heard].filter((heard) => 'time' in heard && heard.time === snapshot.time).length > 1;
      }, 'it was not sent to again');
    }
    const samples = slow.heard.filter((message) => message.type === 'sample');
    expect(samples.length).toBeLessThan(40);
    const decoder = new FrameDecoder();
    const decoded = samples.map(({ time, intervalSeconds, frames, notices }) => new Snapshot(time, intervalSeconds, frames.map((frame) => decoder.decode(frame)), notices));
    for (const snapshot of decoded) expectSame(quick.heard.find(({ time }) => time === snapshot.time), snapshot);
  });

  test('who reads nothing for too long is cut off; its demand goes with it', async () => {
    const path = socketIn();
    const source = new FakeSource();
    const server = await serve(path, source, { stuckMilliseconds: 150 });
    const world = new World(4, 2000);
    const [stuck, other] = [new RawClient(path), await attached(path)];
    stuck.greet();
    stuck.say({ type: 'demand', demand: { ...NO_DEMAND, everywhere: ['smaps'] } });
    await untilTrue(() => source.demands.at(-1)?.everywhere.length === 1, 'the demand never came');
    stuck.socket.pause();
    await untilTrue(() => {
      server.publish(world.next());
      return server.clients === 1;
    }, 'it was not cut off');
    expect(source.demands.at(-1)).toEqual(NO_DEMAND);
    await deliver(server, world.next(), other);
  });
});

describe('what clients say', () => {
  test('what all of them look at is read, and what the service wants itself', async () => {
    const path = socketIn();
    const source = new FakeSource();
    const server = await serve(path, source, { demand: { everywhere: ['io'], visible: [], pids: [] } });
    const [one, two] = [await attached(path), await attached(path)];
    one.timeline.demand({ everywhere: ['files'], visible: ['smaps'], pids: [1, 2] });
    two.timeline.demand({ everywhere: ['io'], visible: ['sockets'], pids: [2, 3] });
    const sorted = () => {
      const { everywhere, visible, pids } = source.demands.at(-1) ?? NO_DEMAND;
      return [[...everywhere].sort(), [...visible].sort(), [...pids].sort()];
    };
    await untilTrue(() => source.demands.at(-1)?.pids.length === 3, 'they were not merged');
    expect(sorted()).toEqual([['files', 'io'], ['smaps', 'sockets'], [1, 2, 3]]);
    await one.timeline.close();
    await gone(server, 1);
    expect(sorted()).toEqual([['io'], ['sockets'], [2, 3]]);
    server.demand({ everywhere: ['smaps'], visible: [], pids: [] });
    expect(sorted()).toEqual([['io', 'smaps'], ['sockets'], [2, 3]]);
    const before = source.demands.length;
    server.demand({ everywhere: ['smaps'], visible: [], pids: [] });
    expect(source.demands.length).toBe(before);
  });

  test('a question is answered, or refused with what is wrong and how to mend it', async () => {
    const path = socketIn();
    const source = new FakeSource();
    await serve(path, source);
    const { timeline } = await attached(path);
    const rows = [{ name: 'open files', usedPercent: 12.5 }];
    source.answer = (request) => (request.pid === 7 ? Promise.resolve(frameOf(limit, rows)) : Promise.reject(new InspectError('process 8 has ended', 'choose another')));
    expect(rowsOf(await timeline.inspect(inspection))).toEqual(rows);
    expect(source.inspected).toEqual([inspection]);
    const refused: unknown = await timeline.inspect({ ...inspection, pid: 8 }).catch((error: unknown) => error);
    expect(refused instanceof InspectError && refused.line).toBe('process 8 has ended; choose another');
    source.answer = () => {
      throw new TypeError('a fault of ours');
    };
    await expect(timeline.inspect(inspection)).rejects.toThrow('a fault of ours');
  });

  test('who asks for too much at once is told so', async () => {
    const path = socketIn();
    const source = new FakeSource();
    source.answer = () => new Promise(() => undefined);
    await serve(path, source);
    const { timeline } = await attached(path);
    const asked = Array.from({ length: LIMITS.questions + 1 }, () => timeline.inspect(inspection));
    await expect(Promise.race(asked)).rejects.toThrow('too much is asked for at once');
    await timeline.close();
    for (const answer of asked) await expect(answer).rejects.toThrow(UserError);
  });

  test.each([
    ['no message of ours', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
    ['one that is too long', Buffer.from(Uint32Array.of(LIMITS.request + 1).buffer)],
    ['one that cannot be read', Buffer.from([3, 0, 0, 0, 255, 15, 99])],
    ['one of the wrong shape', Buffer.concat(pack({ type: 'demand', demand: 7 }))],
    ['a question before its name', Buffer.concat(pack({ type: 'inspect', id: 1, request: inspection }))],
  ])('who sends %s is closed, and nobody else', async (_, bytes) => {
    const path = socketIn();
    const source = new FakeSource();
    const server = await serve(path, source);
    const [screen, bad, worse] = [await attached(path), new RawClient(path), new RawClient(path)];
    bad.socket.write(bytes);
    // After it was let in.
    if (!bytes.includes('inspect')) {
      worse.greet();
      worse.socket.write(bytes);
      await worse.ends();
    }
    await bad.ends();
    const snapshot = new World(6).next();
    server.publish(snapshot);
    await screen.hears(1);
    expectSame(screen.heard[0], snapshot);
    expect(source.inspected).toEqual([]);
  });

  test('who ends in the middle of a message, or of a sample that it is sent, is forgotten', async () => {
    const path = socketIn();
    const server = await serve(path);
    const world = new World(7, 2000);
    const [screen, half, full] = [await attached(path), new RawClient(path), new RawClient(path)];
    half.greet();
    const [head, body] = pack({ type: 'demand', demand: NO_DEMAND });
    half.socket.write(Buffer.concat([head, body.subarray(0, 9)]), () => half.socket.destroy());
    full.greet();
    await full.hears('hello');
    full.socket.pause();
    await gone(server, 2);
    const first = world.next();
    server.publish(first);
    full.socket.destroy();
    await gone(server, 1);
    await screen.shows(first);
    const last = world.next();
    await deliver(server, last, screen);
    expectSame(screen.timeline.latest(), last);
  });

  test('one more than there is room for is told so; when another leaves there is room', async () => {
    const path = socketIn();
    const server = await serve(path);
    server.publish(new World(8).next());
    const clients = Array.from({ length: LIMITS.clients }, () => new RawClient(path));
    for (const client of clients) {
      client.greet();
      await client.hears('sample');
    }
    const late = new RawClient(path);
    late.greet();
    expect(await late.hears('bye')).toEqual({ type: 'bye', message: '16 screens are attached already' });
    await late.ends();
    expect(late.heard.map(({ type }) => type)).toEqual(['hello', 'bye']);
    clients[0]?.socket.destroy();
    await gone(server, LIMITS.clients - 1);
    const next = new RawClient(path);
    next.greet();
    await next.hears('sample');
  });

  test('another version is told so in one line', async () => {
    const path = socketIn();
    await serve(path);
    const client = new RawClient(path);
    client.say({ type: 'hello', ...likenessOf('1.3.0') });
    expect(await client.hears('bye')).toEqual({ type: 'bye', message: 'pyprocwatch watch is version 1.2.3, this is 1.3.0' });
    await client.ends();
    expect(client.heard[0]).toEqual({ type: 'hello', ...likenessOf(VERSION), pid: process.pid, intervalMilliseconds: 1000, historyFolder: '' });
  });
});

test('its end takes no second, though clients are stuck', async () => {
  const path = socketIn();
  const server = await serve(path);
  const stuck = Array.from({ length: 4 }, () => new RawClient(path));
  for (const client of stuck) {
    client.greet();
    await client.hears('hello');
    client.socket.pause();
  }
  const world = new World(9, 3000);
  for (let tick = 0; tick < 3; tick += 1) server.publish(world.next());
  const begun = performance.now();
  await server.close();
  expect(performance.now() - begun).toBeLessThan(1000);
  await server.close();
});

test('a service that has nothing to say says that it runs', async () => {
  const path = socketIn();
  await serve(path);
  const client = new RawClient(path);
  client.greet();
  await client.hears('alive');
});

test('a frame that is wrong ends who is sent it, not the service', async () => {
  const path = socketIn();
  const server = await serve(path);
  const screen = new RawClient(path);
  screen.greet();
  await screen.hears('hello');
  await untilTrue(() => server.clients === 1, 'nobody came');
  const broken = frameOf(cpu, [{ id: 1 }]);
  broken.parts = () => {
    throw new RangeError('a fault of ours');
  };
  await untilTrue(() => {
    server.publish(new Snapshot(1, 1, [broken], []));
    return server.clients === 0;
  }, 'it was kept');
});
