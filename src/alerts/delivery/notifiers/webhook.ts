import { createHmac } from 'node:crypto';
import { webhook as settings, type WebhookSettings } from '../../../config/channels/webhook.ts';
import type { SecretReference } from '../../../config/secrets.ts';
import { notifierOf } from '../faults.ts';
import { HttpPost } from '../http-post.ts';
import type { NotifierKind, NotifierServices } from '../notifier.ts';
import { payloadOf, plainId } from '../payload.ts';
import { addressOf, secretLine, unusable } from '../secret-values.ts';

const FEWEST_BYTES = 24;
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;

function keyOf(reference: SecretReference, text: string): Buffer {
  const encoded = text.replace(/^whsec_/, '');
  // Node takes the letters of both alphabets.
  const key = Buffer.from(encoded, 'base64');
  if (BASE64.test(encoded) && key.length >= FEWEST_BYTES) return key;
  throw unusable(reference, `this is not base64 of at least ${FEWEST_BYTES} bytes`, 'make one: echo "whsec_$(openssl rand -base64 32)"');
}

/** `v1,<base64 of HMAC-SHA256 of id.timestamp.body>` for each key, as Standard Webhooks 1.0 has it. `timestamp` in seconds since the epoch. */
export const signature = (keys: readonly Buffer[], id: string, timestamp: number, body: string): string =>
  keys.map((key) => `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`).join(' ');

function make({ url: setting, secrets: references, headers, ...http }: WebhookSettings, services: NotifierServices) {
  const { url, secrets: ofUrl } = addressOf(setting, services);
  const texts = references.map((reference) => secretLine(reference, services));
  const keys = references.map((reference, index) => keyOf(reference, texts[index] ?? ''));
  const own = Object.entries(headers).map(([name, value]) => ({ name, value: typeof value === 'string' ? value : secretLine(value, services), isSecret: typeof value !== 'string' }));
  const sent = Object.fromEntries(own.map(({ name, value }) => [name, value]));
  const post = new HttpPost(url, http, services, [...ofUrl, ...own.filter(({ isSecret }) => isSecret).map(({ value }) => value)]);
  return notifierOf((notification, signal) => {
    const [id, body] = [plainId(notification.id), payloadOf(notification)];
    const timestamp = Math.floor(services.now() / 1000);
    const signed = keys.length === 0 ? {} : { 'webhook-signature': signature(keys, id, timestamp, body) };
    return post.post({ body, headers: { ...sent, 'webhook-id': id, 'webhook-timestamp': String(timestamp), ...signed } }, signal);
  });
}

/** JSON (payload.ts) to any address; a receiver that answers 410 wants no more, which is a fault of the configuration. */
export const webhook: NotifierKind<WebhookSettings> = { settings, rate: settings.shape.rate.parse(undefined), make };
