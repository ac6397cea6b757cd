import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Notifier } from '../../../../src/alerts/delivery/notifier.ts';
import type { Notification } from '../../../../src/alerts/notification.ts';
import { temporaryFolder } from '../../../config/support.ts';
import { attack, HOSTILE, textsIn, UNSAFE } from '../hostile.ts';
import { answering, peer, type Received } from '../http-peer.ts';
import { headersOf, mailPeer, partsOf, type Mail } from '../mail-peer.ts';
import { never, notifierFor, services } from '../support.ts';

const secrets = services({ TOKEN: '123456:AAH-sesame', SECRET: Buffer.alloc(32, 1).toString('base64') });
const HTTP_HEADERS = ['connection', 'content-length', 'content-type', 'host', 'user-agent'];

/** Sends all, some at once. */
async function sendAll(notifier: Notifier, notifications: readonly Notification[]): Promise<void> {
  const waiting = [...notifications];
  const outcomes = await Promise.all(Array.from({ length: 8 }, async () => {
    const results: string[] = [];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const outcome = await notifier.send(next, never());
      results.push(outcome.result === 'delivered' ? 'delivered' : outcome.detail);
    }
    return results;
  }));
  expect(new Set(outcomes.flat())).toEqual(new Set(['delivered']));
}

interface Sink {
  readonly type: string;
  readonly more: (url: string) => object;
  readonly path: string;
  readonly headers?: readonly string[];
  /** What the text of this service must not hold. */
  readonly check: (body: string) => void;
}

/** What is left when all that is taken as it stands is gone. */
const withoutEscapes = (text: string): string => text.replaceAll(/\\[^\p{L}\p{N}\s]/gu, '');
const text = z.string();
const run = z.strictObject({ type: z.literal('TextRun'), text, weight: z.literal('Bolder').optional(), isSubtle: z.literal(true).optional() });
const block = z.strictObject({ type: z.literal('RichTextBlock'), inlines: z.array(run) });
const container = z.strictObject({ type: z.literal('Container'), style: z.enum(['attention', 'good']), spacing: text, items: z.array(block) });

