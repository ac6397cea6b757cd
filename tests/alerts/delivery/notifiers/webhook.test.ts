import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { payloadOf } from '../../../../src/alerts/delivery/payload.ts';
import { thrownBy } from '../../../config/support.ts';
import { answering, peer, type Received } from '../http-peer.ts';
import { never, notification, notifierFor, NOW, services } from '../support.ts';

const [FIRST, SECOND] = [Buffer.alloc(32, 1).toString('base64'), Buffer.alloc(24, 2).toString('base64')];
const secrets = services({ FIRST: `whsec_${FIRST}`, SECOND, URL_PART: 'https://example.com' });
const own = { type: 'webhook', allowPrivate: true };

/** Verifies as a receiver does, from what came over the wire alone. */
function verified({ headers, body }: Received, key: string): boolean {
  const [id, timestamp, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => String(headers[name]));
  const expected = createHmac('sha256', Buffer.from(key, 'base64')).update([id, timestamp, body].join('.')).digest('base64');
  return (signatures ?? '').split(' ').includes(`v1,${expected}`);
}

describe('a message', () => {
  test('is signed with each secret', async () => {
    const server = await peer(answering(204));
    const notifier = notifierFor({ ...own, url: `${server.url}/hook`, secrets: ['${env:FIRST}', '${env:SECOND}'] }, secrets);
    expect(await notifier.send(notification(), never())).toMatchObject({ result: 'delivered' });
    expect(server.last()).toMatchObject({ method: 'POST', path: '/hook', body: payloadOf(notification()) });
    expect(server.last().headers).toMatchObject({ 'webhook-id': 'n-1', 'webhook-timestamp': String(NOW / 1000) });
    expect(verified(server.last(), FIRST)).toBe(true);
    expect(verified(server.last(), SECOND)).toBe(true);
    expect(verified({ ...server.last(), body: `${server.last().body} ` }, FIRST)).toBe(false);
    expect(verified(server.last(), Buffer.alloc(32, 3).toString('base64'))).toBe(false);
  });

  test('has the same id and body at each attempt', async () => {
    const server = await peer(answering(503));
    const notifier = notifierFor({ ...own, url: server.url, secrets: ['${env:FIRST}'] }, secrets);
    for (let attempt = 0; attempt < 2; attempt += 1) expect(await notifier.send(notification(), never())).toMatchObject({ result: 'retry' });
    const [first, second] = server.received;
    expect(first?.headers['webhook-id']).toBe(second?.headers['webhook-id']);
    expect(first?.body).toBe(second?.body);
  });

  test('is not signed without secrets', async () => {
    const server = await peer();
    await notifierFor({ ...own, url: server.url }).send(notification(), never());
    expect(server.last().headers).not.toHaveProperty('webhook-signature');
  });

  test('has headers of one\'s own', async () => {
    const server = await peer();
    await notifierFor({ ...own, url: server.url, headers: { 'X-Team': 'infra', Authorization: '${env:AUTH}' } }, services({ AUTH: 'Bearer sesame' })).send(notification(), never());
    expect(server.last().headers).toMatchObject({ 'x-team': 'infra', authorization: 'Bearer sesame', 'content-type': 'application/json' });
  });
});

test('410 is a fault of the configuration', async () => {
  const server = await peer(answering(410, 'unsubscribed'));
  expect(await notifierFor({ ...own, url: server.url }).send(notification(), never())).toEqual({ result: 'failed', reason: 'configuration', detail: '127.0.0.1 answered 410: unsubscribed' });
});

test('an address that is a secret is in no outcome', async () => {
  const server = await peer((response, { path }) => { response.writeHead(404).end(`Cannot POST ${path}`); });
  const url = `${server.url}/hook/sesame-open?token=open-sesame`;
  const outcome = await notifierFor({ ...own, url: '${env:HOOK}' }, services({ HOOK: url })).send(notification(), never());
  expect(server.last().path).toBe('/hook/sesame-open?token=open-sesame');
  expect(outcome).toMatchObject({ result: 'failed', reason: 'configuration', detail: expect.stringContaining('404') });
  expect(outcome.detail).not.toContain('sesame');
});

describe('what cannot be used is said, and not shown', () => {
  test.each([
    ['too short', { secrets: ['${env:S}'] }, Buffer.alloc(23, 1).toString('base64'), 'this is not base64 of at least 24 bytes; make one'],
    ['not base64', { secrets: ['${env:S}'] }, 'this is not base64 but it is long enough!', 'this is not base64'],
    ['more than one line', { secrets: ['${env:S}'] }, `${FIRST}\nx`, 'more than one line'],
    ['no address', { url: '${env:S}' }, 'not-an-address', 'no address of the web'],
    ['another protocol', { url: '${env:S}' }, 'file:///etc/passwd', 'no address of the web'],
    ['a header that breaks', { headers: { Authorization: '${env:S}' } }, 'a\r\nX-Evil: 1', 'more than one line'],
  ])('%s', (_, more, secret, words) => {
    const error = thrownBy(() => notifierFor({ ...own, url: 'http://127.0.0.1:1', ...more }, services({ S: secret })));
    expect(error).toMatchObject({ name: 'UserError', exitCode: 78, where: 'alerts.channels.own: ${env:S}' });
    const line = String(error instanceof Error && 'line' in error ? error.line : '');
    expect(line).toContain(words);
    expect(line).not.toContain(secret);
  });
});
