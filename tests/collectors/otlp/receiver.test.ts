import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { RequestSpan } from '../../../src/analysis/traces/request-span.ts';
import { OtlpReceiver, type OtlpReceiverOptions } from '../../../src/collectors/otlp/index.ts';
import { EXIT, UserError } from '../../../src/model/errors.ts';
import { encodeJson, encodeProtobuf, RESOURCE, sampleSpan } from './encode.ts';

const TOKEN = 'correct-horse-battery';
const PROTOBUF = { 'content-type': 'application/x-protobuf' };
const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };
const batch = (count: number) => [{ attributes: RESOURCE, spans: Array.from({ length: count }, (_, index) => sampleSpan(index)) }];

async function serve(options: Partial<OtlpReceiverOptions> = {}): Promise<{ readonly receiver: OtlpReceiver; readonly taken: RequestSpan[] }> {
  const taken: RequestSpan[] = [];
  const receiver = await OtlpReceiver.listen({ port: 0, take: (spans) => {
    taken.push(...spans);
    return true;
  }, ...options });
  onTestFinished(() => receiver.close());
  return { receiver, taken };
}

interface Got {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

function post(receiver: OtlpReceiver, body: Buffer, headers: Readonly<Record<string, string>>, path = '/v1/traces', method = 'POST'): Promise<Got> {
  return new Promise((resolve, reject) => {
    request(`${receiver.url}${path}`, { method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }));
    }).on('error', reject).end(body);
  });
}

describe('traces are taken', () => {
  test.each([['protobuf', encodeProtobuf, PROTOBUF, ''], ['JSON', encodeJson, JSON_TYPE, '{}']] as const)('%s, plain and gzip', async (_, encode, headers, answer) => {
    const { receiver, taken } = await serve();
    const body = encode(batch(3));
    for (const [sent, more] of [[body, {}], [gzipSync(body), { 'content-encoding': 'gzip' }]] as const) {
      const got = await post(receiver, sent, { ...headers, ...more });
      expect(got.status).toBe(200);
      expect(got.headers['content-type']).toBe(headers['content-type'].split(';')[0]);
      expect(got.body.toString()).toBe(answer);
    }
    expect(taken.map(({ route }) => route)).toEqual(Array.from({ length: 6 }, () => '/users/:id'));
    expect(receiver.counts).toEqual({ requests: 2, refused: 0, spans: 6, ignored: 0, rejected: 0 });
  });

  test('partial success tells how many were rejected', async () => {
    const { receiver } = await serve();
    const spans = [{ attributes: {}, spans: [sampleSpan(1), sampleSpan(2, { spanId: '' })] }];
    const { body } = await post(receiver, encodeJson(spans), JSON_TYPE);
    expect(JSON.parse(body.toString())).toEqual({ partialSuccess: { rejectedSpans: '1', errorMessage: 'spans without ids or times, or too many in one request' } });
    const message = Buffer.from('spans without ids or times, or too many in one request');
    expect((await post(receiver, encodeProtobuf(spans), PROTOBUF)).body).toEqual(Buffer.concat([Buffer.from([0x0a, message.length + 4, 0x08, 0x01, 0x12, message.length]), message]));
  });
});

