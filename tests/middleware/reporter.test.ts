import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { createServer as createSocketServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { CpuMeter } from '../../src/middleware/cpu-meter.ts';
import { nodeMiddleware, RequestReporter } from '../../src/middleware/index.ts';
import { networkOf } from '../../src/middleware/network.ts';
import { socketPath } from '../../src/middleware/options.ts';
import { Sender } from '../../src/middleware/sender.ts';
import { fetchText, freshSocket, listening, monitor, until } from './monitor.ts';

const run = promisify(execFile);
const ENTRY = fileURLToPath(new URL('../../src/middleware/index.ts', import.meta.url));

const parsed = (line: string): unknown => JSON.parse(line);

describe('the meter', () => {
  /** A clock that only `work` moves on: exact by definition. */
  function bench() {
    let now = 0;
    const meter = new CpuMeter(() => now);
    return { meter, work: (microseconds: number): void => {
      now += microseconds;
    } };
  }
  const pauses = [() => new Promise((resolve) => void setTimeout(resolve, 1)), () => new Promise((resolve) => void setImmediate(resolve)), () => Promise.resolve(), () => new Promise((resolve) => process.nextTick(resolve))];

  test('parts requests whose callbacks interleave, and leaves out all others', async () => {
    const { meter, work } = bench();
    const handle = async (cost: number): Promise<void> => {
      for (let step = 0; step < 20; step += 1) {
        work(cost);
        await pauses[step % pauses.length]?.();
      }
    };
    const begun = [1, 20, 300].map((cost) => {
      const request = meter.begin();
      const done = handle(cost);
      meter.leave();
      return { request, done, cost };
    });
    const other = handle(5000);
    for (const { request, done, cost } of begun) {
      await done;
      expect(request === undefined ? 0 : meter.end(request)).toBeCloseTo(cost * 20 / 1000, 9);
    }
    await other;
    expect(meter.active).toBe(false);
  });

  test('all that descends from a request is its own, of any depth', async () => {
    const { meter, work } = bench();
    const request = meter.begin();
    const spread = async (depth: number): Promise<void> => {
      work(1);
      if (depth > 0) await Promise.all([spread(depth - 1), pauses[depth % 4]?.().then(() => spread(depth - 1))]);
    };
    const done = spread(6);
    meter.leave();
    work(1e6);
    await done;
    expect(request === undefined ? 0 : meter.end(request)).toBeCloseTo(127 / 1000, 9);
  });

  test('begun within a callback, it ends with that callback', async () => {
    const { meter, work } = bench();
    let request: ReturnType<CpuMeter['begin']>;
    await new Promise<void>((resolve) => void setImmediate(() => {
      request = meter.begin();
      work(7);
      resolve();
    }));
    await new Promise((resolve) => void setImmediate(() => {
      work(1000);
      resolve(undefined);
    }));
    // The continuation of this test's own await was made outside of it.
    expect(request === undefined ? 0 : meter.end(request)).toBe(0.007);
  });

  test('a few at a time, and one that fails is no harm', async () => {
    const { meter, work } = bench();
    const requests = Array.from({ length: 6 }, () => meter.begin());
    expect(requests.filter((request) => request !== undefined)).toHaveLength(4);
    const failed = (async () => {
      await pauses[0]?.();
      work(1);
      throw new Error('of the application');
    })();
    await expect(failed).rejects.toThrow('of the application');
    for (const request of requests) if (request !== undefined) meter.end(request);
    expect(meter.active).toBe(false);
    expect(meter.begin()).toBeDefined();
  });

  test('reads a thread\'s CPU finer than the kernel\'s tick', () => {
    const meter = new CpuMeter();
    const readings = Array.from({ length: 20 }, () => {
      const request = meter.begin();
      let sum = 0;
      for (let index = 0; index < 200_000; index += 1) sum += Math.sqrt(index);
      return request === undefined || sum < 0 ? 0 : meter.end(request);
    });
    // By ticks of 4 ms most were 0.
    expect(readings.filter((reading) => reading > 0).length).toBe(20);
  });
});

describe('the sender', () => {
  test('drops what nobody listens to, and tells once somebody does', async () => {
    const path = freshSocket();
    const reporter = new RequestReporter({ socket: path, sample: 0 });
    onTestFinished(() => reporter.close());
    const url = await listening(createServer(nodeMiddleware((_, response) => void response.end('ok'), {}, reporter)));
    expect(await fetchText(`${url}/a`)).toBe('200 ok');
    expect(reporter.connected).toBe(false);
    const own = await monitor({}, path);
    while (own.spans.length === 0) {
      await fetchText(`${url}/b`);
      await new Promise((resolve) => void setTimeout(resolve, 100));
    }
    expect(own.spans[0]?.path).toBe('/b');
  });

  test('holds a bounded amount where the monitor does not read', async () => {
    const path = freshSocket();
    const server = createSocketServer((socket) => {
      socket.write(`{"key":"${'ab'.repeat(32)}"}\n`);
      socket.pause();
      onTestFinished(() => void socket.destroy());
    });
    await new Promise<void>((resolve) => void server.listen(path, resolve));
    onTestFinished(() => void server.close());
    const sender = new Sender({ path, service: 'x', instance: '', rekey: () => true });
    sender.ready();
    await until(() => sender.connected);
    const line = 'x'.repeat(1000);
    for (let count = 0; count < 20_000; count += 1) {
      sender.send(line);
      if (count % 100 === 0) await new Promise((resolve) => void setImmediate(resolve));
    }
    const { sent, dropped } = sender.counts;
    expect(dropped).toBeGreaterThan(18_000);
    expect(sent).toBeGreaterThan(0);
    sender.close();
  });

  test('what is no monitor gets nothing but a hello', async () => {
    const path = freshSocket();
    let got = '';
    const server = createSocketServer((socket) => {
      socket.on('error', () => undefined);
      socket.write('HTTP/1.1 400 Bad Request\r\n\r\n{"key":"short"}\n{"key":1}\nnull\n');
      socket.on('data', (chunk) => {
        got += String(chunk);
      });
    });
    await new Promise<void>((resolve) => void server.listen(path, resolve));
    onTestFinished(() => void server.close());
    const reporter = new RequestReporter({ socket: path, sample: 0, service: 'shop' });
    const url = await listening(createServer(nodeMiddleware((_, response) => void response.end('ok'), {}, reporter)));
    await until(() => got !== '');
    await fetchText(url);
    reporter.close();
    expect(got.trim().split('\n').map(parsed)).toEqual([{ v: 1, pid: process.pid, service: 'shop', instance: '', host: expect.any(String) }]);
    expect(reporter.connected).toBe(false);
  });

  test('goes on after the monitor was restarted', async () => {
    const path = freshSocket();
    const first = await monitor({}, path);
    const sender = new Sender({ path, service: 'x', instance: '', rekey: () => true });
    onTestFinished(() => sender.close());
    sender.ready();
    await until(() => sender.connected);
    first.intake.close();
    await new Promise((resolve) => void first.server.close(resolve));
    await until(() => !sender.connected);
    await monitor({}, path);
    await until(() => sender.ready());
  });
});

describe('in other people\'s programs', () => {
  const node = process.execPath;
  test('importing it does nothing, and does not keep the process', async () => {
    const { stdout } = await run(node, ['--input-type=module', '-e', `const before = process.getActiveResourcesInfo().length; await import(${JSON.stringify(ENTRY)}); console.log(process.getActiveResourcesInfo().length - before)`]);
    expect(stdout.trim()).toBe('0');
  });

  test('a reporter keeps no process alive, and exits are clean', async () => {
    const own = await monitor();
    const { stdout } = await run(node, ['--input-type=module', '-e', `const { RequestReporter } = await import(${JSON.stringify(ENTRY)}); new RequestReporter({ socket: ${JSON.stringify(own.path)} }); setTimeout(() => console.log('end'), 50)`]);
    expect(stdout.trim()).toBe('end');
  });
});

test.each([['203.0.113.99', '203.0.113.0'], ['::ffff:203.0.113.99', '203.0.113.0'], ['2001:db8:1:2:3::4', '2001:db8:1::'], ['2001:db8::1', '2001:db8:0::'], ['::1', '0:0:0::'], ['fe80::1%eth0', 'fe80:0:0::'], ['alice@example.com', ''], [undefined, '']])('of %j only %j is told', (address, network) => {
  expect(networkOf(address)).toBe(network);
});

test('where the monitor listens', () => {
  expect(socketPath({}, '/home/a')).toBe('/home/a/.local/state/pyprocwatch/requests.sock');
  expect(socketPath({ XDG_STATE_HOME: '/state' }, '/home/a')).toBe('/state/pyprocwatch/requests.sock');
  expect(socketPath({ XDG_STATE_HOME: 'relative' }, '/home/a')).toBe('/home/a/.local/state/pyprocwatch/requests.sock');
  expect(socketPath({ PYPROCWATCH_REQUESTS: '/run/x.sock' }, '/home/a')).toBe('/run/x.sock');
});
