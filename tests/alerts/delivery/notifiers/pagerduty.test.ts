import { expect, test } from 'vitest';
import { z } from 'zod';
import { answering, peer, type Answering } from '../http-peer.ts';
import { alert, never, notification, notifierFor, resolved, services } from '../support.ts';

const KEY = '0123456789abcdef0123456789abcdef';
const event = z.strictObject({
  routing_key: z.literal(KEY), dedup_key: z.string().max(255), event_action: z.enum(['trigger', 'resolve']), client: z.string(),
  payload: z.strictObject({ summary: z.string().min(1).max(1024), source: z.string().min(1), severity: z.enum(['info', 'warning', 'error', 'critical']), timestamp: z.iso.datetime(), custom_details: z.object({}).loose() }),
});

async function to(answer: Answering = answering(202, '{"status":"success"}')) {
  const server = await peer(answer);
  return { server, notifier: notifierFor({ type: 'pagerduty', allowPrivate: true, routingKey: '${env:KEY}', url: `${server.url}/v2/enqueue` }, services({ KEY })) };
}

test('an incident is triggered and resolved by the same key', async () => {
  const { server, notifier } = await to();
  expect(await notifier.send(notification(), never())).toMatchObject({ result: 'delivered' });
  expect(server.last()).toMatchObject({ method: 'POST', path: '/v2/enqueue' });
  const opened = event.parse(server.json());
  expect(opened).toMatchObject({ event_action: 'trigger', dedup_key: 'group-1', payload: { summary: '[FIRING] NodeLeak (critical) on shop-1', source: 'shop-1', severity: 'critical', timestamp: '2026-11-28T09:10:00.000Z' } });
  expect(opened.payload.custom_details['alerts']).toEqual([{
    status: 'firing', summary: 'A node process leaks memory', value: '2.10 GiB', since: '2026-11-28T09:05:00Z (5 min ago)',
    labels: 'alertname="NodeLeak", severity="critical", service="shop"', rule: 'process.memory.rss{name="node"} > 2GiB', description: 'It grew by 40 MiB an hour for a day.',
  }]);
  await notifier.send(notification({ id: 'n-2', status: 'resolved', alerts: [resolved()] }), never());
  expect(event.parse(server.json())).toMatchObject({ event_action: 'resolve', dedup_key: 'group-1' });
});

test('an event is never too large', async () => {
  const { server, notifier } = await to();
  await notifier.send(notification({ host: '', alerts: Array.from({ length: 3000 }, () => alert({ labels: { alertname: 'x'.repeat(5000) }, annotations: { description: 'ä'.repeat(9000) } })) }), never());
  expect(Buffer.byteLength(server.last().body)).toBeLessThan(512 * 1024);
  expect(event.parse(server.json()).payload.custom_details['more']).toBeGreaterThan(2900);
});

test.each([
  [429, '', { result: 'retry' }], [500, '', { result: 'retry' }],
  [400, '{"status":"invalid event","errors":["Length of \'routing_key\' is incorrect"]}', { result: 'failed', reason: 'configuration' }],
  [400, `{"message":"Invalid routing key ${KEY}"}`, { result: 'failed', reason: 'configuration' }],
  [400, '{"status":"invalid event","errors":["\'severity\' is wrong"]}', { result: 'failed', reason: 'refused' }],
])('%d %s', async (status, text, expected) => {
  const outcome = await (await to(answering(status, text))).notifier.send(notification(), never());
  expect(outcome).toMatchObject(expected);
  expect(outcome.detail).not.toContain(KEY);
});
