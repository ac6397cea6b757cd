import { once } from 'node:events';
import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server';
import { onTestFinished } from 'vitest';
import { selfSigned, type Certificate } from './certificate.ts';

export interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  readonly secure: boolean;
  readonly user: string;
  readonly text: string;
}

export interface MailPeer {
  readonly port: number;
  readonly mails: readonly Mail[];
  /** The last mail; fails when there is none. */
  readonly last: () => Mail;
  readonly certificate: Certificate;
}

/** An error that the server answers with this code. */
export const refusal = (responseCode: number, message: string): Error => Object.assign(new Error(message), { responseCode });

const addressesOf = ({ envelope }: SMTPServerSession): Pick<Mail, 'from' | 'to'> => ({
  from: envelope.mailFrom === false ? '' : envelope.mailFrom.address,
  to: envelope.rcptTo.map(({ address }) => address),
});

/** A mail server on loopback with STARTTLS that asks for shop / sesame, unless `options` say otherwise. */
export async function mailPeer(options: SMTPServerOptions = {}, certificate = selfSigned()): Promise<MailPeer> {
  const mails: Mail[] = [];
  const server = new SMTPServer({
    key: certificate.key,
    cert: certificate.certificate,
    authOptional: true,
    disableReverseLookup: true,
    closeTimeout: 10,
    onAuth({ username, password }, _session, callback) {
      if (username === 'shop' && password === 'sesame') callback(null, { user: username });
      else callback(refusal(535, `Wrong password ${password ?? ''}`));
    },
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
        mails.push({ ...addressesOf(session), secure: session.secure, user: session.user ?? '', text: Buffer.concat(chunks).toString('utf8') });
        callback(null);
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  onTestFinished(() => new Promise<void>((resolve) => { server.close(() => resolve()); }));
  const address = listening.address();
  const last = (): Mail => {
    const found = mails.at(-1);
    if (found === undefined) throw new Error('no mail was received');
    return found;
  };
  return { port: typeof address === 'object' && address !== null ? address.port : 0, mails, last, certificate };
}

/** The headers of a mail, lower case, folded lines joined; each as often as it is there. */
export function headersOf({ text }: Mail): ReadonlyMap<string, readonly string[]> {
  const [head = ''] = text.split('\r\n\r\n');
  const headers = new Map<string, string[]>();
  for (const line of head.replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n')) {
    const [, name = '', value = ''] = /^([^:]*):\s*(.*)$/.exec(line) ?? [];
    headers.set(name.toLowerCase(), [...(headers.get(name.toLowerCase()) ?? []), value]);
  }
  return headers;
}

const decodeBody = (encoding: string, body: string): string => {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  if (encoding !== 'quoted-printable') return body;
  const bytes = body.replaceAll('=\r\n', '').replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
};

/** The parts of a mail with text and HTML, decoded. */
export function partsOf({ text }: Mail): { readonly text: string; readonly html: string } {
  const boundary = /boundary="([^"]+)"/.exec(text)?.[1] ?? '';
  const parts = text.split(`--${boundary}`).slice(1, -1).map((part) => {
    const [head = '', ...body] = part.split('\r\n\r\n');
    const encoding = /content-transfer-encoding: *(\S+)/i.exec(head)?.[1]?.toLowerCase() ?? '';
    return { html: /content-type: *text\/html/i.test(head), body: decodeBody(encoding, body.join('\r\n\r\n')) };
  });
  return { text: parts.find(({ html }) => !html)?.body ?? '', html: parts.find(({ html }) => html)?.body ?? '' };
}
