import { expect, test } from 'vitest';
import { z } from 'zod';
import { thrownBy } from '../../../config/support.ts';
import { answering, peer, type Answering } from '../http-peer.ts';
import { alert, never, notification, notifierFor, resolved, services } from '../support.ts';

const message = z.strictObject({ topic: z.string(), title: z.string(), message: z.string().min(1), priority: z.int().min(1).max(5), tags: z.array(z.string()) });

async function to(more: object = {}, answer: Answering = answering(200, '{}')) {
  const server = await peer(answer);
  return { server, notifier: notifierFor({ type: 'ntfy', allowPrivate: true, topic: 'shop', url: server.url, ...more }, services({ TOPIC: 'sesame-topic', TOKEN: 'tk_sesame' })) };
}

test('a message, with a priority by its severity', async () => {
  const { server, notifier } = await to();
  expect(await notifier.send(notification(), never())).toMatchObject({ result: 'delivered' });
  expect(server.last()).toMatchObject({ method: 'POST', path: '/' });
  expect(message.parse(server.json())).toMatchObject({ topic: 'shop', title: '[FIRING] NodeLeak (critical) on shop-1', priority: 5, tags: ['rotating_light'] });
  await notifier.send(notification({ severity: 'warning' }), never());
  expect(message.parse(server.json())).toMatchObject({ priority: 4, tags: ['warning'] });
  await notifier.send(notification({ status: 'resolved', alerts: [resolved()] }), never());
  expect(message.parse(server.json())).toMatchObject({ priority: 3, tags: ['white_check_mark'] });
});

test('never more bytes than ntfy takes', async () => {
  const { server, notifier } = await to();
  await notifier.send(notification({ host: 'ö'.repeat(300), alerts: Array.from({ length: 50 }, () => alert({ labels: { alertname: 'ä'.repeat(100) }, annotations: { description: 'ü '.repeat(900) } })) }), never());
  const { title, message: text } = message.parse(server.json());
  expect(Buffer.byteLength(title)).toBeLessThanOrEqual(250);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(4096);
  expect(text).toMatch(/\.\.\. and \d+ more$/);
});

test('token and topic are secrets where they are said to be', async () => {
  const { server, notifier } = await to({ topic: '${env:TOPIC}', token: '${env:TOKEN}' }, (response, { headers, body }) => { response.writeHead(403).end(`${headers.authorization} ${body.slice(0, 60)}`); });
  const outcome = await notifier.send(notification(), never());
  expect(server.last().headers.authorization).toBe('Bearer tk_sesame');
  expect(message.parse(server.json()).topic).toBe('sesame-topic');
  expect(outcome).toMatchObject({ result: 'failed', reason: 'configuration' });
  expect(outcome.detail).not.toContain('sesame');
});

test('what is no topic is refused', () => {
  expect(thrownBy(() => notifierFor({ type: 'ntfy', topic: '${env:T}' }, services({ T: 'a/b' })))).toMatchObject({ message: 'this is no topic' });
});
