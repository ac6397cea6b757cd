import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type PostSettings, receiverOf } from '../../../src/exporters/remote-write/post.ts';
import { EXIT, UserError } from '../../../src/model/errors.ts';
import { thrownBy } from '../../config/support.ts';
import { freePort } from '../peers.ts';

const BODY = Buffer.from('a block');
const NEVER = new AbortController().signal;

interface Seen {
  readonly request: IncomingMessage;
  readonly body: Buffer;
}

async function made(answer: (response: ServerResponse, index: number) => void, settings: Partial<PostSettings> = {}) {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
      seen.push({ request, body: Buffer.concat(chunks) });
      answer(response, seen.length - 1);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const receiver = receiverOf({ url: new URL(`http://127.0.0.1:${port}/api/v1/write?x=secret`), version: '1.2.3', ...settings });
  onTestFinished(() => {
    receiver.close();
    server.closeAllConnections();
    server.close();
  });
  return { receiver, seen, host: `127.0.0.1:${port}`, server };
}

const answering = (status: number, text = '', headers: Readonly<Record<string, string>> = {}) => (response: ServerResponse): void => {
  response.writeHead(status, headers).end(text);
};

describe('a request', () => {
  test('is as remote write 1.0 has it', async () => {
    const { receiver, seen } = await made(answering(204), { headers: { 'X-Scope-OrgID': 'team' }, credentials: { type: 'bearer', token: () => 'the token' } });
    expect(await receiver.post(BODY, NEVER)).toEqual({ result: 'sent' });
    const [{ request, body } = { request: undefined, body: undefined }] = seen;
    expect([request?.method, request?.url, body]).toEqual(['POST', '/api/v1/write?x=secret', BODY]);
    expect(request?.headers).toMatchObject({
      'content-type': 'application/x-protobuf', 'content-encoding': 'snappy', 'content-length': String(BODY.length), 'user-agent': 'PyProcWatch/1.2.3',
      'x-prometheus-remote-write-version': '0.1.0', 'x-scope-orgid': 'team', authorization: 'Bearer the token',
    });
  });

  test('asks for the password each time', async () => {
    let password = 'old';
    const { receiver, seen } = await made(answering(200), { credentials: { type: 'basic', user: 'ann', password: () => password } });
    await receiver.post(BODY, NEVER);
    password = 'new';
    await receiver.post(BODY, NEVER);
    expect(seen.map(({ request }) => Buffer.from(request.headers.authorization?.slice(6) ?? '', 'base64').toString())).toEqual(['ann:old', 'ann:new']);
  });

  test('goes over one connection, and over a new one where that was closed', async () => {
    const ports = new Set<number | undefined>();
    const { receiver, seen, server } = await made(answering(200));
    for (let index = 0; index < 3; index += 1) await receiver.post(BODY, NEVER);
    for (const { request } of seen) ports.add(request.socket.remotePort);
    expect(ports.size).toBe(1);
    server.closeAllConnections();
    expect(await receiver.post(BODY, NEVER)).toEqual({ result: 'sent' });
  });
});

describe('an answer', () => {
  test('of 5xx and 429 may be another later', async () => {
    for (const status of [429, 500, 502, 503, 504]) {
      const { receiver, host } = await made(answering(status, 'busy\u001B[31m', { 'retry-after': '7' }));
      expect(await receiver.post(BODY, NEVER)).toEqual({ result: 'retry', detail: `${host} answered ${status}: busy\uFFFD[31m`, retryAfterMilliseconds: 7000 });
    }
  });

  test('of any other 4xx is the last word', async () => {
    for (const status of [400, 401, 403, 404, 408, 409, 413, 415, 422]) {
      const { receiver, host } = await made(answering(status, 'out of order sample'));
      expect(await receiver.post(BODY, NEVER)).toEqual({ result: 'refused', status, detail: `${host} answered ${status}: out of order sample` });
    }
  });

  test('that leads elsewhere is not followed', async () => {
    const { receiver, seen } = await made((response, index) => (index === 0 ? answering(307, '', { location: '/elsewhere' })(response) : answering(200)(response)));
    expect(await receiver.post(BODY, NEVER)).toMatchObject({ result: 'retry', detail: expect.stringContaining('answered 307 (redirects are not followed)') });
    expect(seen).toHaveLength(1);
  });

  test('that never ends, or never comes, is not waited for', async () => {
    const { receiver } = await made((response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write('x'.repeat(4096)), 1);
      response.on('close', () => clearInterval(timer));
    });
    expect(await receiver.post(BODY, NEVER)).toEqual({ result: 'sent' });
    const silent = await made(() => undefined, { timeoutSeconds: 0.2 });
    expect(await silent.receiver.post(BODY, NEVER)).toEqual({ result: 'retry', detail: `${silent.host} did not answer within 0.2 s` });
  });

  test('is ended by the signal', async () => {
    const { receiver } = await made(() => undefined);
    const ending = new AbortController();
    const outcome = receiver.post(BODY, ending.signal);
    setTimeout(() => ending.abort(), 50);
    expect((await outcome).result).toBe('retry');
  });

  test('never shows a secret', async () => {
    const { receiver } = await made((response) => answering(400, `no: ${Buffer.from('ann:hunter22').toString('base64')} hunter22`)(response), { credentials: { type: 'basic', user: 'ann', password: () => 'hunter22' } });
    const outcome = await receiver.post(BODY, NEVER);
    expect(JSON.stringify(outcome)).not.toMatch(/hunter22|YW5uOmh1bnRlcjIy|secret/);
  });
});

describe('what goes wrong', () => {
  test('with the network is tried again', async () => {
    const port = await freePort();
    const receiver = receiverOf({ url: new URL(`http://127.0.0.1:${port}/`), version: '1' });
    expect(await receiver.post(BODY, NEVER)).toEqual({ result: 'retry', detail: `127.0.0.1:${port} refuses the connection` });
    receiver.close();
  });

  test('with the secret is tried again', async () => {
    const { receiver, seen } = await made(answering(200), { credentials: { type: 'bearer', token: () => {
      throw new UserError('this secret is empty', { where: 'token', mend: 'write it', exitCode: EXIT.configuration });
    } } });
    expect(await receiver.post(BODY, NEVER)).toEqual({ result: 'retry', detail: 'token: this secret is empty; write it' });
    expect(seen).toHaveLength(0);
  });

  test('with the settings is said at once', () => {
    const wrong = (url: string, more: Partial<PostSettings> = {}): string => {
      const error = thrownBy(() => receiverOf({ url: new URL(url), version: '1', ...more }));
      return error instanceof UserError && error.exitCode === EXIT.configuration ? error.line : `not so: ${String(error)}`;
    };
    expect(wrong('ftp://example.com/')).toBe('example.com: remote write goes over http or https, not ftp:; write http:// or https://');
    expect(wrong('https://ann:hunter22@example.com/')).toBe('example.com: a password may not stand in the address; give user and password as settings of their own');
    expect(wrong('https://example.com/', { headers: { 'Content-Type': 'x' } })).toBe('example.com: the header "Content-Type" is set by this program; leave it out');
    expect(wrong('https://example.com/', { headers: { 'X-Team': 'a\r\nb: c' } })).toContain('HTTP does not allow');
  });
});
