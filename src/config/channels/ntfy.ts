import { z } from 'zod';
import { secret, textOrSecret } from '../secrets.ts';
import { address, overHttp, rate } from './common.ts';

/** A topic of an ntfy server. */
export const isTopic = (text: string): boolean => /^[A-Za-z0-9_-]{1,64}$/.test(text);

const topic = textOrSecret('a topic of 1 to 64 letters, digits, _ and -', (text) => (isTopic(text) ? undefined : 'this is no topic'));

/** A topic of ntfy, for phones. */
export const ntfy = z.strictObject({
  type: z.literal('ntfy').describe('A topic of ntfy, for phones.'),
  topic: topic.describe('Which topic: shop-alerts; who knows its name can read it, unless the server asks for a token: ${env:NTFY_TOPIC}.'),
  token: secret().optional().describe('Access token, where the server asks for one: ${env:NTFY_TOKEN}.'),
  url: address().prefault('https://ntfy.sh').describe('The server\'s address.'),
  ...overHttp(),
  // ntfy.sh gives back one message each 5 s.
  rate: rate(10, 0.2),
});
export type NtfySettings = z.output<typeof ntfy>;
