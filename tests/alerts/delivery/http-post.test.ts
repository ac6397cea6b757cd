import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { HttpPost, type Message, type PostSettings } from '../../../src/alerts/delivery/http-post.ts';
import type { NotifierServices, Outcome } from '../../../src/alerts/delivery/notifier.ts';
import { put, temporaryFolder } from '../../config/support.ts';
import { selfSigned, type Certificate } from './certificate.ts';
import { answering, peer } from './http-peer.ts';
import { never, NOW, services } from './support.ts';

const OWN: PostSettings = { timeout: 5, allowPrivate: true };
const post = (url: string, { settings = OWN, message = { body: '{}' }, secrets = [], signal = never(), own = services() }: { settings?: PostSettings; message?: Message; secrets?: readonly string[]; signal?: AbortSignal; own?: NotifierServices } = {}): Promise<Outcome> =>
  new HttpPost(new URL(url), settings, own, secrets).post(message, signal);

/** A server that does what it likes with a connection. */
async function rawPeer(handle: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    handle(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/`;
}

test('JSON is posted', async () => {
  const server = await peer();
  expect(await post(`${server.url}/a/b?c=d`, { message: { body: '{"ä":1}', headers: { 'x-own': 'yes' } } })).toEqual({ result: 'delivered', detail: '127.0.0.1 took it (200)' });
  expect(server.last()).toMatchObject({ method: 'POST', path: '/a/b?c=d', body: '{"ä":1}', headers: { 'content-type': 'application/json', 'content-length': '8', 'user-agent': 'PyProcWatch', 'x-own': 'yes' } });
});

describe('what an answer means', () => {
  test.each([
    [200, 'delivered'], [201, 'delivered'], [202, 'delivered'], [204, 'delivered'],
    [408, 'retry'], [425, 'retry'], [429, 'retry'], [500, 'retry'], [502, 'retry'], [503, 'retry'], [504, 'retry'], [599, 'retry'],
    [400, 'refused'], [413, 'refused'], [422, 'refused'], [409, 'refused'],
    [401, 'configuration'], [403, 'configuration'], [404, 'configuration'], [405, 'configuration'], [410, 'configuration'], [415, 'configuration'], [451, 'configuration'],
    [300, 'configuration'], [301, 'configuration'], [302, 'configuration'], [303, 'configuration'], [304, 'configuration'], [307, 'configuration'], [308, 'configuration'],
  ])('%d: %s', async (status, meaning) => {
    const outcome = await post((await peer(answering(status, status === 204 || status === 304 ? '' : 'because\u{1B}[2J', { location: 'http://127.0.0.1:1/' }))).url);
    expect(outcome.result === 'failed' ? outcome.reason : outcome.result).toBe(meaning);
    expect(outcome.detail).toContain(String(status));
    expect(outcome.detail).not.toContain('\u{1B}');
  });

  test('a redirect is not followed', async () => {
    const elsewhere = await peer();
    await post((await peer(answering(307, '', { location: elsewhere.url }))).url);
    expect(elsewhere.received).toEqual([]);
  });

  test.each([['7', 7000], [new Date(NOW + 90_000).toUTCString(), 90_000], ['100000', 3_600_000], ['later', undefined]])('Retry-After: %s', async (header, wait) => {
    for (const status of [429, 503]) {
      expect(await post((await peer(answering(status, '', { 'retry-after': header }))).url)).toMatchObject({ result: 'retry', retryAfterMilliseconds: wait });
    }
  });

  test('a channel may say what it means', async () => {
    const { url } = await peer(answering(200, 'no'));
    const judged: Outcome = { result: 'failed', reason: 'refused', detail: 'it said no' };
    expect(await post(url, { message: { body: '', judge: ({ text }) => (text === 'no' ? judged : undefined) } })).toBe(judged);
  });
});

describe('an answer that has no end', () => {
  test('is read up to 64 KiB', async () => {
    const { url } = await peer((response) => {
      response.writeHead(500);
      const write = (): void => { if (response.write('y'.repeat(100_000))) setImmediate(write); else response.once('drain', write); };
      write();
    });
    const before = performance.now();
    const outcome = await post(url);
    expect(outcome).toMatchObject({ result: 'retry' });
    expect(outcome.detail.length).toBeLessThan(400);
    expect(performance.now() - before).toBeLessThan(2000);
  });

  test('or stands still counts by its status, unless the channel needs its text', async () => {
    const { url } = await peer((response) => { response.writeHead(200).write('o'); });
    const settings = { ...OWN, timeout: 0.2 };
    expect(await post(url, { settings })).toMatchObject({ result: 'delivered' });
    expect(await post(url, { settings, message: { body: '', judge: () => undefined } })).toMatchObject({ result: 'retry' });
  });
});

describe('what goes wrong on the way is tried again', () => {
  test('nobody listens', async () => {
    expect(await post('http://127.0.0.1:1/')).toEqual({ result: 'retry', detail: '127.0.0.1 refuses the connection' });
  });
  test('no answer in time', async () => {
    const { url } = await peer(() => undefined);
    const before = performance.now();
    expect(await post(url, { settings: { ...OWN, timeout: 0.2 } })).toEqual({ result: 'retry', detail: '127.0.0.1 did not answer within 0.2 s' });
    expect(performance.now() - before).toBeLessThan(2000);
  });
  test('the caller gives up', async () => {
    const { url } = await peer(() => undefined);
    expect(await post(url, { signal: AbortSignal.timeout(50) })).toEqual({ result: 'retry', detail: 'stopped before it was delivered' });
  });
  test('the connection breaks', async () => {
    expect(await post(await rawPeer((socket) => socket.destroy()))).toMatchObject({ result: 'retry' });
    expect(await post(await rawPeer((socket) => { socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nok')); }), { message: { body: '', judge: () => undefined } })).toMatchObject({ result: 'retry' });
  });
  test('what answers is no web server', async () => {
    expect(await post(await rawPeer((socket) => socket.end('220 mail.example.com ESMTP\r\n')))).toMatchObject({ result: 'retry' });
    expect(await post(await rawPeer((socket) => { socket.once('data', () => socket.end(`HTTP/1.1 200 OK\r\nX: ${'y'.repeat(100_000)}\r\n\r\n`)); }))).toMatchObject({ result: 'retry' });
    expect(await post(await rawPeer((socket) => { socket.once('data', () => socket.end('HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n')); }))).toMatchObject({ result: 'retry' });
  });
  test('no such name', async () => {
    const lookup: NotifierServices['lookup'] = (_hostname, _options, callback) => callback(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }), []);
    expect(await post('https://nowhere.test/', { own: services({}, { lookup }) })).toEqual({ result: 'retry', detail: 'nowhere.test has no address (DNS)' });
  });
});

describe('nothing is sent where nothing may be', () => {
  const leading = (address: string): NotifierServices => services({}, { lookup: (_hostname, _options, callback) => callback(null, [{ address, family: address.includes(':') ? 6 : 4 }]) });

  test.each(['http://127.0.0.1:1/', 'http://localhost:1/', 'http://[::1]:1/', 'http://10.1.2.3/', 'http://0x7f.1:1/'])('%s unless it is allowed', async (url) => {
    expect(await post(url, { settings: { ...OWN, allowPrivate: false } })).toMatchObject({ result: 'failed', reason: 'configuration', detail: expect.stringContaining('allowPrivate') });
  });
  test.each(['http://169.254.169.254/latest/meta-data/', 'http://[fd00:ec2::254]/', 'http://0.0.0.0:1/', 'http://[::]/', 'http://224.0.0.1/', 'http://[fe80::1]/'])('%s never', async (url) => {
    expect(await post(url)).toMatchObject({ result: 'failed', reason: 'configuration' });
  });
  test('a name that leads there is judged where it is connected to', async () => {
    const server = await peer();
    const url = `http://rebound.test:${server.port}/`;
    expect(await post(url, { own: leading('127.0.0.1'), settings: { ...OWN, allowPrivate: false } })).toEqual({ result: 'failed', reason: 'configuration', detail: 'rebound.test leads to this host itself (see "allowPrivate"): nothing is sent there' });
    expect(server.received).toEqual([]);
    expect(await post(url, { own: leading('127.0.0.1') })).toMatchObject({ result: 'delivered' });
    expect(server.last().headers.host).toBe(`rebound.test:${server.port}`);
    for (const address of ['169.254.169.254', 'fd00:ec2::254', '::ffff:169.254.169.254']) {
      expect(await post('http://rebound.test/', { own: leading(address) })).toMatchObject({ result: 'failed', reason: 'configuration' });
    }
  });
  test('a name that leads elsewhere the second time is asked only once for a connection', async () => {
    const server = await peer();
    let asked = 0;
    const lookup: NotifierServices['lookup'] = (_hostname, _options, callback) => {
      asked += 1;
      callback(null, [{ address: asked === 1 ? '192.0.2.1' : '127.0.0.1', family: 4 }]);
    };
    await post(`http://rebound.test:${server.port}/`, { settings: { timeout: 0.3, allowPrivate: false }, own: services({}, { lookup }) });
    expect(asked).toBe(1);
    expect(server.received).toEqual([]);
  });
});

