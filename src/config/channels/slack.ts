import { z } from 'zod';
import { secret } from '../secrets.ts';
import { overHttp, rate } from './common.ts';

/** An incoming webhook of Slack, or of what understands the same (Mattermost). */
export const slack = z.strictObject({
  type: z.literal('slack').describe('An incoming webhook of Slack, or of what understands the same (Mattermost).'),
  url: secret().describe('The webhook\'s address, a secret: ${env:SLACK_URL}.'),
  ...overHttp(),
  // Slack takes one a second.
  rate: rate(1, 1),
});
export type SlackSettings = z.output<typeof slack>;
