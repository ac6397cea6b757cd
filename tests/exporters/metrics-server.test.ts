import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { request } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { MetricsServer, type MetricsServerOptions } from '../../src/exporters/metrics-server.ts';
import { buildInfo } from '../../src/exporters/self-metric.ts';
import { EXIT, UserError } from '../../src/model/errors.ts';
import { parseText } from './parse-text.ts';
import { sampleSnapshot } from './sample.ts';

const TOKEN = 'correct-horse-battery';

async function serve(options: Partial<MetricsServerOptions> = {}): Promise<MetricsServer> {
  const server = await MetricsServer.listen({ port: 0, self: () => [buildInfo('1')], ...options });
  onTestFinished(() => server.close());
  return server;
}

interface Got {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** As node:http sends it: fetch would set Host and Accept-Encoding itself. */
function get(server: MetricsServer, path = '/metrics', headers: Readonly<Record<string, string>> = {}, method = 'GET'): Promise<Got> {
  return new Promise((resolve, reject) => {
    request(`${server.url}${path}`, { method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }));
    }).on('error', reject).end();
  });
}

async function failure(options: MetricsServerOptions): Promise<UserError> {
  const made = await MetricsServer.listen(options).then(async (server) => server.close(), (error: unknown) => error);
  if (made instanceof UserError) return made;
  throw new Error('it did not fail so', { cause: made });
}

async function socketTo(server: MetricsServer): Promise<Socket> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

