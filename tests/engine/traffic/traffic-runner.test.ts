import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { hostname } from 'node:os';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { DEFAULT_ROOTS } from '../../../src/collectors/collector.ts';
import { endpointsSetting } from '../../../src/config/endpoints.ts';
import type { FromTraffic } from '../../../src/engine/traffic/protocol.ts';
import { TrafficRunner } from '../../../src/engine/traffic/traffic-runner.ts';
import { FrameDecoder } from '../../../src/engine/wire.ts';
import type { Frame } from '../../../src/model/frame.ts';
import { REQUESTS_SOCKET } from '../../../src/middleware/wire.ts';
import { temporaryFolder } from '../../config/support.ts';
import { encodeJson, encodeProtobuf, RESOURCE, sampleSpan, type TestSpan } from '../../collectors/otlp/encode.ts';
import { FORMAT, lineOf, rowsOf } from './support.ts';

type Row = Readonly<Record<string, number | string>>;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** A whole runner; `rows` are those of the last second. */
async function running(setting: Record<string, unknown>, folder = join(temporaryFolder(), 'pyprocwatch')) {
  const decoder = new FrameDecoder();
  const seen: { frames: readonly Frame[]; notices: readonly string[] } = { frames: [], notices: [] };
  const runner = await TrafficRunner.start({
    endpoints: endpointsSetting.parse(setting), roots: DEFAULT_ROOTS, folder, socket: join(folder, REQUESTS_SOCKET), hostname: hostname(), command: 'test', minutesMilliseconds: 1e9, hoursMilliseconds: 1e10,
  }, (message: FromTraffic) => {
    if (message.type !== 'frames') return;
    seen.frames = message.frames.map((frame) => decoder.decode(frame));
    seen.notices = message.notices.map(({ message: text }) => text);
  });
  onTestFinished(() => runner.close());
  const rows = (kind: string): readonly Row[] => rowsOf(seen.frames.find((frame) => frame.kind.name === kind));
  const row = async (kind: string, holds: (row: Row) => boolean): Promise<Row> => {
    for (;;) {
      const found = rows(kind).find(holds);
      if (found !== undefined) return found;
      await new Promise((resolve) => void setTimeout(resolve, 20));
    }
  };
  return { folder, rows, row, seen };
}

const nowSpan = (index: number, own: Partial<TestSpan> = {}): TestSpan => {
  const start = BigInt(Date.now() - 500) * 1_000_000n;
  return sampleSpan(index, { start, end: start + 40_000_000n, ...own });
};

describe('programs that tell of their requests by OpenTelemetry', () => {
  test('spans that are sent over HTTP become rows, with their sessions, countries and calls; nothing raw is in them', async () => {
    const port = await freePort();
    const { row, rows, seen } = await running({ otlp: { enabled: true, port } });
    const send = async (body: Buffer, type: string): Promise<number> => (await fetch(`http://127.0.0.1:${port}/v1/traces`, { method: 'POST', headers: { 'content-type': type }, body })).status;
    expect(await send(encodeProtobuf([{ attributes: RESOURCE, spans: Array.from({ length: 10 }, (_, index) => nowSpan(index)) }]), 'application/x-protobuf')).toBe(200);
    expect(await send(Buffer.from(encodeJson([{ attributes: { ...RESOURCE, 'service.name': 'cart' }, spans: [nowSpan(99, { attributes: { 'http.request.method': 'POST', 'http.route': '/cart', 'http.response.status_code': 500 } })] }])), 'application/json')).toBe(200);
    expect(await row('endpoint', ({ site, totalRequests }) => site === 'shop' && totalRequests === 10)).toMatchObject({ method: 'GET', p50Seconds: expect.closeTo(0.04, 3), errorPercent: 0 });
    expect(await row('endpoint', ({ site }) => site === 'cart')).toMatchObject({ method: 'POST', route: '/cart', errorPercent: 100 });
    expect(rows('session')).toHaveLength(10);
    expect(seen.notices).toEqual([]);
    const texts = JSON.stringify(seen.frames.map((frame) => frame.parts().texts));
    for (const raw of ['session-', '203.0.113', 'Mozilla']) expect(texts).not.toContain(raw);
  });

  test('a port that is taken is said, and logs are counted all the same', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    onTestFinished(() => void taken.close());
    const address = taken.address();
    const file = join(temporaryFolder(), 'access.log');
    writeFileSync(file, '');
    const { row, seen } = await running({ logs: [{ file, format: FORMAT }], otlp: { enabled: true, port: typeof address === 'object' && address !== null ? address.port : 0 } });
    appendFileSync(file, lineOf({ at: Date.now() }));
    expect(await row('endpoint', () => true)).toMatchObject({ site: 'access', route: '/users/*' });
    expect(seen.notices).toEqual([expect.stringMatching(/^spans are not taken: /)]);
  });
});

describe('programs that use our middleware', () => {
  test('a request through the example of node:http becomes a row, with its process', async () => {
    const state = temporaryFolder();
    const { row, rows } = await running({ middleware: true }, join(state, 'pyprocwatch'));
    const port = await freePort();
    const child: ChildProcess = spawn(process.execPath, ['examples/middleware-node.ts'], { env: { ...process.env, XDG_STATE_HOME: state, PORT: String(port) }, stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    if (child.stdout !== null) await once(child.stdout, 'data');
    const ask = (path: string): Promise<number> => new Promise((resolve, reject) => {
      get({ host: '127.0.0.1', port, path, agent: false, headers: { cookie: 'sid=alice' } }, (response) => {
        response.resume();
        response.on('end', () => resolve(response.statusCode ?? 0));
      }).on('error', reject);
    });
    for (let id = 1; id <= 12; id += 1) expect(await ask(`/users/${id}`)).toBe(200);
    const found = await row('endpoint', ({ totalRequests }) => totalRequests === 12);
    expect(found).toMatchObject({ site: 'shop', method: 'GET', route: '/users/*', errorPercent: 0 });
    expect(rows('session')).toHaveLength(1);
    const backend = await row('backend', ({ pids }) => pids === String(child.pid));
    expect(backend).toMatchObject({ site: 'shop', processes: 1 });
    expect(JSON.stringify(rows('session'))).not.toContain('alice');
  });
});

describe('logs', () => {
  test('a log whose format is found by itself, two of one name, and one that cannot be followed', async () => {
    const folder = temporaryFolder();
    const plain = (path: string): string => `81.2.69.142 - - [${new Date().toUTCString().replace(/^\w+, (\d+) (\w+) (\d+) ([\d:]+) GMT$/, '$1/$2/$3:$4 +0000')}] "GET ${path} HTTP/1.1" 200 512 "-" "curl/8"\n`;
    const [one, other] = [join(folder, 'one-access.log'), join(temporaryFolder(), 'one-access.log')];
    for (const file of [one, other]) writeFileSync(file, '');
    const { row, seen } = await running({ logs: [{ file: one }, { file: other }, { file: join(folder, 'bad.log'), format: '$nonsense' }] });
    appendFileSync(one, Array.from({ length: 5 }, () => plain('/a')).join(''));
    appendFileSync(other, Array.from({ length: 7 }, () => plain('/a')).join(''));
    const [first, second] = [await row('endpoint', ({ totalRequests }) => totalRequests === 5), await row('endpoint', ({ totalRequests }) => totalRequests === 7)];
    expect(first['site']).toBe('one-access');
    expect(second['site']).toMatch(/^pyprocwatch-test-.*\/one-access$/);
    expect(first['p95Seconds']).toBeNaN();
    expect(seen.notices).toEqual([expect.stringMatching(/^bad: /)]);
  });
});
