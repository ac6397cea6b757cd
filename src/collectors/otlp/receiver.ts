import type { IncomingMessage, ServerResponse } from 'node:http';
import { errorMessage } from '../../model/errors.ts';
import { isExpectedHost } from '../../model/listening/host-header.ts';
import { HttpListener, type ListenOptions, type ListenTerms } from '../../model/listening/http-listener.ts';
import { safeText } from '../../model/safe-text.ts';
import type { RequestSpan } from '../../analysis/traces/request-span.ts';
import { CONTENT_TYPES, failureBody, type OtlpEncoding, successBody } from './answers.ts';
import { decodeJson, OtlpJsonError } from './decode-json.ts';
import { decodeProtobuf } from './decode-protobuf.ts';
import type { DecodedSpans } from './decoded.ts';
import { ProtobufError } from './protobuf-reader.ts';
import { BodyReader, RequestFailure } from './request-body.ts';
import type { Identities } from '../identity/identities.ts';
import { SpanMaker } from './span-draft.ts';

/** OTLP's own port is 4318. */
export interface OtlpReceiverOptions extends ListenOptions {
  readonly identities?: Identities | undefined;
  /** Takes what came; false if there is no room now: the sender is told to try again. Must not keep the list. */
  readonly take: (spans: readonly RequestSpan[]) => boolean;
}

/** What came since the start. */
export interface OtlpCounts {
  readonly requests: number;
  readonly refused: number;
  readonly spans: number;
  readonly ignored: number;
  readonly rejected: number;
}

const PATH = '/v1/traces';
const TERMS: ListenTerms = { tokenOf: 'the OpenTelemetry receiver', danger: 'others could send traces here', connections: 64, patience: { headers: 5000, request: 20_000, idle: 30_000, keptAlive: 60_000 } };
const BODIES = { sentBytes: 4 * 1024 * 1024, bytes: 8 * 1024 * 1024, together: 24 * 1024 * 1024 } as const;
const RETRY_SECONDS = 5;

/** OTLP/HTTP (OTLP specification 1.x) for traces: POST /v1/traces in protobuf or JSON, plain or gzip. */
export class OtlpReceiver {
  readonly #options: OtlpReceiverOptions;
  readonly #listener: HttpListener;
  readonly #bodies = new BodyReader(BODIES);
  readonly #maker: SpanMaker;
  readonly #counts = { requests: 0, refused: 0, spans: 0, ignored: 0, rejected: 0 };

  private constructor(options: OtlpReceiverOptions) {
    this.#options = options;
    this.#listener = new HttpListener(options, TERMS, (request, response) => void this.#handle(request, response));
    this.#maker = new SpanMaker(options.identities ?? {});
  }

  /** Rejects with a UserError of one line: a port in use, an address that others reach without a token, a token too short. */
  static async listen(options: OtlpReceiverOptions): Promise<OtlpReceiver> {
    const own = new OtlpReceiver(options);
    await own.#listener.open();
    return own;
  }

  /** What OTEL_EXPORTER_OTLP_ENDPOINT is set to: `http://127.0.0.1:4318`. */
  get url(): string {
    return this.#listener.url;
  }

  get counts(): OtlpCounts {
    return { ...this.#counts };
  }

  /** Answers what is under way, for at most a second. */
  close(): Promise<void> {
    return this.#listener.close();
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => undefined);
    const encoding = encodingOf(request);
    this.#counts.requests += 1;
    try {
      this.#admit(request);
      if (encoding === undefined) throw new RequestFailure(415, 'Content-Type is application/x-protobuf or application/json');
      const body = await this.#bodies.read(request, (bytes) => this.#accept(bytes, encoding));
      send(response, 200, encoding, body);
    } catch (error) {
      this.#refuse(request, response, encoding ?? 'json', error);
    }
  }

  #admit(request: IncomingMessage): void {
    const { headers, method, url = '' } = request;
    const { host, check } = this.#listener;
    const known = check?.(headers.authorization) ?? false;
    if (!known && !isExpectedHost(headers.host, host)) throw new RequestFailure(403, 'send to the address of this machine, or give the token');
    if (url.split('?', 1)[0] !== PATH) throw new RequestFailure(404, `there is ${PATH}: metrics and logs are not taken`);
    if (method !== 'POST') throw new RequestFailure(405, 'traces are sent by POST');
    if (check !== undefined && !known) throw new RequestFailure(401, 'this takes a bearer token');
  }

  #accept(bytes: Buffer, encoding: OtlpEncoding): Buffer {
    let found: DecodedSpans;
    try {
      found = encoding === 'json' ? decodeJson(bytes, this.#maker) : decodeProtobuf(bytes, this.#maker);
    } catch (error) {
      if (error instanceof ProtobufError || error instanceof OtlpJsonError) throw new RequestFailure(400, error.message);
      throw error;
    }
    if (found.spans.length > 0 && !this.#options.take(found.spans)) throw new RequestFailure(429, 'there is no room for more spans at present', RETRY_SECONDS);
    this.#counts.spans += found.spans.length;
    this.#counts.ignored += found.ignored;
    this.#counts.rejected += found.rejected;
    return successBody(encoding, found.rejected, 'spans without ids or times, or too many in one request');
  }

  #refuse(request: IncomingMessage, response: ServerResponse, encoding: OtlpEncoding, error: unknown): void {
    this.#counts.refused += 1;
    if (response.headersSent || response.destroyed) {
      response.destroy();
      return;
    }
    const failure = error instanceof RequestFailure ? error : new RequestFailure(500, `a fault of this program: ${safeText(errorMessage(error))}`);
    const { status, retryAfter } = failure;
    send(response, status, encoding, failureBody(encoding, status, failure.message), {
      ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }), ...(status === 405 ? { allow: 'POST' } : {}), ...(status === 401 ? { 'www-authenticate': 'Bearer realm="pyprocwatch"' } : {}),
      // What was not read of the body is not read any more.
      ...(request.complete ? {} : { connection: 'close' }),
    });
  }
}

/** By its Content-Type; parameters (`; charset=utf-8`) do not matter. */
function encodingOf(request: IncomingMessage): OtlpEncoding | undefined {
  const type = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (type === CONTENT_TYPES.protobuf || type === 'application/protobuf') return 'protobuf';
  return type === CONTENT_TYPES.json ? 'json' : undefined;
}

function send(response: ServerResponse, status: number, encoding: OtlpEncoding, body: Buffer, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, { 'content-type': CONTENT_TYPES[encoding], 'content-length': body.length, 'x-content-type-options': 'nosniff', ...headers });
  response.end(body);
}
