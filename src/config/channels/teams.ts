import { z } from 'zod';
import { secret } from '../secrets.ts';
import { overHttp, rate } from './common.ts';

/** A workflow of Microsoft Teams that posts cards. */
export const teams = z.strictObject({
  type: z.literal('teams').describe('A workflow of Microsoft Teams that posts adaptive cards.'),
  url: secret().describe('The workflow\'s address, a secret: ${env:TEAMS_URL}.'),
  ...overHttp(),
  rate: rate(4, 1),
});
export type TeamsSettings = z.output<typeof teams>;
