import { request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { EXIT, UserError } from '../../model/errors.ts';
import { checkHost, guardedLookup, RefusedAddress } from './address-guard.ts';
import { concealer } from './conceal.ts';
import { codeWords, connectionCode, detailOf, isTlsCode, STOPPED } from './faults.ts';
import type { NotifierServices, Outcome } from './notifier.ts';
import { retryAfter } from './retry-after.ts';
import { trustedCertificates } from './trusted.ts';

/** More of an answer is not read. */
const MOST_BYTES = 64 * 1024;
const RETRY: ReadonlySet<number> = new Set([408, 425, 429]);
/** What is wrong with the message, not with the channel. */
const REFUSED: ReadonlySet<number> = new Set([400, 409, 413, 414, 422, 431]);

export interface Answer {
  readonly status: number;
  /** At most 64 KiB. */
  readonly text: string;
  /** Whether `text` is all that was answered. */
  readonly complete: boolean;
  readonly retryAfterMilliseconds: number | undefined;
}

/** What a channel makes of an answer by its own rules; undefined for HTTP's. */
export type Judge = (answer: Answer) => Outcome | undefined;

export interface PostSettings {
  /** Seconds that one attempt may take, from the first look-up to the last byte. */
  readonly timeout: number;
  readonly allowPrivate: boolean;
  readonly caFile?: string | undefined;
}

export interface Message {
  readonly body: string;
  /** Besides those of JSON. */
  readonly headers?: OutgoingHttpHeaders;
  readonly judge?: Judge;
}

async function textOf(response: IncomingMessage): Promise<{ text: string; complete: boolean }> {
  const chunks: Buffer[] = [];
  let length = 0;
  let complete = false;
  try {
    for await (const chunk of response) {
      const bytes = Buffer.from(chunk);
      chunks.push(bytes.subarray(0, MOST_BYTES - length));
      length += bytes.length;
      // Leaving the loop ends the connection.
      if (length > MOST_BYTES) break;
    }
    complete = length <= MOST_BYTES;
  } catch {
    // It broke off or took too long: what counts is the status, and what is there of the rest.
  }
  return { text: Buffer.concat(chunks).toString('utf8'), complete };
}

/**
 * Posts JSON to one address: no redirects, no private networks unless allowed, nothing of what is secret in what it says.
 * A connection each time: messages are few, and one that was kept may be dead.
 */
export class HttpPost {
  readonly #url: URL;
  readonly #settings: PostSettings;
  readonly #services: NotifierServices;
  readonly #certificates: string[] | undefined;
  readonly #conceal: (text: string) => string;

  /** `secrets`: texts that no outcome may hold. `url` is http or https. Throws a UserError for a secret that would be sent in the clear. */
  constructor(url: URL, settings: PostSettings, services: NotifierServices, secrets: readonly string[] = []) {
    if (url.protocol === 'http:' && secrets.length > 0 && !settings.allowPrivate) {
      throw new UserError('a secret would be sent in the clear', { where: url.hostname, mend: 'write https:// (or "allowPrivate: true", in a network of your own)', exitCode: EXIT.configuration });
    }
    this.#url = url;
    this.#settings = settings;
    this.#services = services;
    this.#certificates = trustedCertificates(settings.caFile);
    this.#conceal = concealer(secrets);
  }

  /** Tries once. Does not reject for anything that the network or the server does. */
  async post(message: Message, signal: AbortSignal): Promise<Outcome> {
    const deadline = AbortSignal.timeout(this.#settings.timeout * 1000);
    try {
      const answer = await this.#exchange(message, AbortSignal.any([signal, deadline]));
      return (answer.complete ? message.judge?.(answer) : undefined) ?? this.outcomeOf(answer, message.judge !== undefined);
    } catch (error) {
      if (signal.aborted) return STOPPED;
      if (deadline.aborted) return this.#retry(`did not answer within ${this.#settings.timeout} s`);
      return this.#ofConnection(error);
    }
  }

  /** `example.com answered 503: busy`, without anything secret. */
  words({ status, text }: Answer): string {
    const said = detailOf(this.#conceal(text));
    return `${this.#url.hostname} answered ${status}${said === '' ? '' : `: ${said}`}`;
  }

  /** What HTTP says of an answer. `needsText`: whether one that broke off tells nothing, even if it began well. */
  outcomeOf(answer: Answer, needsText = false): Outcome {
    const { status, complete, retryAfterMilliseconds } = answer;
    const detail = this.words(answer);
    if (status >= 200 && status < 300) return complete || !needsText ? { result: 'delivered', detail: `${this.#url.hostname} took it (${status})` } : { result: 'retry', detail: `${detail} (broke off)` };
    if (status >= 300 && status < 400) return { result: 'failed', reason: 'configuration', detail: `${this.#url.hostname} answered ${status}: redirects are not followed, write the address they lead to` };
    if (RETRY.has(status) || status >= 500) return { result: 'retry', detail, retryAfterMilliseconds };
    return { result: 'failed', reason: REFUSED.has(status) ? 'refused' : 'configuration', detail };
  }

  #retry(what: string): Outcome {
    return { result: 'retry', detail: `${this.#url.hostname} ${what}` };
  }

  #ofConnection(error: unknown): Outcome {
    if (error instanceof RefusedAddress) return { result: 'failed', reason: 'configuration', detail: `${this.#url.hostname} ${error.message}` };
    const code = connectionCode(error);
    const words = codeWords(code);
    return isTlsCode(code) ? { result: 'failed', reason: 'configuration', detail: `${this.#url.hostname} ${words}` } : this.#retry(words);
  }

  async #exchange({ body, headers }: Message, signal: AbortSignal): Promise<Answer> {
    const { allowPrivate } = this.#settings;
    checkHost(this.#url.hostname, allowPrivate);
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const send = this.#url.protocol === 'https:' ? httpsRequest : httpRequest;
      const request = send(this.#url, {
        method: 'POST',
        agent: false,
        lookup: guardedLookup(allowPrivate, this.#services.lookup),
        signal,
        ...(this.#certificates === undefined ? {} : { ca: this.#certificates }),
        headers: { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), 'user-agent': 'PyProcWatch' },
      });
      request.on('response', resolve).on('error', reject);
      // Node says no more than this of a server that wants to speak another protocol.
      request.on('close', () => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' })));
      request.end(body);
    });
    const { text, complete } = await textOf(response);
    return { status: response.statusCode ?? 0, text, complete, retryAfterMilliseconds: retryAfter(response.headers['retry-after'], this.#services.now()) };
  }
}
