import { expect, test } from 'vitest';
import { z } from 'zod';
import { thrownBy } from '../../../config/support.ts';
import { answering, peer, type Answering } from '../http-peer.ts';
import { alert, never, notification, notifierFor, services } from '../support.ts';

const TOKEN = '123456:AAH-sesame_open';
const message = z.strictObject({ chat_id: z.string(), message_thread_id: z.int().optional(), text: z.string().max(4096), link_preview_options: z.strictObject({ is_disabled: z.literal(true) }) });

async function to(answer: Answering = answering(200, '{"ok":true,"result":{}}'), more: object = {}) {
  const server = await peer(answer);
  return { server, notifier: notifierFor({ type: 'telegram', allowPrivate: true, token: '${env:TOKEN}', chat: -1_001_234, url: `${server.url}/api/`, ...more }, services({ TOKEN })) };
}

test('a message, without any markup', async () => {
  const { server, notifier } = await to(undefined, { thread: 42 });
  expect(await notifier.send(notification({ alerts: [alert({ labels: { alertname: 'A @name <b>' } })] }), never())).toMatchObject({ result: 'delivered' });
  expect(server.last().path).toBe(`/api/bot${TOKEN}/sendMessage`);
  const { chat_id, message_thread_id, text } = message.parse(server.json());
  expect([chat_id, message_thread_id]).toEqual(['-1001234', 42]);
  expect(text).toMatch(/^\[FIRING\] A \u{FF20}name <b> \(critical\) on shop-1\n\nFIRING: A node process/u);
});

test('a long one is cut', async () => {
  const { server, notifier } = await to();
  await notifier.send(notification({ alerts: Array.from({ length: 50 }, () => alert({ annotations: { summary: '\u{1F600}'.repeat(200) } })) }), never());
  expect(message.parse(server.json()).text).toMatch(/\.\.\. and \d+ more$/);
});

test.each([
  [429, '{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 7","parameters":{"retry_after":7}}', { result: 'retry', retryAfterMilliseconds: 7000 }],
  [429, '{"ok":false,"parameters":{"retry_after":100000}}', { result: 'retry', retryAfterMilliseconds: 3_600_000 }],
  [429, 'not JSON', { result: 'retry' }],
  [400, '{"ok":false,"description":"Bad Request: chat not found"}', { result: 'failed', reason: 'configuration' }],
  [400, '{"ok":false,"description":"Bad Request: group chat was upgraded to a supergroup chat","parameters":{"migrate_to_chat_id":-100}}', { result: 'failed', reason: 'configuration' }],
  [400, '{"ok":false,"description":"Bad Request: message is too long"}', { result: 'failed', reason: 'refused' }],
  [401, '{"ok":false,"description":"Unauthorized"}', { result: 'failed', reason: 'configuration' }],
  [403, '{"ok":false,"description":"Forbidden: bot was blocked by the user"}', { result: 'failed', reason: 'configuration' }],
  [200, '<html>', { result: 'failed', reason: 'configuration' }],
  [502, '', { result: 'retry' }],
])('%d %s', async (status, text, expected) => {
  expect(await (await to(answering(status, text))).notifier.send(notification(), never())).toMatchObject(expected);
});

test('the token is in no outcome', async () => {
  const { notifier } = await to((response, { path }) => { response.writeHead(404).end(`no ${path} and ${encodeURIComponent(TOKEN)}`); });
  expect((await notifier.send(notification(), never())).detail).not.toContain('sesame');
});

test('what is no token is refused', () => {
  const error = thrownBy(() => notifierFor({ type: 'telegram', token: '${env:T}', chat: '@shop' }, services({ T: '123/../../x:y' })));
  expect(error).toMatchObject({ message: 'this is no bot token', where: 'alerts.channels.own: ${env:T}' });
});
