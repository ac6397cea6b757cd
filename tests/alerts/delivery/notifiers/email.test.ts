import { createHash, createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import type { SMTPServerOptions } from 'smtp-server';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Notifier, Outcome } from '../../../../src/alerts/delivery/notifier.ts';
import { put, temporaryFolder, thrownBy } from '../../../config/support.ts';
import { selfSigned } from '../certificate.ts';
import { headersOf, mailPeer, partsOf, refusal, type Mail, type MailPeer } from '../mail-peer.ts';
import { alert, never, notification, notifierFor, resolved, services } from '../support.ts';

const secrets = services({ PASSWORD: 'sesame', WRONG: 'open-sesame' });
const basic = { type: 'email', host: '127.0.0.1', from: 'PyProcWatch <alerts@shop.example>', to: ['ops@shop.example', 'Näme <second@shop.example>'], timeout: '5s' };

/** A channel to this server, that trusts its certificate. */
const channel = (server: MailPeer, more: object = {}): Notifier =>
  notifierFor({ ...basic, port: server.port, caFile: put(join(temporaryFolder(), 'ca.pem'), server.certificate.certificate), ...more }, secrets);

async function sentTo(options: SMTPServerOptions, more: object = {}): Promise<{ server: MailPeer; outcome: Outcome }> {
  const server = await mailPeer(options);
  return { server, outcome: await channel(server, more).send(notification(), never()) };
}

const meaning = (outcome: Outcome): string => (outcome.result === 'failed' ? outcome.reason : outcome.result);
const header = (mail: Mail, name: string): string => headersOf(mail).get(name)?.join('|') ?? '';

describe('a mail', () => {
  test('goes over STARTTLS with a login, to those it is for and nobody else', async () => {
    const { server, outcome } = await sentTo({}, { username: 'shop', password: '${env:PASSWORD}' });
    expect(outcome).toEqual({ result: 'delivered', detail: '127.0.0.1 took it for 2' });
    expect(server.last()).toMatchObject({ secure: true, user: 'shop', from: 'alerts@shop.example', to: ['ops@shop.example', 'second@shop.example'] });
  });

  test('says what is wrong, in text and HTML', async () => {
    const { server } = await sentTo({});
    const mail = server.last();
    expect(header(mail, 'subject')).toBe('[FIRING] NodeLeak (critical) on shop-1');
    expect(header(mail, 'from')).toBe('PyProcWatch <alerts@shop.example>');
    expect(header(mail, 'to')).toMatch(/^ops@shop\.example, =\?UTF-8\?\S+\?= <second@shop\.example>$/);
    expect(header(mail, 'date')).toBe('Sat, 28 Nov 2026 09:10:00 +0000');
    expect(header(mail, 'auto-submitted')).toBe('auto-generated');
    expect(header(mail, 'mime-version')).toBe('1.0');
    const { text, html } = partsOf(mail);
    expect(text).toContain('  since: 2026-11-28T09:05:00Z (5 min ago)');
    expect(html).toContain('<td>process.memory.rss{name=&quot;node&quot;} &gt; 2GiB</td>');
  });

  test('is one of a thread, and the same at each attempt', async () => {
    const server = await mailPeer();
    const own = channel(server);
    for (const each of [notification(), notification(), notification({ id: 'n-2', status: 'resolved', alerts: [resolved()] })]) await own.send(each, never());
    expect(server.mails.map((mail) => header(mail, 'message-id'))).toEqual(['<n-1@shop.example>', '<n-1@shop.example>', '<n-2@shop.example>']);
    for (const mail of server.mails) {
      expect(header(mail, 'in-reply-to')).toBe('<group.group-1@shop.example>');
      expect(header(mail, 'references')).toBe('<group.group-1@shop.example>');
    }
  });

  test('goes over TLS from the start, or in the clear when that is said', async () => {
    const [fromStart, { server, outcome }] = await Promise.all([sentTo({ secure: true }, { security: 'tls' }), sentTo({}, { security: 'none' })]);
    expect(fromStart.outcome).toMatchObject({ result: 'delivered' });
    expect(outcome).toMatchObject({ result: 'delivered' });
    expect(server.last().secure).toBe(false);
  });

  test('says whom the server did not take it for', async () => {
    const { outcome } = await sentTo({ onRcptTo: ({ address }, _session, callback) => callback(address.startsWith('second') ? refusal(550, 'Unknown') : null) });
    expect(outcome).toEqual({ result: 'delivered', detail: '127.0.0.1 took it for 1, but not for second@shop.example' });
  });
});

