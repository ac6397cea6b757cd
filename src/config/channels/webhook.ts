import { z } from 'zod';
import { FACTS } from '../facts.ts';
import { secret, textOrSecret } from '../secrets.ts';
import { addressOrSecret, overHttp, rate } from './common.ts';

const TOKEN = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}$/;
/** What HTTP itself or the signature is made of. */
const OURS = /^(?:host|connection|content-.*|transfer-encoding|te|trailer|upgrade|expect|keep-alive|user-agent|webhook-.*)$/i;
const TELLTALE = /auth|cookie|key|token|secret|password/i;

const headerName = z.string().refine((name) => TOKEN.test(name) && !OURS.test(name))
  .register(FACTS, { expects: 'the name of a header that is not set anyway (X-Team)' });

const headers = z.record(headerName, textOrSecret('text of one line', (text) => (text === '' ? 'this is empty' : undefined))).check((context) => {
  for (const [name, value] of Object.entries(context.value)) {
    if (typeof value !== 'string' || !TELLTALE.test(name)) continue;
    context.issues.push({ code: 'custom', input: value, path: [name], message: `what "${name}" carries is a secret`, params: { mend: 'write where it is: ${env:NAME}, ${file:/PATH} or ${credential:NAME}' } });
  }
});

/** POST of JSON, signed as Standard Webhooks has it. */
export const webhook = z.strictObject({
  type: z.literal('webhook').describe('POST of JSON to an address of your own, signed as Standard Webhooks has it.'),
  url: addressOrSecret().describe('Where to: https://example.com/hooks/alerts, or ${env:HOOK_URL} when the address itself is a secret.'),
  secrets: z.array(secret()).max(4).prefault([]).register(FACTS, { expects: 'a list of at most 4 secrets' })
    .describe('Secrets to sign with, base64 of at least 24 bytes, "whsec_" in front or not; two while one replaces the other, none for no signature: ["${env:HOOK_SECRET}"].'),
  headers: headers.prefault({}).describe('Further headers: { X-Team: infra, Authorization: "${env:HOOK_AUTHORIZATION}" }.'),
  ...overHttp(),
  rate: rate(10, 5),
});
export type WebhookSettings = z.output<typeof webhook>;
