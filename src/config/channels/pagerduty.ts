import { z } from 'zod';
import { secret } from '../secrets.ts';
import { address, overHttp, rate } from './common.ts';

/** Events API v2 of PagerDuty: triggers an incident, and resolves it. */
export const pagerduty = z.strictObject({
  type: z.literal('pagerduty').describe('Events API v2 of PagerDuty: triggers an incident, and resolves it.'),
  routingKey: secret().describe('Integration key of the service: ${env:PAGERDUTY_KEY}.'),
  url: address().prefault('https://events.pagerduty.com/v2/enqueue').describe('Where events go; https://events.eu.pagerduty.com/v2/enqueue in the EU.'),
  ...overHttp(),
  rate: rate(10, 1),
});
export type PagerdutySettings = z.output<typeof pagerduty>;
