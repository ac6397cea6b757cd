import { createServer } from 'node:http';
import { connect } from 'node:net';
import { serve } from '@hono/node-server';
import express from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import Koa from 'koa';
import { describe, expect, onTestFinished, test } from 'vitest';
import { expressMiddleware, fastifyMiddleware, honoMiddleware, koaMiddleware, nodeMiddleware, RequestReporter } from '../../src/middleware/index.ts';
import type { MiddlewareOptions } from '../../src/middleware/index.ts';
import { fetchText, listening, monitor, type TestMonitor, until } from './monitor.ts';

/** A reporter that the monitor has heard of, and its key is here. */
async function reporterFor({ path }: TestMonitor, options: MiddlewareOptions = {}): Promise<{ readonly reporter: RequestReporter; readonly options: MiddlewareOptions }> {
  const own: MiddlewareOptions = { socket: path, service: 'shop', instance: 'i-1', sample: 0, session: (request) => request.headers.cookie, cohort: () => 'premium', ...options };
  const reporter = new RequestReporter(own);
  onTestFinished(() => reporter.close());
  await until(() => reporter.connected);
  return { reporter, options: own };
}

const COOKIE = { cookie: 'sid=raw-session-77', 'x-forwarded-for': '203.0.113.99, 10.0.0.1', traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` };
const told = { kind: 'server', method: 'GET', status: 200, cohort: 'premium', traceId: 'a'.repeat(32), parentId: 'b'.repeat(16), resource: { service: 'shop', instance: 'i-1', pid: process.pid, host: expect.any(String) }, bytesSent: expect.any(Number), client: expect.stringMatching(/^[a-z2-7]{12}$/), cpuMilliseconds: Number.NaN };

describe.each<[string, (options: MiddlewareOptions, reporter: RequestReporter) => Promise<string>, string]>([
  ['node:http', (options, reporter) => listening(createServer(nodeMiddleware((_, response) => void response.end('ok'), { ...options, route: ({ url }) => (url?.startsWith('/users/') === true ? '/users/:id' : undefined) }, reporter))), '/users/:id'],
  ['Express', (options, reporter) => {
    const app = express();
    app.use(expressMiddleware(options, reporter));
    const users = express.Router();
    users.get('/:id', (_, response) => void response.send('ok'));
    app.use('/users', users);
    return listening(createServer(app));
  }, '/users/:id'],
  ['Fastify', async (options, reporter) => {
    const app = fastify();
    await app.register(fastifyMiddleware(options, reporter));
    app.get('/users/:id', () => 'ok');
    await app.ready();
    return listening(app.server);
  }, '/users/:id'],
  ['Koa', (options, reporter) => {
    const app = new Koa();
    app.use(koaMiddleware(options, reporter));
    app.use((context) => {
      // As @koa/router does.
      Object.assign(context, { _matchedRoute: '/users/:id' });
      if (context.path.startsWith('/users/')) context.body = 'ok';
    });
    return listening(createServer(app.callback()));
  }, '/users/:id'],
  ['Hono', (options, reporter) => {
    const app = new Hono();
    app.use(honoMiddleware(options, reporter));
    app.get('/users/:id', (context) => context.text('ok'));
    const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' });
    return listening(server instanceof Object && 'closeAllConnections' in server ? server : createServer());
  }, '/users/:id'],
])('%s', (_, start, route) => {
  test('tells of requests, and of no raw identifier', async () => {
    const own = await monitor();
    const { reporter, options } = await reporterFor(own);
    const url = await start(options, reporter);
    const before = Date.now();
    expect(await fetchText(`${url}/users/7?token=secret`, COOKIE)).toBe('200 ok');
    expect(await fetchText(`${url}/users/8`, COOKIE)).toBe('200 ok');
    const [first, second] = await own.arrived(2);
    expect(first).toMatchObject({ ...told, route, path: '/users/7' });
    expect(second).toMatchObject({ route, path: '/users/8', session: first?.session });
    expect(first?.session).toMatch(/^[a-z2-7]{12}$/);
    expect(first?.bytesSent).toBeGreaterThan(50);
    expect(Math.abs((first?.start ?? 0) - before)).toBeLessThan(5000);
    const text = JSON.stringify(own.spans);
    for (const raw of ['raw-session-77', '203.0.113', 'secret', '127.0.0']) expect(text).not.toContain(raw);
  });

  test('meters CPU when it is asked to', async () => {
    const own = await monitor();
    const { reporter, options } = await reporterFor(own, { sample: 1 });
    const url = await start(options, reporter);
    await fetchText(`${url}/users/7`);
    const [span] = await own.arrived(1);
    expect(span?.cpuMilliseconds).toBeGreaterThan(0);
  });
});

test('a client that goes away is 499', async () => {
  const own = await monitor();
  const { reporter, options } = await reporterFor(own);
  const url = await listening(createServer(nodeMiddleware(() => undefined, options, reporter)));
  const controller = new AbortController();
  const asked = fetch(`${url}/slow`, { signal: controller.signal }).catch(() => undefined);
  setTimeout(() => controller.abort(), 50);
  await asked;
  const [span] = await own.arrived(1);
  expect(span).toMatchObject({ status: 499, path: '/slow', route: '' });
});

test('errors of the application pass through', async () => {
  const own = await monitor();
  const { reporter, options } = await reporterFor(own, { session: () => {
    throw new Error('of a callback');
  } });
  const app = express();
  app.use(expressMiddleware(options, reporter));
  app.get('/fails', () => {
    throw new Error('of the application');
  });
  app.use((error: Error, _request: express.Request, response: express.Response, next: express.NextFunction) => {
    if (response.headersSent) next(error);
    else response.status(500).send(error.message);
  });
  const url = await listening(createServer(app));
  expect(await fetchText(`${url}/fails`)).toBe('500 of the application');
  expect((await own.arrived(1))[0]).toMatchObject({ status: 500, route: '/fails', session: '' });
});

test('a WebSocket is told of when it ends', async () => {
  const own = await monitor();
  const { reporter } = await reporterFor(own);
  const server = createServer();
  server.on('upgrade', (request, socket) => {
    reporter.observeUpgrade(request, socket, () => '/live');
    socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
    socket.on('data', () => void socket.end('bye'));
  });
  const url = await listening(server);
  const client = connect(Number(new URL(url).port), '127.0.0.1');
  client.write('GET /live?x=1 HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nCookie: sid=1\r\n\r\n');
  client.once('data', () => void client.write('0123456789'));
  const [span] = await own.arrived(1);
  expect(span).toMatchObject({ status: 101, route: '/live', path: '/live', bytesReceived: 10, session: expect.stringMatching(/^[a-z2-7]{12}$/) });
  expect(span?.bytesSent).toBeGreaterThan(50);
});