describe('TLS', () => {
  const trusting = ({ certificate }: Certificate): PostSettings => ({ ...OWN, caFile: put(join(temporaryFolder(), 'ca.pem'), certificate) });

  test('with a certificate that is trusted', async () => {
    const certificate = selfSigned();
    const server = await peer(answering(200), certificate);
    expect(await post(server.url, { settings: trusting(certificate) })).toMatchObject({ result: 'delivered' });
  });
  test.each([
    ['nobody vouches for', selfSigned(), undefined, 'nobody vouches for'],
    ['has expired', selfSigned('localhost', -3), 'own', 'has expired'],
    ['is for another name', selfSigned('other.test'), 'own', 'for another name'],
  ])('a certificate that %s is a fault of the configuration', async (_, certificate, trust, words) => {
    const server = await peer(answering(200), certificate);
    const outcome = await post(server.url, { settings: trust === undefined ? OWN : trusting(certificate) });
    expect(outcome).toMatchObject({ result: 'failed', reason: 'configuration', detail: expect.stringContaining(words) });
    expect(server.received).toEqual([]);
  });
  test('a server that speaks none', async () => {
    const { port } = await peer();
    expect(await post(`https://127.0.0.1:${port}/`)).toMatchObject({ result: 'failed', reason: 'configuration' });
  });
});

describe('secrets', () => {
  test('are not sent in the clear, but in a network of one\'s own', () => {
    expect(() => new HttpPost(new URL('http://example.com/'), { ...OWN, allowPrivate: false }, services(), ['s'])).toThrow('a secret would be sent in the clear');
    expect(() => new HttpPost(new URL('https://example.com/'), { ...OWN, allowPrivate: false }, services(), ['s'])).not.toThrow();
  });
  test('are in no outcome, whatever the server repeats', async () => {
    const server = await peer((response, { path, headers }) => { response.writeHead(400).end(`${'x'.repeat(280)} Cannot POST ${path} as ${headers.authorization}`); });
    const outcome = await post(`${server.url}/hook/sesame-open`, { secrets: ['/hook/sesame-open', 'sesame-open'], message: { body: '', headers: { authorization: 'sesame-open' } } });
    expect(outcome.detail).not.toContain('sesame');
  });
});
