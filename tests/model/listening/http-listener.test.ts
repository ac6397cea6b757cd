import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { request } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import { EXIT, UserError } from '../../../src/model/errors.ts';
import { HttpListener, type ListenOptions, type ListenTerms } from '../../../src/model/listening/http-listener.ts';

const TOKEN = 'correct-horse-battery';
const TERMS: ListenTerms = { tokenOf: 'this test', danger: 'others could ask', connections: 4, patience: { headers: 5000, request: 10_000, idle: 30_000, keptAlive: 30_000 } };

async function serve(options: Partial<ListenOptions> = {}): Promise<HttpListener> {
  const listener = new HttpListener({ port: 0, ...options }, TERMS, (_, response) => response.end('here'));
  onTestFinished(() => listener.close());
  await listener.open();
  return listener;
}

async function failure(options: Partial<ListenOptions>): Promise<UserError> {
  const made = await serve(options).catch((error: unknown) => error);
  if (made instanceof UserError) return made;
  throw new Error('it did not fail so', { cause: made });
}

/** The status of an answer: node:http, since fetch would set headers of its own. */
const ask = (listener: HttpListener, headers: Readonly<Record<string, string>> = {}): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    request(listener.url, { headers, agent: false }, (response) => resolve(response.resume().statusCode)).on('error', reject).end();
  });

async function socketTo(listener: HttpListener): Promise<Socket> {
  const socket = connect(Number(new URL(listener.url).port), '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

describe('where it listens', () => {
  test('on this machine alone, if nothing else is said', async () => {
    const listener = await serve();
    expect(listener.url).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d*$/);
    expect([listener.host, listener.check]).toEqual(['127.0.0.1', undefined]);
    expect(await ask(listener)).toBe(200);
  });

  test('localhost is this machine', async () => {
    const listener = await serve({ host: 'localhost' });
    expect(listener.url).toMatch(/^http:\/\/localhost:/);
    expect(await ask(listener)).toBe(200);
  });

  test('elsewhere than on this machine only with a token', async () => {
    for (const host of ['0.0.0.0', '::', '192.0.2.1', 'vault.example']) {
      const error = await failure({ host });
      expect([error.exitCode, error.line]).toEqual([EXIT.configuration, `${host}:0: others could ask; set a token, or listen on 127.0.0.1`]);
    }
    const listener = await serve({ host: '0.0.0.0', token: TOKEN });
    expect([listener.check?.(`Bearer ${TOKEN}`), listener.check?.(undefined)]).toEqual([true, false]);
  });

  test('a token that is none is one clear line', async () => {
    const short = await failure({ token: 'x'.repeat(15) });
    expect([short.exitCode, short.message]).toEqual([EXIT.configuration, 'the token of this test must have at least 16 characters, ASCII without spaces']);
    expect((await failure({ token: 'not sendable\r\nin a header' })).exitCode).toBe(EXIT.configuration);
  });

  test('a port in use is one clear line', async () => {
    const { port } = new URL((await serve()).url);
    const error = await failure({ port: Number(port) });
    expect([error.exitCode, error.line]).toEqual([EXIT.unavailable, `127.0.0.1:${port}: this port is in use; choose another, or end what listens there`]);
  });

  test('an address of another machine is one clear line', async () => {
    expect((await failure({ host: '192.0.2.1', token: TOKEN })).line).toBe('192.0.2.1:0: this is no address of this machine; choose one of its own');
  });
});

describe('its bounds', () => {
  test('what is not HTTP is refused, and so are endless headers', async () => {
    const listener = await serve();
    const odd = await socketTo(listener);
    odd.write('\x16\x03\x01\x02\x00\x01\r\n\r\n');
    expect(String(await once(odd, 'data'))).toContain('400 Bad Request');
    expect(await ask(listener, { cookie: 'x'.repeat(9000) })).toBe(431);
  });

  test('nobody takes all connections', async () => {
    const listener = await serve();
    const taken = await Promise.all(Array.from({ length: TERMS.connections + 3 }, () => socketTo(listener)));
    await Promise.all(taken.slice(TERMS.connections).map(async (socket) => socket.destroyed || once(socket.resume(), 'close')));
    expect(taken.slice(0, TERMS.connections).some((socket) => socket.readableEnded)).toBe(false);
    for (const socket of taken) socket.destroy();
  });

  test('it closes within a second or so, whoever holds on, and once', async () => {
    const listener = await serve();
    const half = await socketTo(listener);
    half.write('GET / HTTP/1.1\r\nHost: localhost\r\n');
    const idle = await socketTo(listener);
    idle.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await once(idle, 'data');
    const before = performance.now();
    await listener.close();
    expect(performance.now() - before).toBeLessThan(4000);
    await listener.close();
    await expect(ask(listener)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
