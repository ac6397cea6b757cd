import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { CpuMeter, type MeteredRequest } from './cpu-meter.ts';
import { networkOf } from './network.ts';
import { defaultService, defaultSocket, type MiddlewareOptions } from './options.ts';
import { Pseudonym } from './pseudonym.ts';
import { Sender, type SenderCounts } from './sender.ts';
import type { RequestLine } from './wire.ts';

/** A request that is under way. `route` is asked at its end, when the framework knows it. */
interface UnderWay {
  readonly request: IncomingMessage;
  /** At the end. */
  readonly status: () => number;
  readonly route: () => string | undefined;
  /** Express changes it while it handles the request. */
  readonly url: string;
  readonly start: number;
  readonly written: number;
  readonly metered: Metered | undefined;
}

interface Metered {
  readonly request: MeteredRequest;
  readonly timer: NodeJS.Timeout;
}

const LONGEST = 256;
/** A metered request that lasts longer (a stream, a WebSocket) is metered no further, ms. */
const LONGEST_METERED = 30_000;
/** ms by which the clock may differ from the monotonic one before its place is taken anew. */
const DRIFT = 2;
/** nginx's status of a request whose client went away before it was answered. */
const CLIENT_GONE = 499;
const UPGRADED = 101;
const PRIVATE = /^(?:::ffff:)?(?:10\.|127\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)|^(?:::1$|f[cd][0-9a-f]{2}:|fe[89ab][0-9a-f]:)/i;
const TRACE_PARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}/;

const cut = (text: string): string => (text.length > LONGEST ? text.slice(0, LONGEST) : text);
const headerOf = (value: string | string[] | undefined): string => (typeof value === 'string' ? value : value?.[0] ?? '');

/** As it came, even where a router has cut its own part off. */
const urlOf = (request: IncomingMessage): string => ('originalUrl' in request && typeof request.originalUrl === 'string' ? request.originalUrl : request.url ?? '');

function attempt<Result>(work: () => Result | undefined, otherwise: Result): Result {
  try {
    return work() ?? otherwise;
  } catch {
    return otherwise;
  }
}

/** Reports the requests of this process to the monitor on this machine. Nothing in it throws into the application. */
export class RequestReporter {
  readonly #options: MiddlewareOptions;
  readonly #sample: number;
  readonly #meter = new CpuMeter();
  readonly #names = new Pseudonym();
  readonly #sender: Sender;
  #offset = performance.timeOrigin;

  constructor(options: MiddlewareOptions = {}) {
    this.#options = options;
    this.#sample = options.sample ?? 0.01;
    this.#sender = new Sender({ path: options.socket ?? defaultSocket(), service: options.service ?? defaultService(), instance: options.instance ?? '', rekey: (key) => this.#names.rekey(key) });
    this.#sender.ready();
  }

  get counts(): SenderCounts {
    return this.#sender.counts;
  }

  /** Whether a monitor listens. */
  get connected(): boolean {
    return this.#sender.connected;
  }

  /** Sends what waits and takes no more. */
  close(): void {
    this.#sender.close();
  }

  /** Call it where handling begins; the rest follows from the response. `route`: what the framework calls the endpoint, asked at the end. */
  observe(request: IncomingMessage, response: ServerResponse, route: () => string | undefined = () => undefined): void {
    try {
      // Nobody listens: nothing is measured either.
      if (!this.#sender.ready()) {
        this.#meter.leave();
        return;
      }
      const metered = this.#begin();
      const status = (): number => (response.writableFinished ? response.statusCode : CLIENT_GONE);
      const underWay: UnderWay = { request, status, route, url: urlOf(request), start: performance.now(), written: request.socket.bytesWritten, metered };
      response.once('close', () => this.#end(underWay));
    } catch {
      // The application's request goes on unseen.
    }
  }

  /** A connection that became a WebSocket, told of when it ends: `server.on('upgrade', (request, socket) => reporter.observeUpgrade(request, socket))`. */
  observeUpgrade(request: IncomingMessage, socket: Duplex, route: () => string | undefined = () => undefined): void {
    try {
      if (!this.#sender.ready()) return;
      const underWay: UnderWay = { request, status: () => UPGRADED, route, url: urlOf(request), start: performance.now(), written: request.socket.bytesWritten, metered: undefined };
      const { bytesRead } = request.socket;
      socket.once('close', () => this.#end(underWay, request.socket.bytesRead - bytesRead));
    } catch {
      // The connection goes on unseen.
    }
  }

  #begin(): Metered | undefined {
    if (this.#sample <= 0 || Math.random() >= this.#sample) {
      this.#meter.leave();
      return undefined;
    }
    const request = this.#meter.begin();
    return request === undefined ? undefined : { request, timer: setTimeout(() => this.#meter.end(request), LONGEST_METERED).unref() };
  }

  #end({ request, status, route, url, start, written, metered }: UnderWay, received?: number): void {
    try {
      const end = performance.now();
      const duration = end - start;
      clearTimeout(metered?.timer);
      const used = metered === undefined ? -1 : this.#meter.end(metered.request);
      const { method = '', headers, socket } = request;
      const path = url.split('?', 1)[0] ?? '';
      // One connection of HTTP/2 carries many answers at a time.
      const sent = request.httpVersionMajor > 1 ? -1 : Math.max(-1, socket.bytesWritten - written);
      const length = received ?? Number(headers['content-length'] ?? -1);
      const trace = TRACE_PARENT.exec(headerOf(headers['traceparent']));
      const { session, cohort } = this.#options;
      const line: RequestLine = [
        Math.round((start + this.#clock(end)) * 1000) / 1000, Math.round(duration * 1000) / 1000, method, cut(attempt(route, '')), cut(path), status(), sent, Number.isSafeInteger(length) ? length : -1,
        session === undefined ? '' : this.#names.of(attempt(() => session(request), '')), networkOf(this.#address(request)), cohort === undefined ? '' : cut(attempt(() => cohort(request), '')), trace?.[1] ?? '', trace?.[2] ?? '', duration < LONGEST_METERED ? used : -1,
      ];
      this.#sender.send(JSON.stringify(line));
    } catch {
      // It is not told of.
    }
  }

  /** What is added to the monotonic clock. Held till the clock was set: its own steps of 1 ms would blur what is finer. */
  #clock(now: number): number {
    const offset = Date.now() - now;
    if (offset - this.#offset > DRIFT || this.#offset - offset > DRIFT) this.#offset = offset;
    return this.#offset;
  }

  #address({ socket, headers }: IncomingMessage): string | undefined {
    const direct = socket.remoteAddress;
    const forwarded = headerOf(headers['x-forwarded-for']);
    const trusted = this.#options.trustProxy ?? (direct === undefined || PRIVATE.test(direct));
    return trusted && forwarded !== '' ? forwarded.split(',', 1)[0]?.trim() : direct;
  }
}