describe('/metrics', () => {
  test('tells the latest snapshot, and what this program is before there is one', async () => {
    const server = await serve();
    expect(parseText((await get(server)).body.toString()).samples.map(({ name }) => name)).toEqual(['pyprocwatch_build_info']);
    server.update(sampleSnapshot({ tick: 1 }));
    server.update(sampleSnapshot({ tick: 2 }));
    const { status, headers, body } = await get(server);
    expect(status).toBe(200);
    expect(headers).toMatchObject({ 'content-type': 'text/plain; version=0.0.4; charset=utf-8', 'content-length': String(body.length), 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    expect(parseText(body.toString()).samples.find(({ name }) => name === 'pyprocwatch_host_uptime_seconds')?.value).toBe(1002);
  });

  test('in the format and the encoding that are asked for', async () => {
    const server = await serve();
    server.update(sampleSnapshot());
    const { headers, body } = await get(server, '/metrics', { accept: 'application/openmetrics-text;version=1.0.0,*/*;q=0.1', 'accept-encoding': 'gzip' });
    expect(headers).toMatchObject({ 'content-type': 'application/openmetrics-text; version=1.0.0; charset=utf-8', 'content-encoding': 'gzip', vary: 'accept, accept-encoding' });
    expect(parseText(gunzipSync(body).toString()).ended).toBe(true);
    expect((await get(server, '/metrics', { 'accept-encoding': 'gzip;q=0, identity' })).headers['content-encoding']).toBeUndefined();
  });

  test('makes the text at most once a snapshot', async () => {
    let made = 0;
    const server = await serve({ self: () => {
      made += 1;
      return [];
    } });
    server.update(sampleSnapshot());
    expect(made).toBe(0);
    const [one, other] = await Promise.all([get(server), get(server), get(server, '/metrics', { 'accept-encoding': 'gzip' })]);
    expect(one.body.equals(other.body)).toBe(true);
    expect(made).toBe(1);
    server.update(sampleSnapshot());
    await get(server);
    expect(made).toBe(2);
  });

  test('HEAD has the headers of GET, and nothing else', async () => {
    const server = await serve();
    server.update(sampleSnapshot());
    const [head, whole] = [await get(server, '/metrics', {}, 'HEAD'), await get(server)];
    expect(head.body).toHaveLength(0);
    expect(head.headers['content-length']).toBe(String(whole.body.length));
  });

  test('an old figure is not told as if it were new', async () => {
    let now = 0;
    const server = await serve({ clock: () => now, freshMilliseconds: 1000 });
    server.update(sampleSnapshot());
    now = 1000;
    expect((await get(server, '/healthz')).status).toBe(200);
    now = 1001;
    expect((await get(server, '/healthz')).status).toBe(503);
    expect(parseText((await get(server)).body.toString()).samples.map(({ name }) => name)).toEqual(['pyprocwatch_build_info']);
    server.update(sampleSnapshot());
    expect((await get(server, '/healthz')).status).toBe(200);
  });

  test('a fault of ours is an answer, and ends nothing', async () => {
    const server = await serve({ self: () => [{ name: 'no name', help: '', type: 'gauge', value: 1 }] });
    server.update(sampleSnapshot());
    expect((await get(server)).status).toBe(500);
    expect((await get(server, '/healthz')).status).toBe(200);
  });
});

describe('who is answered', () => {
  test('other paths, methods and long addresses are refused', async () => {
    const server = await serve();
    expect((await get(server, '/')).status).toBe(404);
    expect((await get(server, '/metrics/../etc/passwd')).status).toBe(404);
    expect((await get(server, '/metrics?x=1')).status).toBe(200);
    expect((await get(server, `/metrics?${'x'.repeat(2000)}`)).status).toBe(414);
    const posted = await get(server, '/metrics', { 'content-length': '0' }, 'POST');
    expect([posted.status, posted.headers['allow'], posted.headers['connection']]).toEqual([405, 'GET, HEAD', 'close']);
    expect((await get(server, '/metrics', { cookie: 'x'.repeat(9000) })).status).toBe(431);
    expect(server.metrics().map(({ value }) => value)).toEqual([1, 4]);
  });

  test('a name that somebody leads here is refused', async () => {
    const server = await serve();
    for (const host of ['evil.example', 'evil.example:80', '127.0.0.1.evil.example', 'localhost.evil.example', '@127.0.0.1']) expect((await get(server, '/metrics', { host })).status, host).toBe(403);
    for (const host of ['localhost', 'LOCALHOST:9188', '127.0.0.1:1', '[::1]:9188', '192.0.2.1']) expect((await get(server, '/metrics', { host })).status, host).toBe(200);
    expect((await get(server, '/healthz', { host: 'evil.example' })).status).toBe(403);
  });

  test('with a token: who gives it, by whatever name', async () => {
    const server = await serve({ token: TOKEN, host: '0.0.0.0' });
    for (const authorization of ['', 'Bearer', `Bearer ${TOKEN}x`, `Bearer ${TOKEN.slice(1)}`, `Basic ${TOKEN}`, TOKEN]) {
      const { status, headers } = await get(server, '/metrics', authorization === '' ? {} : { authorization });
      expect([status, headers['www-authenticate']]).toEqual([401, 'Bearer realm="pyprocwatch"']);
    }
    expect((await get(server, '/metrics', { authorization: `Bearer ${TOKEN}`, host: 'vault.example:9188' })).status).toBe(200);
    expect((await get(server, '/metrics', { host: 'vault.example:9188' })).status).toBe(403);
    expect((await get(server, '/healthz')).status).toBe(503);
  });

  test('nobody takes all connections', async () => {
    const server = await serve();
    const taken = await Promise.all(Array.from({ length: 25 }, () => socketTo(server)));
    await Promise.all(taken.slice(20).map(async (socket) => socket.destroyed || once(socket.resume(), 'close')));
    for (const socket of taken) socket.destroy();
  });
});

describe('where it listens (the rest is tests/model/listening/http-listener.test.ts)', () => {
  test('others are told no figures without a token', async () => {
    const error = await failure({ host: '0.0.0.0', port: 0 });
    expect([error.exitCode, error.line]).toEqual([EXIT.configuration, '0.0.0.0:0: others could read what runs on this machine; set a token, or listen on 127.0.0.1']);
    const short = await failure({ port: 0, token: 'x'.repeat(15) });
    expect([short.exitCode, short.message]).toEqual([EXIT.configuration, 'the token of /metrics must have at least 16 characters, ASCII without spaces']);
  });

  test('a port in use is one clear line', async () => {
    const { port } = new URL((await serve()).url);
    const error = await failure({ port: Number(port) });
    expect([error.exitCode, error.line]).toEqual([EXIT.unavailable, `127.0.0.1:${port}: this port is in use; choose another, or end what listens there`]);
  });

  test('it answers no more when it is closed', async () => {
    const server = await serve();
    expect((await get(server, '/healthz')).status).toBe(503);
    await server.close();
    await expect(get(server)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
