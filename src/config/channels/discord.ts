import { z } from 'zod';
import { secret } from '../secrets.ts';
import { overHttp, rate } from './common.ts';

/** A webhook of a Discord channel. */
export const discord = z.strictObject({
  type: z.literal('discord').describe('A webhook of a Discord channel.'),
  url: secret().describe('The webhook\'s address, a secret: ${env:DISCORD_URL}.'),
  ...overHttp(),
  // Discord takes 5 in 2 s and 30 a minute of one webhook.
  rate: rate(5, 0.5),
});
export type DiscordSettings = z.output<typeof discord>;
