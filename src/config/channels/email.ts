import { z } from 'zod';
import { FACTS } from '../facts.ts';
import { absolutePath, duration, lineOfText } from '../settings.ts';
import { secret } from '../secrets.ts';
import { rate } from './common.ts';
import { mailbox } from './mailbox.ts';

const hostName = (expects: string) => z.string().regex(/^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|[0-9A-Fa-f:.]{2,45})$/).register(FACTS, { expects });
const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '::1']);

const dkim = z.strictObject({
  domain: hostName('the name of a domain').describe('Domain that signs: example.com.'),
  selector: z.string().regex(/^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,61}[A-Za-z0-9])?$/).register(FACTS, { expects: 'a selector (letters, digits, dots and dashes)' }).describe('Selector of the key in the domain\'s DNS: alerts2026.'),
  key: secret().describe('Private key (PEM, RSA or Ed25519): ${file:/etc/pyprocwatch/dkim.pem}.'),
});

/** Mail by a server that takes it (SMTP). */
export const email = z.strictObject({
  type: z.literal('email').describe('Mail by a server that takes it (SMTP).'),
  host: hostName('the name or address of a mail server').describe('The mail server: smtp.example.com.'),
  port: z.int().min(1).max(65_535).optional().register(FACTS, { expects: 'a port from 1 to 65535' }).describe('Its port: 587 with starttls, 465 with tls, 25 with none.'),
  security: z.enum(['starttls', 'tls', 'none']).prefault('starttls').describe('starttls (required, not merely tried), tls from the start, or none: mail is then sent in the clear.'),
  username: lineOfText(200).optional().describe('Name to log in with; "password" goes with it.'),
  password: secret().optional().describe('Password to log in with: ${env:SMTP_PASSWORD}.'),
  from: mailbox().describe('Sender: PyProcWatch <alerts@example.com>.'),
  to: z.array(mailbox()).min(1).max(50).register(FACTS, { expects: 'a list of 1 to 50 addresses' }).describe('Recipients: [ops@example.com].'),
  clientName: hostName('the name of a host').optional().describe('Name that this host gives itself to the server: shop-1.example.com.'),
  caFile: absolutePath().optional().describe('Certificates (PEM) to trust besides the system\'s: /etc/ssl/company.pem.'),
  timeout: duration(1, 600).prefault('30s').describe('Longest that one attempt may take, 1s to 10m.'),
  connections: z.int().min(1).max(10).prefault(2).register(FACTS, { expects: 'a whole number from 1 to 10' }).describe('Connections to the server at once.'),
  dkim: dkim.optional().describe('Signs each mail, where the server does not do it: { domain: example.com, selector: alerts2026, key: "${file:/etc/pyprocwatch/dkim.pem}" }.'),
  rate: rate(10, 1),
}).check((context) => {
  const { username, password, security, host } = context.value;
  const say = (message: string, mend: string) => { context.issues.push({ code: 'custom', input: context.value, message, params: { mend } }); };
  if ((username === undefined) !== (password === undefined)) say('"username" and "password" belong together', 'set both, or none');
  if (security === 'none' && password !== undefined && !LOOPBACK.has(host)) say('the password would be sent in the clear', 'set "security" to starttls or tls');
});
export type EmailSettings = z.output<typeof email>;