const SINKS: readonly Sink[] = [
  {
    type: 'slack', path: '/hook/0123456789', more: (url) => ({ url }),
    check(body) {
      const shape = z.strictObject({ text: text.max(1024), mrkdwn: z.literal(false), unfurl_links: z.literal(false), unfurl_media: z.literal(false), attachments: z.tuple([z.strictObject({ fallback: text, color: z.literal('#c62828'), text: text.max(3000), mrkdwn_in: z.tuple([]) })]) });
      const { text: title, attachments: [own] } = shape.parse(JSON.parse(body));
      for (const each of [title, own.fallback, own.text]) expect(each.replaceAll(/&(?:amp|lt|gt);/g, '')).not.toMatch(/[<>&@]/);
    },
  },
  {
    type: 'discord', path: '/hook/0123456789', more: (url) => ({ url }),
    check(body) {
      const shape = z.strictObject({ content: text.max(2000), allowed_mentions: z.strictObject({ parse: z.tuple([]) }), embeds: z.tuple([z.strictObject({ description: text.max(4096), color: z.int(), timestamp: text })]) });
      const { content, embeds: [{ description }] } = shape.parse(JSON.parse(body));
      for (const each of [content, description]) expect(withoutEscapes(each)).not.toMatch(/[\\*_~`|<>[\]()#@]|:\/\/|:fire:/);
    },
  },
  {
    type: 'teams', path: '/hook/0123456789', more: (url) => ({ url }),
    check(body) {
      const card = z.strictObject({ $schema: text, type: z.literal('AdaptiveCard'), version: text, msteams: z.strictObject({ width: text }), body: z.array(z.union([block, container])) });
      z.strictObject({ type: z.literal('message'), attachments: z.tuple([z.strictObject({ contentType: text, contentUrl: z.null(), content: card })]) }).parse(JSON.parse(body));
      expect(Buffer.byteLength(body)).toBeLessThanOrEqual(28_000);
    },
  },
  {
    type: 'pagerduty', path: '/v2', more: (url) => ({ routingKey: '${env:TOKEN}', url }),
    check(body) {
      const alert = z.partialRecord(z.enum(['status', 'summary', 'value', 'since', 'fired', 'labels', 'rule', 'description']), text);
      const payload = z.strictObject({ summary: text.min(1).max(1024), source: text.min(1), severity: z.literal('critical'), timestamp: text, custom_details: z.strictObject({ alerts: z.array(alert), more: z.int() }) });
      z.strictObject({ routing_key: z.literal('123456:AAH-sesame'), dedup_key: z.literal('group-1'), event_action: z.literal('trigger'), client: text, payload }).parse(JSON.parse(body));
    },
  },
  {
    type: 'telegram', path: '/bot123456:AAH-sesame/sendMessage', more: (url) => ({ token: '${env:TOKEN}', chat: 1, url }),
    check(body) {
      const shape = z.strictObject({ chat_id: z.literal('1'), text: text.max(4096), link_preview_options: z.strictObject({ is_disabled: z.literal(true) }) });
      expect(shape.parse(JSON.parse(body)).text).not.toContain('@');
    },
  },
  {
    type: 'ntfy', path: '/', more: (url) => ({ topic: 'shop', url }),
    check(body) {
      const shape = z.strictObject({ topic: z.literal('shop'), title: text, message: text, priority: z.literal(5), tags: z.tuple([z.literal('rotating_light')]) });
      const { title, message } = shape.parse(JSON.parse(body));
      expect(Buffer.byteLength(title)).toBeLessThanOrEqual(250);
      expect(Buffer.byteLength(message)).toBeLessThanOrEqual(4096);
    },
  },
  {
    type: 'alertmanager', path: '/api/v2/alerts', more: (url) => ({ url }),
    check(body) {
      const name = text.regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/);
      z.array(z.strictObject({ labels: z.record(name, text.min(1)), annotations: z.record(name, text.min(1)), startsAt: z.iso.datetime(), endsAt: z.iso.datetime() })).length(2).parse(JSON.parse(body));
    },
  },
  {
    type: 'webhook', path: '/hook', headers: ['webhook-id', 'webhook-signature', 'webhook-timestamp'], more: (url) => ({ url, secrets: ['${env:SECRET}'] }),
    check(body) {
      const own = z.strictObject({ fingerprint: text, status: text, labels: z.record(text, text), annotations: z.record(text, text), startsAt: text, endsAt: text.nullable(), value: z.number(), valueWords: text, expression: text });
      const data = z.strictObject({ id: text, groupKey: text, status: text, severity: text, title: text, host: text, repeated: z.boolean(), test: z.boolean(), groupLabels: z.record(text, text), alerts: z.array(own).length(2), more: z.literal(1) });
      z.strictObject({ type: z.literal('alerts.firing'), timestamp: text, data }).parse(JSON.parse(body));
    },
  },
];

test('there are more than 200 of them', () => {
  expect(HOSTILE.length).toBeGreaterThan(200);
});

function wholesome({ method, path, rawHeaders, body }: Received, sink: Sink): void {
  expect(method).toBe('POST');
  expect(path).toBe(sink.path);
  const names = rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
  expect(names.sort()).toEqual([...HTTP_HEADERS, ...(sink.headers ?? [])].sort());
  for (const each of textsIn(JSON.parse(body))) {
    expect(each).not.toMatch(UNSAFE);
    expect(each.isWellFormed()).toBe(true);
  }
  sink.check(body);
}

describe.each(SINKS)('hostile text in $type', (sink) => {
  test('stays text', async () => {
    const server = await peer(answering(200, sink.type === 'telegram' ? '{"ok":true}' : 'ok'));
    // Their addresses are secrets, by the setting's type.
    const isSecret = ['slack', 'discord', 'teams'].includes(sink.type);
    const base = ['telegram', 'alertmanager', 'ntfy'].includes(sink.type) ? server.url : `${server.url}${sink.path}`;
    const own = isSecret ? services({ URL: base }) : secrets;
    await sendAll(notifierFor({ type: sink.type, allowPrivate: true, ...sink.more(isSecret ? '${env:URL}' : base) }, own), HOSTILE.map(attack));
    expect(server.received).toHaveLength(HOSTILE.length);
    for (const each of server.received) wholesome(each, sink);
  });
});

const MAIL_HEADERS = ['from', 'to', 'subject', 'message-id', 'in-reply-to', 'references', 'date', 'mime-version', 'content-type', 'auto-submitted', 'x-auto-response-suppress'];
const OUR_TAGS = /^<(?:!DOCTYPE html|\/?(?:html|head|body|title|h3|table|tr|td|p|div)|meta charset="utf-8"|(?:body|div|h3|table|td) style="[a-z0-9 #:;.-]*")>$/;

function wholesomeMail(mail: Mail): void {
  expect(mail.from).toBe('alerts@shop.example');
  expect(mail.to).toEqual(['ops@shop.example']);
  const headers = headersOf(mail);
  expect([...headers.keys()].sort()).toEqual([...MAIL_HEADERS].sort());
  for (const values of headers.values()) expect(values).toHaveLength(1);
  expect(headers.get('to')).toEqual(['ops@shop.example']);
  // 7 bits, lines that end as mail's do, none too long.
  expect(mail.text).toMatch(/^[\x20-\x7e\r\n]*$/);
  expect(mail.text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  expect(Math.max(...mail.text.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998);
  const { text: plain, html } = partsOf(mail);
  for (const part of [plain, html]) {
    expect(part.length).toBeGreaterThan(0);
    expect(part.replaceAll('\r\n', '\n')).not.toMatch(UNSAFE);
  }
  for (const tag of html.match(/<[^>]*>?/g) ?? []) expect(tag).toMatch(OUR_TAGS);
  expect(html.replaceAll(/<[^>]*>/g, '')).not.toMatch(/[<>"'`]|&(?!(?:amp|lt|gt|quot|#39|#96);)/);
}

describe('hostile text in a mail', () => {
  const to = (port: number): Notifier => notifierFor({ type: 'email', host: '127.0.0.1', port, security: 'none', from: 'alerts@shop.example', to: ['ops@shop.example'] });

  test('stays text: no header, no recipient, no tag', async () => {
    const server = await mailPeer();
    await sendAll(to(server.port), HOSTILE.map(attack));
    expect(server.mails).toHaveLength(HOSTILE.length);
    for (const mail of server.mails) wholesomeMail(mail);
  });

  test('whatever it is', async () => {
    const server = await mailPeer();
    await sendAll(to(server.port), fc.sample(fc.string({ unit: 'binary', maxLength: 200 }), { numRuns: 40, seed: 7 }).map(attack));
    for (const mail of server.mails) wholesomeMail(mail);
  });

  test('in id and group neither', async () => {
    const server = await mailPeer();
    await sendAll(to(server.port), HOSTILE.slice(0, 40).map((own) => ({ ...attack('x'), id: own, groupKey: own })));
    for (const mail of server.mails) wholesomeMail(mail);
  });
});

test('hostile text for a program stays text', async () => {
  const out = join(temporaryFolder(), 'out');
  const code = `require('node:fs').appendFileSync(process.argv[1], require('node:fs').readFileSync(0) + '\\n')`;
  const notifier = notifierFor({ type: 'exec', command: [process.execPath, '-e', code, out], rate: { burst: 100, perSecond: 100 } });
  for (let from = 0; from < HOSTILE.length; from += 20) {
    const alerts = HOSTILE.slice(from, from + 20).flatMap((own) => attack(own).alerts.slice(0, 1));
    await notifier.send({ ...attack('x'), alerts }, never());
  }
  const lines = readFileSync(out, 'utf8').trimEnd().split('\n');
  expect(lines).toHaveLength(Math.ceil(HOSTILE.length / 20));
  for (const line of lines) {
    expect(line).toMatch(/^[^\p{Cc}]*$/u);
    for (const each of textsIn(JSON.parse(line))) expect(each).not.toMatch(UNSAFE);
  }
});
