import { z } from 'zod';
import { FACTS } from '../facts.ts';
import { absolutePath, duration } from '../settings.ts';
import { textOrSecret } from '../secrets.ts';

/** Most messages that a channel takes; `perSecond` over time, `burst` at once. */
export const rate = (burst: number, perSecond: number) =>
  z.strictObject({
    burst: z.int().min(1).max(1000).prefault(burst).register(FACTS, { expects: 'a whole number from 1 to 1000' }).describe('Messages at once.'),
    perSecond: z.number().min(0.001).max(1000).prefault(perSecond).register(FACTS, { expects: 'a number from 0.001 to 1000' }).describe('Messages a second over time.'),
  }).register(FACTS, { inline: true }).prefault({ burst, perSecond }).describe('Most messages that are sent; what is beyond waits: { burst: 5, perSecond: 1 }.');

/** What is wrong with an address of the web; undefined when nothing is. What the address is, is not repeated. */
export function faultOfUrl(text: string): string | undefined {
  if (!URL.canParse(text)) return 'this is no address of the web';
  const { protocol, username, password } = new URL(text);
  if (protocol !== 'http:' && protocol !== 'https:') return 'this is no http or https address';
  return username === '' && password === '' ? undefined : 'an address with a password in it may not stand in the configuration itself';
}

const EXPECTED = 'an address that starts with https:// or http://';

/** An address without a secret in it. */
export const address = () =>
  z.string().max(2000).check((context) => {
    const message = faultOfUrl(context.value);
    if (message !== undefined) context.issues.push({ code: 'custom', input: context.value, message, params: { mend: `write ${EXPECTED}; a password has a setting of its own` } });
  }).register(FACTS, { expects: EXPECTED, concealed: true });

/** An address, or where it is when it is itself a secret. */
export const addressOrSecret = () => textOrSecret(EXPECTED, faultOfUrl);

/** What all channels over HTTP have. */
export const overHttp = () => ({
  timeout: duration(1, 120).prefault('15s').describe('Longest that one attempt may take, 1s to 2m.'),
  allowPrivate: z.boolean().prefault(false).describe('Whether the address may be in a private network or on this host, and may be http instead of https where a secret is sent.'),
  caFile: absolutePath().optional().describe('Certificates (PEM) to trust besides the system\'s: /etc/ssl/company.pem.'),
});
