import type { IncomingMessage, ServerResponse } from 'node:http';
import { errorMessage } from '../model/errors.ts';
import { safeText } from '../model/safe-text.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { HttpListener, type ListenOptions, type ListenTerms } from '../model/listening/http-listener.ts';
import { acceptsGzip, MetricsPage } from './metrics-page.ts';
import { type Answer, pathOf, refusalOf, sendBody, sendLine } from './metrics-request.ts';
import { negotiateFormat } from './metrics-text.ts';
import type { ExportSelection } from './selection.ts';
import type { SelfMetric } from './self-metric.ts';

/** The token is what /metrics asks for. */
export interface MetricsServerOptions extends ListenOptions {
  readonly selection?: ExportSelection | undefined;
  /** Figures of this program, read when the text of a snapshot is made. */
  readonly self?: (() => readonly SelfMetric[]) | undefined;
  /** A snapshot is told for so long (default 60 s): after that there is silence, not an old figure. */
  readonly freshMilliseconds?: number | undefined;
  /** A clock that is never set, in ms. */
  readonly clock?: (() => number) | undefined;
}

const TERMS: ListenTerms = { tokenOf: '/metrics', danger: 'others could read what runs on this machine', connections: 20, patience: { headers: 5000, request: 10_000, idle: 15_000, keptAlive: 10_000 } };
/** In ms, for the whole of an answer, however slowly it is taken. */
const ANSWER = 30_000;
const FRESH = 60_000;

/** Serves snapshots to Prometheus: GET and HEAD of /metrics and /healthz, and nothing else. */
export class MetricsServer {
  readonly #options: MetricsServerOptions;
  readonly #listener: HttpListener;
  readonly #clock: () => number;
  #page: MetricsPage | undefined;
  #until = Number.NEGATIVE_INFINITY;
  #scrapes = 0;
  #refused = 0;

  private constructor(options: MetricsServerOptions) {
    this.#options = options;
    this.#listener = new HttpListener(options, TERMS, (request, response) => void this.#handle(request, response));
    this.#clock = options.clock ?? (() => performance.now());
  }

  /** Rejects with a UserError of one line: a port in use, an address that others reach without a token, a token too short. */
  static async listen(options: MetricsServerOptions): Promise<MetricsServer> {
    const own = new MetricsServer(options);
    await own.#listener.open();
    return own;
  }

  /** `http://127.0.0.1:9188` */
  get url(): string {
    return this.#listener.url;
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
  close(): Promise<void> {
    return this.#listener.close();
  }

  #pageOf(snapshot: Snapshot | undefined): MetricsPage {
    return new MetricsPage(snapshot, this.#options.selection ?? {}, this.#options.self);
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const timer = setTimeout(() => response.destroy(), ANSWER).unref();
    response.once('close', () => clearTimeout(timer)).on('error', () => undefined);
    try {
      const refused = refusalOf(request, this.#listener);
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
