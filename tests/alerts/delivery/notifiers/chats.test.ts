import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Notification } from '../../../../src/alerts/notification.ts';
import { answering, peer, type Answering, type Peer } from '../http-peer.ts';
import { alert, never, notification, notifierFor, resolved, services } from '../support.ts';
import type { Outcome } from '../../../../src/alerts/delivery/notifier.ts';

const PATH = '/services/T00000000/sesame-sesame';

/** Sends to a chat whose address is a secret. */
async function sent(type: string, answer: Answering, own: Notification = notification()): Promise<{ server: Peer; outcome: Outcome }> {
  const server = await peer(answer);
  const outcome = await notifierFor({ type, allowPrivate: true, url: '${env:URL}' }, services({ URL: `${server.url}${PATH}` })).send(own, never());
  return { server, outcome };
}

const many = notification({ alerts: Array.from({ length: 90 }, (_, index) => alert({ labels: { alertname: 'NodeLeak', index: String(index) }, annotations: { summary: 'a < b & c > d @everyone', description: 'word '.repeat(200) } })), more: 10 });

describe.each(['slack', 'discord', 'teams'])('%s', (type) => {
  test('posts to its address, which is in no outcome', async () => {
    for (const status of [200, 301, 400, 404, 429, 500]) {
      const { server, outcome } = await sent(type, (response, { path }) => { response.writeHead(status).end(`bad ${path}`); });
      expect(server.last()).toMatchObject({ method: 'POST', path: PATH });
      expect(outcome.detail).not.toContain('sesame');
    }
  });
  test('waits as it is told', async () => {
    expect((await sent(type, answering(429, 'slow', { 'retry-after': '9' }))).outcome).toMatchObject({ result: 'retry', retryAfterMilliseconds: 9000 });
  });
});

describe('Slack', () => {
  const shape = z.strictObject({
    text: z.string().max(1024), mrkdwn: z.literal(false), unfurl_links: z.literal(false), unfurl_media: z.literal(false),
    attachments: z.tuple([z.strictObject({ fallback: z.string(), color: z.string().regex(/^#[0-9a-f]{6}$/), text: z.string().max(3000), mrkdwn_in: z.tuple([]) })]),
  });
  test('a message', async () => {
    const { server, outcome } = await sent('slack', answering(200, 'ok'));
    expect(outcome).toEqual({ result: 'delivered', detail: '127.0.0.1 took it (200)' });
    const { text, attachments: [first] } = shape.parse(server.json());
    expect(text).toBe('[FIRING] NodeLeak (critical) on shop-1');
    expect(first).toMatchObject({ color: '#c62828', text: expect.stringContaining('since: 2026-11-28T09:05:00Z (5 min ago)') });
    expect(first.text).toContain('rule: process.memory.rss{name="node"} &gt; 2GiB');
  });
  test('a long one is cut', async () => {
    const { attachments: [{ text }] } = shape.parse((await sent('slack', answering(200, 'ok'), many)).server.json());
    expect(text).toMatch(/\.\.\. and \d+ more$/);
    expect(text).toContain('a &lt; b &amp; c &gt; d \u{FF20}everyone');
  });
  test('what answers something else is not Slack', async () => {
    expect((await sent('slack', answering(200, '<html>Log in'))).outcome).toEqual({ result: 'failed', reason: 'configuration', detail: '127.0.0.1 answered 200: <html>Log in ("ok" was expected)' });
  });
});

describe('Discord', () => {
  const shape = z.strictObject({
    content: z.string().min(1).max(2000), allowed_mentions: z.strictObject({ parse: z.tuple([]) }),
    embeds: z.tuple([z.strictObject({ description: z.string().max(4096), color: z.int().min(0).max(0xffffff), timestamp: z.iso.datetime() })]),
  });
  test('a message', async () => {
    const { server, outcome } = await sent('discord', answering(204), notification({ status: 'resolved', alerts: [resolved()] }));
    expect(outcome).toMatchObject({ result: 'delivered' });
    const { content, embeds: [{ description, color }] } = shape.parse(server.json());
    expect(content).toBe(String.raw`\[RESOLVED\] NodeLeak \(critical\) on shop-1`);
    expect(color).toBe(0x2e7d32);
    expect(description).toContain('fired: 2026-11-28T09:05:00Z to');
  });
  test('a long one is cut, and calls nobody', async () => {
    const { server } = await sent('discord', answering(204), many);
    const { content, embeds: [{ description }] } = shape.parse(server.json());
    expect(content.length + description.length).toBeLessThanOrEqual(6000);
    expect(description).toMatch(/and \d+ more$/);
    expect(server.last().body).not.toContain('@');
  });
});

describe('Teams', () => {
  const run = z.strictObject({ type: z.literal('TextRun'), text: z.string(), weight: z.literal('Bolder').optional(), isSubtle: z.literal(true).optional() });
  const block = z.strictObject({ type: z.literal('RichTextBlock'), inlines: z.array(run) });
  const container = z.strictObject({ type: z.literal('Container'), style: z.enum(['accent', 'warning', 'attention', 'good']), spacing: z.string(), items: z.array(block) });
  const shape = z.strictObject({
    type: z.literal('message'),
    attachments: z.tuple([z.strictObject({
      contentType: z.literal('application/vnd.microsoft.card.adaptive'), contentUrl: z.null(),
      content: z.strictObject({ $schema: z.string(), type: z.literal('AdaptiveCard'), version: z.literal('1.4'), msteams: z.object({}).loose(), body: z.array(z.union([block, container])) }),
    })]),
  });
  test('a card without Markdown', async () => {
    const { server, outcome } = await sent('teams', answering(202));
    expect(outcome).toMatchObject({ result: 'delivered' });
    const { attachments: [{ content }] } = shape.parse(server.json());
    expect(content.body[0]).toMatchObject({ inlines: [{ text: '[FIRING] NodeLeak (critical) on shop-1', weight: 'Bolder' }] });
    expect(content.body[1]).toMatchObject({ style: 'attention' });
  });
  test('a long one is cut to what Teams takes', async () => {
    const { server } = await sent('teams', answering(202), many);
    const { attachments: [{ content }] } = shape.parse(server.json());
    expect(Buffer.byteLength(server.last().body)).toBeLessThanOrEqual(28_000);
    expect(content.body.at(-1)).toMatchObject({ inlines: [{ text: expect.stringMatching(/^\.\.\. and \d+ more$/) }] });
  });
  test.each([
    ['Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429 with ContextId x', { result: 'retry' }],
    ['Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 413 with ContextId x', { result: 'failed', reason: 'refused' }],
    ['1', { result: 'delivered' }],
  ])('200: %s', async (text, outcome) => {
    expect((await sent('teams', answering(200, text))).outcome).toMatchObject(outcome);
  });
});
