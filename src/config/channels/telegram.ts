import { z } from 'zod';
import { FACTS } from '../facts.ts';
import { secret } from '../secrets.ts';
import { address, overHttp, rate } from './common.ts';

const chat = z.codec(z.union([z.string(), z.int()]), z.string().regex(/^(?:-?\d{1,20}|@[A-Za-z0-9_]{1,64})$/), {
  decode: String,
  encode: (value) => value,
}).register(FACTS, { expects: 'the number of a chat (-1001234567890) or the name of a public channel (@name)' });

/** A bot of Telegram that writes into a chat. */
export const telegram = z.strictObject({
  type: z.literal('telegram').describe('A bot of Telegram that writes into a chat.'),
  token: secret().describe('The bot\'s token: ${env:TELEGRAM_TOKEN}.'),
  chat: chat.describe('Which chat: -1001234567890, or "@name" of a public channel.'),
  thread: z.int().min(1).optional().register(FACTS, { expects: 'the number of a topic' }).describe('Which topic of a group with topics: 42.'),
  url: address().prefault('https://api.telegram.org').describe('The API\'s address, for a server of your own.'),
  ...overHttp(),
  // Telegram takes one a second of a chat, and 20 a minute of a group.
  rate: rate(3, 0.33),
});
export type TelegramSettings = z.output<typeof telegram>;