describe('encryption and login are not to be had by chance', () => {
  test.each([
    ['a server that offers no STARTTLS', { disabledCommands: ['STARTTLS'] }, {}],
    ['a server without TLS where it was expected from the start', {}, { security: 'tls' }],
    ['a certificate that nobody vouches for', {}, { caFile: undefined }],
    ['a wrong password', {}, { username: 'shop', password: '${env:WRONG}' }],
    ['a server that asks for a login', { authOptional: false }, {}],
    ['a server that takes no login', { disabledCommands: ['AUTH'] }, { username: 'shop', password: '${env:PASSWORD}' }],
  ])('%s', async (_, options, more) => {
    const { server, outcome } = await sentTo(options, more);
    expect(meaning(outcome), outcome.detail).toBe('configuration');
    expect(outcome.detail).not.toContain('sesame');
    expect(server.mails).toEqual([]);
  });

  test('says what to set for a server that offers no STARTTLS', async () => {
    const { outcome } = await sentTo({ disabledCommands: ['STARTTLS'] });
    expect(outcome.detail).toContain('127.0.0.1 offers no STARTTLS (see "security")');
  });

  test('a certificate that has expired, or is for another name', async () => {
    await Promise.all([selfSigned('localhost', -3), selfSigned('other.example')].map(async (certificate) => {
      const server = await mailPeer({}, certificate);
      expect(meaning(await channel(server).send(notification(), never()))).toBe('configuration');
      expect(server.mails).toEqual([]);
    }));
  });

  test('a server that says the password again', async () => {
    const { outcome } = await sentTo({ onAuth: ({ password }, _session, callback) => callback(refusal(535, `no ${password} (${Buffer.from(password ?? '').toString('base64')})`)) }, { username: 'shop', password: '${env:PASSWORD}' });
    expect(outcome).toMatchObject({ result: 'failed', reason: 'configuration', detail: expect.stringContaining('535') });
    expect(outcome.detail).not.toMatch(/sesame|c2VzYW1l/);
  });
});

describe('what a server answers', () => {
  const codes: readonly (readonly [number, string, string, string])[] = [
    [421, 'retry', 'retry', 'retry'], [450, 'retry', 'retry', 'retry'], [451, 'retry', 'retry', 'retry'], [452, 'retry', 'retry', 'retry'], [503, 'retry', 'retry', 'retry'],
    [550, 'configuration', 'configuration', 'refused'], [552, 'refused', 'refused', 'refused'], [554, 'configuration', 'configuration', 'refused'],
  ];
  test('to the sender, to the recipients, to the mail', async () => {
    const all = await Promise.all(codes.map(async ([code]) => {
      const error = refusal(code, 'Because');
      const outcomes = await Promise.all([
        sentTo({ onMailFrom: (_address, _session, callback) => callback(error) }),
        sentTo({ onRcptTo: (_address, _session, callback) => callback(error) }),
        sentTo({ onData: (stream, _session, callback) => { stream.resume().on('end', () => callback(error)); } }),
      ]);
      for (const { outcome } of outcomes) expect(outcome.detail).toContain(String(code));
      return [code, ...outcomes.map(({ outcome }) => meaning(outcome))];
    }));
    expect(all).toEqual(codes);
  });

  test('to one recipient later, to another never: later', async () => {
    const { outcome } = await sentTo({ onRcptTo: ({ address }, _session, callback) => callback(refusal(address.startsWith('second') ? 550 : 450, 'No')) });
    expect(meaning(outcome)).toBe('retry');
  });

  test.each([[454, 'retry'], [535, 'configuration']])('%d to the login: %s', async (code, expected) => {
    const { outcome } = await sentTo({ onAuth: (_auth, _session, callback) => callback(refusal(code, 'No')) }, { username: 'shop', password: '${env:PASSWORD}' });
    expect(meaning(outcome)).toBe(expected);
  });
});

/** A port where a connection is treated so. */
async function rawPort(handle: (socket: Socket) => void): Promise<number> {
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
  return typeof address === 'object' && address !== null ? address.port : 0;
}