describe('what is refused', () => {
  test.each<[string, number, Buffer, Readonly<Record<string, string>>, string?, string?]>([
    ['bytes that are none', 400, Buffer.from([0xff, 0xff]), PROTOBUF], ['no JSON', 400, Buffer.from('{'), JSON_TYPE], ['no gzip', 400, Buffer.from('x'), { ...PROTOBUF, 'content-encoding': 'gzip' }],
    ['another type', 415, Buffer.from('x'), { 'content-type': 'text/plain' }], ['no type', 415, Buffer.from('x'), {}], ['another compression', 415, Buffer.from('x'), { ...PROTOBUF, 'content-encoding': 'br' }],
    ['too much', 413, Buffer.alloc(4 * 1024 * 1024 + 1), PROTOBUF], ['a bomb', 413, gzipSync(Buffer.alloc(9 * 1024 * 1024)), { ...PROTOBUF, 'content-encoding': 'gzip' }],
    ['another path', 404, Buffer.alloc(0), PROTOBUF, '/v1/metrics'], ['GET', 405, Buffer.alloc(0), PROTOBUF, '/v1/traces', 'GET'], ['a name that a web page made', 403, Buffer.alloc(0), { ...PROTOBUF, host: 'rebound.example.com' }],
  ])('%s: %i', async (_, status, body, headers, path, method) => {
    const { receiver, taken } = await serve();
    const got = await post(receiver, body, headers, path, method);
    expect(got.status).toBe(status);
    expect(taken).toEqual([]);
    expect(receiver.counts.refused).toBe(1);
    // google.rpc.Status, in the sender's encoding.
    if (headers['content-type'] === PROTOBUF['content-type']) expect(got.body[0]).toBe(0x08);
    else expect(JSON.parse(got.body.toString())).toMatchObject({ code: expect.any(Number), message: expect.any(String) });
    expect((await post(receiver, encodeProtobuf(batch(1)), PROTOBUF)).status).toBe(200);
  });

  test('too much that does not tell its length', async () => {
    const { receiver } = await serve();
    const socket = connect(Number(new URL(receiver.url).port), '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    socket.on('error', () => undefined);
    socket.write('POST /v1/traces HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-protobuf\r\nTransfer-Encoding: chunked\r\n\r\n');
    const chunk = Buffer.concat([Buffer.from('100000\r\n'), Buffer.alloc(0x100000), Buffer.from('\r\n')]);
    for (let count = 0; count < 5; count += 1) socket.write(chunk);
    const [answer]: unknown[] = await once(socket, 'data');
    expect(String(answer)).toMatch(/^HTTP\/1\.1 413 /);
  });

  test('no room: 429 and when to try again', async () => {
    let room = false;
    const { receiver } = await serve({ take: () => room });
    const got = await post(receiver, encodeProtobuf(batch(1)), PROTOBUF);
    expect([got.status, got.headers['retry-after']]).toEqual([429, '5']);
    room = true;
    expect((await post(receiver, encodeProtobuf(batch(1)), PROTOBUF)).status).toBe(200);
    expect(receiver.counts.spans).toBe(1);
  });

  test('many large bodies at a time: 429, and all is taken after them', async () => {
    const { receiver } = await serve();
    const body = gzipSync(Buffer.alloc(7 * 1024 * 1024));
    const answers = await Promise.all(Array.from({ length: 8 }, () => post(receiver, body, { ...PROTOBUF, 'content-encoding': 'gzip' })));
    expect(answers.every(({ status, headers }) => status === 400 || (status === 429 && headers['retry-after'] === '1'))).toBe(true);
    expect((await post(receiver, encodeProtobuf(batch(1)), PROTOBUF)).status).toBe(200);
  });
});

describe('who may send', () => {
  test('with a token, only who has it', async () => {
    const { receiver, taken } = await serve({ token: TOKEN });
    const body = encodeProtobuf(batch(1));
    expect((await post(receiver, body, PROTOBUF)).status).toBe(401);
    expect((await post(receiver, body, { ...PROTOBUF, authorization: 'Bearer wrong-horse-battery' })).status).toBe(401);
    expect((await post(receiver, body, { ...PROTOBUF, authorization: `Bearer ${TOKEN}`, host: 'collector.example.com' })).status).toBe(200);
    expect(taken).toHaveLength(1);
  });

  test.each<[string, Partial<OtlpReceiverOptions>, RegExp]>([['all addresses without a token', { host: '0.0.0.0' }, /others could send traces here/], ['a short token', { token: 'short' }, /at least 16 characters/], ['no address of this machine', { host: '192.0.2.1', token: TOKEN }, /no address of this machine/]])('%s', async (_, options, message) => {
    const failed = await OtlpReceiver.listen({ port: 0, take: () => true, ...options }).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(UserError);
    expect(failed).toMatchObject({ message: expect.stringMatching(message), exitCode: expect.toSatisfy((code: number) => code === EXIT.configuration || code === EXIT.unavailable) });
  });

  test('a port in use', async () => {
    const { receiver } = await serve();
    await expect(OtlpReceiver.listen({ port: Number(new URL(receiver.url).port), take: () => true })).rejects.toThrow(/in use/);
  });
});
