import { z } from 'zod';
import { lineOfText } from '../settings.ts';
import { secret } from '../secrets.ts';
import { address, overHttp, rate } from './common.ts';

/** API v2 of a Prometheus Alertmanager, which groups, silences and sends on. */
export const alertmanager = z.strictObject({
  type: z.literal('alertmanager').describe('A Prometheus Alertmanager (API v2), which groups, silences and sends on.'),
  url: address().describe('Its address, with its path prefix if it has one: https://alertmanager.example.com.'),
  username: lineOfText(200).optional().describe('Name to log in with, where it asks for one; "password" goes with it.'),
  password: secret().optional().describe('Password to log in with: ${env:ALERTMANAGER_PASSWORD}.'),
  token: secret().optional().describe('Bearer token instead of name and password: ${env:ALERTMANAGER_TOKEN}.'),
  ...overHttp(),
  rate: rate(20, 10),
}).check((context) => {
  const { username, password, token } = context.value;
  const say = (message: string, mend: string) => { context.issues.push({ code: 'custom', input: context.value, message, params: { mend } }); };
  if ((username === undefined) !== (password === undefined)) say('"username" and "password" belong together', 'set both, or none');
  if (token !== undefined && username !== undefined) say('"token" and "username" exclude each other', 'remove one of the two');
});
export type AlertmanagerSettings = z.output<typeof alertmanager>;