describe('what goes wrong on the way is tried again', () => {
  const to = (port: number, more: object = {}) => notifierFor({ ...basic, port, security: 'none', timeout: '1s', ...more }).send(notification(), never());

  test('nobody listens', async () => {
    expect(await to(1)).toEqual({ result: 'retry', detail: '127.0.0.1 refuses the connection' });
  });
  test.each([
    ['breaks off', (socket: Socket) => { socket.destroy(); }],
    ['is busy', (socket: Socket) => { socket.end('421 try later\r\n'); }],
    ['says something that is no answer', (socket: Socket) => { socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'); }],
  ])('a server that %s', async (_, handle) => {
    expect(await to(await rawPort(handle))).toMatchObject({ result: 'retry' });
  });
  test('a server that wants nothing of us is a fault of the configuration', async () => {
    expect(await to(await rawPort((socket) => { socket.end('554 go away\r\n'); }))).toMatchObject({ result: 'failed', reason: 'configuration', detail: '127.0.0.1 answered 554 go away' });
  });
  test('a server that hangs before its greeting, or after it has the mail', async () => {
    const before = performance.now();
    const [silent, { outcome }] = await Promise.all([
      rawPort((socket) => { socket.resume(); }).then((port) => to(port)),
      sentTo({ onData: (stream) => { stream.resume(); } }, { timeout: '1s' }),
    ]);
    expect(outcome).toEqual({ result: 'retry', detail: '127.0.0.1 did not take it within 1 s' });
    expect(silent).toMatchObject({ result: 'retry' });
    expect(performance.now() - before).toBeLessThan(3000);
  });
  test('the caller gives up, or closes the channel', async () => {
    const server = await mailPeer({ onData: (stream) => { stream.resume(); } });
    const own = channel(server);
    expect(await own.send(notification(), AbortSignal.timeout(200))).toMatchObject({ result: 'retry', detail: 'stopped before it was delivered' });
    const sending = own.send(notification(), never());
    setTimeout(() => { void own.close(); }, 200);
    expect(await sending).toMatchObject({ result: 'retry', detail: 'stopped before it was delivered' });
    expect(await own.send(notification(), never())).toMatchObject({ result: 'retry' });
  });
  test('a stalled one holds up no other', async () => {
    let stalled = false;
    const server = await mailPeer({
      onData(stream, _session, callback) {
        const first = !stalled;
        stalled = true;
        stream.resume().on('end', () => { if (!first) callback(null); });
      },
    });
    const own = channel(server);
    const giving = new AbortController();
    const first = own.send(notification(), giving.signal);
    await expect.poll(() => stalled).toBe(true);
    for (let index = 0; index < 5; index += 1) expect(await own.send(notification({ id: `n-${index}` }), never())).toMatchObject({ result: 'delivered' });
    giving.abort();
    expect(await first).toMatchObject({ result: 'retry' });
  });
});

test('a connection that the server closed meanwhile is replaced', async () => {
  const server = await mailPeer({ socketTimeout: 150 });
  const own = channel(server);
  expect(await own.send(notification(), never())).toMatchObject({ result: 'delivered' });
  await new Promise((resolve) => { setTimeout(resolve, 400); });
  expect(await own.send(notification({ id: 'n-2' }), never())).toMatchObject({ result: 'delivered' });
});

/** RFC 6376, relaxed/relaxed, as a receiver computes it. */
function signed({ text }: Mail, publicKey: ReturnType<typeof createPublicKey>): { body: boolean; headers: boolean } {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const lines = head.replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n');
  const tidy = (line: string): string => line.replace(/^([^:]*?)\s*:\s*(.*?)\s*$/s, (_, name: string, value: string) => `${name.toLowerCase()}:${value.replaceAll(/\s+/g, ' ')}`);
  const field = (name: string): string => lines.findLast((line) => line.toLowerCase().startsWith(`${name}:`)) ?? '';
  const own = field('dkim-signature');
  const tag = (name: string): string => new RegExp(`[ ;:]${name}=([^;]*)`).exec(own)?.[1]?.replaceAll(/\s/g, '') ?? '';
  const body = `${rest.join('\r\n\r\n').split('\r\n').map((line) => line.replaceAll(/[ \t]+/g, ' ').trimEnd()).join('\r\n').replace(/(?:\r\n)*$/, '')}\r\n`;
  const data = [...tag('h').split(':').map((name) => tidy(field(name.toLowerCase()))).filter((line) => line !== ''), tidy(own).replace(/([ ;]b=)[^;]*/, '$1')].join('\r\n');
  return {
    body: createHash('sha256').update(body).digest('base64') === tag('bh'),
    headers: verify('sha256', Buffer.from(data), publicKey, Buffer.from(tag('b'), 'base64')),
  };
}

describe('DKIM', () => {
  const dkim = { domain: 'shop.example', selector: 'alerts', key: '${env:KEY}' };
  test('a mail is signed', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const server = await mailPeer();
    const own = notifierFor({ ...basic, port: server.port, security: 'none', dkim }, services({ KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }));
    await own.send(notification(), never());
    expect(header(server.last(), 'dkim-signature')).toMatch(/d=shop\.example; q=dns\/txt; s=alerts;/);
    expect(signed(server.last(), publicKey)).toEqual({ body: true, headers: true });
    expect(signed({ ...server.last(), text: server.last().text.replace('FIRING', 'FINE') }, publicKey).headers).toBe(false);
  });
  test('what is no key is refused, and not shown', () => {
    const error = thrownBy(() => notifierFor({ ...basic, dkim }, services({ KEY: 'sesame' })));
    expect(error).toMatchObject({ name: 'UserError', exitCode: 78, line: 'alerts.channels.own: ${env:KEY}: this is no private key; put a key in PEM there (-----BEGIN PRIVATE KEY-----)' });
  });
});

test('two connections take many at once', async () => {
  const server = await mailPeer();
  const own = channel(server, { timeout: '20s' });
  const count = 150;
  const before = performance.now();
  const outcomes = await Promise.all(Array.from({ length: count }, (_, index) => own.send(notification({ id: `n-${index}`, alerts: [alert(), alert()] }), never())));
  const seconds = (performance.now() - before) / 1000;
  expect(outcomes.every(({ result }) => result === 'delivered')).toBe(true);
  expect(new Set(server.mails.map((mail) => header(mail, 'message-id'))).size).toBe(count);
  if (process.env['FIGURES'] !== undefined) process.stdout.write(`${Math.round(count / seconds)} mails a second\n`);
});
