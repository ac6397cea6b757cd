import { connectionCode, codeWords, detailOf, isTlsCode } from './faults.ts';
import type { Outcome } from './notifier.ts';

/** What nodemailer says of a failure, by its own names; none of it is taken for granted. */
interface Fault {
  readonly code: string;
  /** The system's code, when nodemailer put its own in place of it. */
  readonly originalCode: string;
  readonly command: string;
  /** The server's answer; 0 when there was none. */
  readonly status: number;
  readonly response: string;
}

function faultOf(error: unknown): Fault {
  const own = (name: string): unknown => (typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined);
  const text = (name: string): string => {
    const value = own(name);
    return typeof value === 'string' ? value : '';
  };
  const status = own('responseCode');
  return { code: connectionCode(error), originalCode: text('originalCode'), command: text('command'), status: typeof status === 'number' ? status : 0, response: text('response') };
}

/** Nothing that a server said, and nothing that passes by waiting. */
const SETUP: ReadonlySet<string> = new Set(['EAUTH', 'ENOAUTH', 'EREQUIRETLS', 'ECONFIG', 'EENVELOPE', 'EOAUTH2']);
/** Nothing that a server said; this message cannot be sent. */
const OWN: ReadonlySet<string> = new Set(['EMESSAGE', 'ESTREAM', 'EFILEACCESS', 'EURLACCESS', 'EMAXRECIPIENTS']);
/** Exceeded storage: of the message, whichever command it is said to. */
const TOO_LARGE = 552;

function ofAnswer({ code, command, status, response }: Fault, host: string, conceal: (text: string) => string): Outcome {
  const mend = code === 'ETLS' ? 'offers no STARTTLS (see "security"): it ' : '';
  const detail = detailOf(`${host} ${mend}answered ${response === '' ? status : conceal(response)}`);
  // 503 is about the order of commands: another connection may do.
  const later = (status >= 400 && status < 500) || (status === 503 && code !== 'EAUTH' && code !== 'ETLS') || status < 400;
  if (later) return { result: 'retry', detail };
  // Sender and recipients are from the configuration, as are login and encryption; what is said to DATA is about this message.
  const aboutMessage = status === TOO_LARGE || (command === 'DATA' && code !== 'EAUTH');
  return { result: 'failed', reason: aboutMessage ? 'refused' : 'configuration', detail };
}

/**
 * What became of a mail that nodemailer could not send. Its own word on whether it may work later is not used: it calls an expired
 * certificate transient, and 451 not. `host`: the mail server's name. `conceal` masks secrets in what the server said.
 */
export function mailOutcome(error: unknown, host: string, conceal: (text: string) => string): Outcome {
  const fault = faultOf(error);
  if (fault.status !== 0) return ofAnswer(fault, host, conceal);
  const { code, originalCode } = fault;
  const system = originalCode === '' ? code : originalCode;
  if (isTlsCode(system)) return { result: 'failed', reason: 'configuration', detail: `${host} ${codeWords(system)}` };
  if (SETUP.has(code)) return { result: 'failed', reason: 'configuration', detail: `${host} cannot be used as it is configured (${code})` };
  if (OWN.has(code)) return { result: 'failed', reason: 'refused', detail: `this mail cannot be sent (${code})` };
  return { result: 'retry', detail: `${host} ${codeWords(system)}` };
}
