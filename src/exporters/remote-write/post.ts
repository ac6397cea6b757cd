import { Agent as HttpAgent, type IncomingMessage, type OutgoingHttpHeaders, request as httpRequest, validateHeaderName, validateHeaderValue } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { errorCode, errorMessage, EXIT, UserError } from '../../model/errors.ts';
import { concealer } from '../../alerts/delivery/conceal.ts';
import { codeWords, connectionCode, detailOf } from '../../alerts/delivery/faults.ts';
import { retryAfter } from '../../alerts/delivery/retry-after.ts';
import type { PostRequest, WriteOutcome } from './outcome.ts';

/** How a receiver knows us. The functions give the secret each time it is needed, and may throw. */
export type Credentials =
  | { readonly type: 'basic'; readonly user: string; readonly password: () => string }
  | { readonly type: 'bearer'; readonly token: () => string };

export interface PostSettings {
  /** http or https, without a password in it. */
  readonly url: URL;
  readonly credentials?: Credentials | undefined;
  /** Besides those of the protocol, such as X-Scope-OrgID. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** PEM of all who may vouch for the receiver (default: whom the system trusts). */
  readonly certificates?: readonly string[] | undefined;
  /** One attempt, in seconds (default 30). */
  readonly timeoutSeconds?: number | undefined;
  /** Version of this program. */
  readonly version: string;
}

const TIMEOUT_SECONDS = 30;
/** More of an answer is not read. */
const MOST_ANSWER_BYTES = 16 << 10;
const OWN_HEADERS: ReadonlySet<string> = new Set(['host', 'connection', 'content-length', 'content-type', 'content-encoding', 'transfer-encoding', 'user-agent', 'authorization', 'x-prometheus-remote-write-version']);

function check({ url, headers = {} }: PostSettings): void {
  const refuse = (what: string, mend: string): UserError => new UserError(what, { where: url.hostname, mend, exitCode: EXIT.configuration });
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw refuse(`remote write goes over http or https, not ${url.protocol}`, 'write http:// or https://');
  if (url.username !== '' || url.password !== '') throw refuse('a password may not stand in the address', 'give user and password as settings of their own');
  for (const [name, value] of Object.entries(headers)) {
    if (OWN_HEADERS.has(name.toLowerCase())) throw refuse(`the header "${name}" is set by this program`, 'leave it out');
    try {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    } catch {
      throw refuse('a header has a name or a value that HTTP does not allow', 'correct the headers of remote write');
    }
  }
}

/** What HTTP says of a request, as remote write 1.0 has it: 5xx and 429 may work later, other 4xx never will. */
function outcomeOf({ statusCode: status = 0, headers }: IncomingMessage, words: string, now: number): WriteOutcome {
  if (status >= 200 && status < 300) return { result: 'sent' };
  // Not followed: the password would go elsewhere. Kept: it is often somebody's login page, or a mistake in the address.
  if (status >= 300 && status < 400) return { result: 'retry', detail: `${words} (redirects are not followed)` };
  if (status === 429 || status >= 500) return { result: 'retry', detail: words, retryAfterMilliseconds: retryAfter(headers['retry-after'], now) };
  return { result: 'refused', detail: words, status };
}

async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of response) {
      const bytes = Buffer.from(chunk);
      chunks.push(bytes);
      length += bytes.length;
      // Leaving the loop ends the connection.
      if (length > MOST_ANSWER_BYTES) break;
    }
  } catch {
    // What counts is the status.
  }
  return Buffer.concat(chunks).toString('utf8', 0, MOST_ANSWER_BYTES);
}

/** A receiver of remote write. */
export interface Receiver {
  readonly post: PostRequest;
  /** Lets go of the connection that was kept. */
  readonly close: () => void;
}

/** Throws a UserError (exit code 78) for settings that cannot be. */
export function receiverOf(settings: PostSettings, now: () => number = Date.now): Receiver {
  check(settings);
  const { url, credentials, certificates, timeoutSeconds = TIMEOUT_SECONDS } = settings;
  const isTls = url.protocol === 'https:';
  const agent = isTls ? new HttpsAgent({ keepAlive: true, maxSockets: 1, ...(certificates === undefined ? {} : { ca: [...certificates] }) }) : new HttpAgent({ keepAlive: true, maxSockets: 1 });

  const exchange = (body: Uint8Array, headers: OutgoingHttpHeaders, signal: AbortSignal, again = true): Promise<IncomingMessage> => new Promise((resolve, reject) => {
    const request = (isTls ? httpsRequest : httpRequest)(url, { method: 'POST', agent, signal, headers });
    request.on('response', resolve).on('error', (error) => {
      // The other side had closed the connection that was kept: that is no fault.
      if (again && request.reusedSocket && errorCode(error) === 'ECONNRESET' && !signal.aborted) resolve(exchange(body, headers, signal, false));
      else reject(error);
    });
    request.end(body);
  });

  const post = async (body: Uint8Array, signal: AbortSignal): Promise<WriteOutcome> => {
    const deadline = AbortSignal.timeout(timeoutSeconds * 1000);
    let conceal = (text: string): string => text;
    try {
      const secret = secretOf(credentials);
      conceal = concealer(credentials?.type === 'basic' ? [secret, `${credentials.user}:${secret}`] : [secret]);
      const headers = headersOf(settings, body.length, secret);
      const response = await exchange(body, headers, AbortSignal.any([signal, deadline]));
      const said = detailOf(conceal(await textOf(response)));
      return outcomeOf(response, `${url.host} answered ${response.statusCode ?? 0}${said === '' ? '' : `: ${said}`}`, now());
    } catch (error) {
      if (deadline.aborted) return { result: 'retry', detail: `${url.host} did not answer within ${timeoutSeconds} s` };
      return { result: 'retry', detail: conceal(error instanceof UserError ? error.line : faultOf(error, url)) };
    }
  };
  return { post, close: () => agent.destroy() };
}

function faultOf(error: unknown, { host }: URL): string {
  const code = connectionCode(error);
  // No code: no fault of the network, but of the secret or of ours.
  return code === '' ? detailOf(`${host}: ${errorMessage(error)}`) : `${host} ${codeWords(code)}`;
}

const secretOf = (credentials: Credentials | undefined): string => (credentials === undefined ? '' : credentials.type === 'basic' ? credentials.password() : credentials.token());

function headersOf({ credentials, headers, version }: PostSettings, bytes: number, secret: string): OutgoingHttpHeaders {
  const authorization = credentials === undefined ? {} : { authorization: credentials.type === 'basic' ? `Basic ${Buffer.from(`${credentials.user}:${secret}`).toString('base64')}` : `Bearer ${secret}` };
  return {
    ...headers, ...authorization,
    'content-type': 'application/x-protobuf', 'content-encoding': 'snappy', 'content-length': bytes,
    'x-prometheus-remote-write-version': '0.1.0', 'user-agent': `PyProcWatch/${version}`,
  };
}
