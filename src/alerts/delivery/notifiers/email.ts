import { createPrivateKey } from 'node:crypto';
import type { SendMailOptions, SMTPPoolOptions, SMTPPoolSentMessageInfo, Transporter } from 'nodemailer';
import { email as settings, type EmailSettings } from '../../../config/channels/email.ts';
import { concealer } from '../conceal.ts';
import { detailOf, notifierOf, STOPPED } from '../faults.ts';
import { htmlText } from '../html.ts';
import { mailOutcome } from '../mail-faults.ts';
import type { NotifierKind, NotifierServices, Outcome } from '../notifier.ts';
import { plainId } from '../payload.ts';
import { unusable } from '../secret-values.ts';
import { plainText, tell } from '../texts.ts';
import { trustedCertificates } from '../trusted.ts';
import type { Notification } from '../../notification.ts';

const PORTS = { starttls: 587, tls: 465, none: 25 } as const;

type MailTransport = Transporter<SMTPPoolSentMessageInfo, SMTPPoolOptions>;

function dkimOf({ dkim }: EmailSettings, services: NotifierServices): SendMailOptions['dkim'] {
  if (dkim === undefined) return undefined;
  const privateKey = services.secret(dkim.key);
  try {
    createPrivateKey(privateKey);
  } catch {
    // The error's own text may quote the key.
    throw unusable(dkim.key, 'this is no private key', 'put a key in PEM there (-----BEGIN PRIVATE KEY-----)');
  }
  return { domainName: dkim.domain, keySelector: dkim.selector, privateKey };
}

function transportOptions(own: EmailSettings, password: string | undefined): SMTPPoolOptions & { pool: true } {
  const { host, port, security, username, clientName, caFile, timeout, connections } = own;
  const milliseconds = timeout * 1000;
  const ca = trustedCertificates(caFile);
  return {
    pool: true,
    host,
    port: port ?? PORTS[security],
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    tls: { minVersion: 'TLSv1.2', ...(ca === undefined ? {} : { ca }) },
    // Without forceAuth a server that does not ask for the password would get the mail without it.
    ...(username === undefined || password === undefined ? {} : { auth: { user: username, pass: password }, forceAuth: true }),
    ...(clientName === undefined ? {} : { name: clientName }),
    maxConnections: connections,
    // The outbox tries again; here only what was not yet begun goes over another connection.
    maxRequeues: 1,
    connectionTimeout: milliseconds,
    greetingTimeout: milliseconds,
    socketTimeout: milliseconds,
    dnsTimeout: milliseconds,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function mailOf(notification: Notification, { from, to }: EmailSettings, zone: string | undefined): SendMailOptions {
  const told = tell(notification, zone);
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1);
  const thread = `<group.${plainId(notification.groupKey)}@${domain}>`;
  return {
    from: { ...from },
    to: to.map((recipient) => ({ ...recipient })),
    envelope: { from: from.address, to: to.map(({ address }) => address) },
    subject: told.title,
    text: `${plainText(told)}\n`,
    html: htmlText(told, notification.severity),
    date: new Date(notification.time),
    // The same at each attempt, so that a mail that came twice is seen to be one.
    messageId: `<${plainId(notification.id)}@${domain}>`,
    inReplyTo: thread,
    references: thread,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
  };
}

function delivered({ accepted, rejected }: SMTPPoolSentMessageInfo, host: string): Outcome {
  const missed = rejected.length === 0 ? '' : `, but not for ${rejected.join(', ')}`;
  return { result: 'delivered', detail: detailOf(`${host} took it for ${accepted.length}${missed}`) };
}

function make(own: EmailSettings, services: NotifierServices) {
  const { host, timeout, password: reference } = own;
  const password = reference === undefined ? undefined : services.secret(reference);
  const options = transportOptions(own, password);
  const dkim = dkimOf(own, services);
  const conceal = concealer(password === undefined ? [] : [password]);
  let transport: Promise<MailTransport> | undefined;
  // Loaded with the first mail: it takes longer to load than all other channels.
  const opened = async (): Promise<MailTransport> => (await import('nodemailer')).createTransport(options);

  const send = async (notification: Notification, signal: AbortSignal): Promise<Outcome> => {
    const deadline = AbortSignal.timeout(timeout * 1000);
    try {
      transport ??= opened();
      const mail = { ...mailOf(notification, own, services.zone), ...(dkim === undefined ? {} : { dkim }) };
      return delivered(await (await transport).sendMail({ ...mail, signal: AbortSignal.any([signal, deadline]) }), host);
    } catch (error) {
      if (signal.aborted) return STOPPED;
      if (deadline.aborted) return { result: 'retry', detail: `${host} did not take it within ${timeout} s` };
      return mailOutcome(error, host, conceal);
    }
  };
  return notifierOf(send, () => {
    // Those that are sending are ended by their signal.
    void transport?.then((open) => open.close({ force: true }), () => undefined);
  });
}

/** Mail by SMTP: text and HTML, threaded by the group of alerts. */
export const email: NotifierKind<EmailSettings> = { settings, rate: settings.shape.rate.parse(undefined), make };
