import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { errorMessage } from '../model/errors.ts';
import { safeText } from '../model/safe-text.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { type TokenCheck, tokenCheck } from '../model/listening/bearer-token.ts';
import { isLoopback } from '../model/listening/host-header.ts';
import { listenError, openError } from '../model/listening/listen-errors.ts';
import { acceptsGzip, MetricsPage } from './metrics-page.ts';
import { type Answer, pathOf, refusalOf, sendBody, sendLine } from './metrics-request.ts';
import { negotiateFormat } from './metrics-text.ts';
import type { ExportSelection } from './selection.ts';
import type { SelfMetric } from './self-metric.ts';

export interface MetricsServerOptions {
  /** Address or name to listen on (default 127.0.0.1). Other than of this machine alone, it takes a token. */
  readonly host?: string | undefined;
  /** 0: one that is free. */
  readonly port: number;
  /** Bearer token that /metrics asks for, at least 16 characters. */
  readonly token?: string | undefined;
  readonly selection?: ExportSelection | undefined;
  /** Figures of this program, read when the text of a snapshot is made. */
  readonly self?: (() => readonly SelfMetric[]) | undefined;
  /** A snapshot is told for so long (default 60 s): after that there is silence, not an old figure. */
  readonly freshMilliseconds?: number | undefined;
  /** A clock that is never set, in ms. */
  readonly clock?: (() => number) | undefined;
}

const LIMITS = { connections: 20, headerBytes: 8192, headers: 64 } as const;
/** In ms. `answer`: for the whole of it, however slowly it is taken. */
const PATIENCE = { headers: 5000, request: 10_000, idle: 15_000, keptAlive: 10_000, answer: 30_000, close: 1000 } as const;
const FRESH = 60_000;

/** Serves snapshots to Prometheus: GET and HEAD of /metrics and /healthz, and nothing else. */
export class MetricsServer {
  readonly #options: MetricsServerOptions;
  readonly #host: string;
  readonly #check: TokenCheck | undefined;
  readonly #server: Server;
  readonly #clock: () => number;
  #page: MetricsPage | undefined;
  #until = Number.NEGATIVE_INFINITY;
  #port = 0;
  #scrapes = 0;
  #refused = 0;

  private constructor(options: MetricsServerOptions) {
    this.#options = options;
    this.#host = options.host ?? '127.0.0.1';
    this.#check = options.token === undefined ? undefined : tokenCheck(options.token, '/metrics');
    this.#clock = options.clock ?? (() => performance.now());
    this.#server = createServer({
      maxHeaderSize: LIMITS.headerBytes, headersTimeout: PATIENCE.headers, requestTimeout: PATIENCE.request, keepAliveTimeout: PATIENCE.keptAlive, connectionsCheckingInterval: 1000,
    }, (request, response) => void this.#handle(request, response));
    this.#server.maxConnections = LIMITS.connections;
    this.#server.maxHeadersCount = LIMITS.headers;
    this.#server.timeout = PATIENCE.idle;
  }

  /** Rejects with a UserError of one line: a port in use, an address that others reach without a token, a token too short. */
  static async listen(options: MetricsServerOptions): Promise<MetricsServer> {
    const own = new MetricsServer(options);
    const [host, port] = [own.#host, options.port];
    if (own.#check === undefined && !isLoopback(host)) throw openError('others could read what runs on this machine', host, port);
    try {
      own.#server.listen({ host, port });
      await once(own.#server, 'listening');
    } catch (error) {
      throw listenError(error, host, port);
    }
    // Out of file descriptors, and such: the next one may be served.
    own.#server.on('error', () => undefined);
    const address = own.#server.address();
    if (address !== null && typeof address !== 'string') {
      own.#port = address.port;
      if (own.#check !== undefined || isLoopback(address.address)) return own;
    }
    // A name of this machine alone that /etc/hosts leads elsewhere.
    await own.close();
    throw openError('others could read what runs on this machine', host, port);
  }

  /** `http://127.0.0.1:9188` */
  get url(): string {
    return `http://${this.#host.includes(':') ? `[${this.#host}]` : this.#host}:${this.#port}`;
  }

  /** What is told from now on. Costs nothing till somebody asks. */
  update(snapshot: Snapshot): void {
    this.#page = this.#pageOf(snapshot);
    this.#until = this.#clock() + (this.#options.freshMilliseconds ?? FRESH);
  }

  /** Figures of this server, for `self`. */
  metrics(): SelfMetric[] {
    return [
      { name: 'pyprocwatch_scrapes_total', help: 'Answers of /metrics.', type: 'counter', value: this.#scrapes },
      { name: 'pyprocwatch_scrapes_refused_total', help: 'Requests that were refused: a wrong token, Host, path or method.', type: 'counter', value: this.#refused },
    ];
  }

  /** Answers what is under way, for at most a second. */
  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeIdleConnections();
    const timer = setTimeout(() => this.#server.closeAllConnections(), PATIENCE.close);
    await closed;
    clearTimeout(timer);
  }

  #pageOf(snapshot: Snapshot | undefined): MetricsPage {
    return new MetricsPage(snapshot, this.#options.selection ?? {}, this.#options.self);
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const timer = setTimeout(() => response.destroy(), PATIENCE.answer).unref();
    response.once('close', () => clearTimeout(timer)).on('error', () => undefined);
    try {
      const refused = refusalOf(request, this.#host, this.#check);
      if (refused !== undefined) this.#refused += 1;
      const line = refused ?? (pathOf(request) === '/healthz' ? this.#health() : undefined);
      if (line === undefined) await this.#tell(request, response);
      else sendLine(request, response, line);
    } catch (error) {
      if (response.headersSent) response.destroy();
      else sendLine(request, response, [500, `a fault of this program: ${safeText(errorMessage(error))}`]);
    }
  }

  #fresh(): MetricsPage | undefined {
    if (this.#clock() > this.#until) this.#page = undefined;
    return this.#page;
  }

  #health(): Answer {
    return this.#fresh() === undefined ? [503, 'there is no sample of late'] : [200, 'ok'];
  }

  async #tell(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#scrapes += 1;
    const { accept, 'accept-encoding': encoding } = request.headers;
    const page = this.#fresh() ?? this.#pageOf(undefined);
    const format = negotiateFormat(accept);
    const zipped = acceptsGzip(encoding?.toString());
    const body = zipped ? await page.zipped(format) : page.plain(format);
    sendBody(request, response, 200, body, { 'content-type': format.contentType, vary: 'accept, accept-encoding', ...(zipped ? { 'content-encoding': 'gzip' } : {}) });
  }
}
