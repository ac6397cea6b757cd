import { errorCode } from '../../model/errors.ts';
import { safeText } from '../../model/safe-text.ts';
import type { Notification } from '../notification.ts';
import { clipText } from './clip.ts';
import type { Notifier, Outcome } from './notifier.ts';

/** What a certificate or a handshake is refused for: nothing that passes by waiting. */
const TLS_CODES = /^(?:CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|EPROTO$)/;

export const isTlsCode = (code: string): boolean => TLS_CODES.test(code);

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refuses the connection',
  ECONNRESET: 'broke off the connection',
  EPIPE: 'broke off the connection',
  ECONNECTION: 'broke off the connection',
  ETIMEDOUT: 'did not answer',
  EDNS: 'could not be looked up (DNS)',
  ENOTFOUND: 'has no address (DNS)',
  EAI_AGAIN: 'could not be looked up (DNS)',
  EHOSTUNREACH: 'cannot be reached',
  ENETUNREACH: 'cannot be reached',
  CERT_HAS_EXPIRED: 'has a certificate that has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'has a certificate for another name',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'has a certificate that nobody vouches for (see "caFile")',
  SELF_SIGNED_CERT_IN_CHAIN: 'has a certificate that nobody we trust vouches for (see "caFile")',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'has a certificate that nobody we trust vouches for (see "caFile")',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'has a certificate that nobody we trust vouches for (see "caFile")',
};

/** The code of a failed connection; of several addresses that were tried, the first one's. */
export function connectionCode(error: unknown): string {
  const code = errorCode(error);
  if (code !== '' || !(error instanceof AggregateError)) return code;
  const errors: readonly unknown[] = error.errors;
  return errors.map(errorCode).find((each) => each !== '') ?? '';
}

/** What became of a connection, as it follows the name of the peer: the code, and never the error's own text, which may hold an address. */
export const codeWords = (code: string): string => WORDS[code] ?? (code === '' ? 'cannot be reached' : `cannot be reached (${code})`);

/** Text of others in an outcome: one line, clean, short. */
export const detailOf = (text: string): string => clipText(safeText(text.trim()), 300);

export const STOPPED: Outcome = { result: 'retry', detail: 'stopped before it was delivered' };

/** Node's own errors may quote what they were given; those of the language do not. */
function faultWords(error: unknown): string {
  const code = errorCode(error);
  if (code !== '') return code;
  return error instanceof TypeError || error instanceof RangeError ? error.message : 'an error of no name';
}

/**
 * A notifier that never rejects. `close` ends what is under way: both it and the caller's signal are in the one that `send` is given.
 */
export function notifierOf(send: (notification: Notification, signal: AbortSignal) => Promise<Outcome>, close: () => void = () => undefined): Notifier {
  const closing = new AbortController();
  return {
    async send(notification, signal) {
      try {
        const either = AbortSignal.any([signal, closing.signal]);
        return either.aborted ? STOPPED : await send(notification, either);
      } catch (error) {
        return { result: 'retry', detail: detailOf(`a fault of this program: ${faultWords(error)}`) };
      }
    },
    async close() {
      closing.abort();
      close();
    },
  };
}
