import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type TokenCheck, tokenCheck } from './bearer-token.ts';
import { isLoopback } from './host-header.ts';
import { listenError, openError } from './listen-errors.ts';

/** Where a server of ours listens, by its settings. */
export interface ListenOptions {
  /** Address or name to listen on (default 127.0.0.1). Other than of this machine alone, it takes a token. */
  readonly host?: string | undefined;
  /** 0: one that is free. */
  readonly port: number;
  /** Bearer token, at least 16 characters. */
  readonly token?: string | undefined;
}

/** What a server bears, and its words. */
export interface ListenTerms {
  /** What the token is of, such as `/metrics`. */
  readonly tokenOf: string;
  /** What others could do where there is no token, such as "others could read what runs on this machine". */
  readonly danger: string;
  /** Connections at one time; those beyond are closed. */
  readonly connections: number;
  /** In ms: for the headers of a request, for all of it, for a connection on which nothing moves, and for one that is kept for the next request. */
  readonly patience: { readonly headers: number; readonly request: number; readonly idle: number; readonly keptAlive: number };
}

const LIMITS = { headerBytes: 8192, headers: 64 } as const;
/** In ms. */
const CLOSE = 1000;
const CHECKED_EACH = 1000;

/** Listens for HTTP, on this machine alone or with a token; whoever asks has bounds of size, number and time. Who is answered is the handler's to say, by `host` and `check`. */
export class HttpListener {
  /** Where it was told to listen. */
  readonly host: string;
  /** Undefined where there is no token. */
  readonly check: TokenCheck | undefined;
  readonly #terms: ListenTerms;
  readonly #server: Server;
  #port: number;

  /** Throws a UserError for a token that is none; listens after `open`. */
  constructor({ host = '127.0.0.1', port, token }: ListenOptions, terms: ListenTerms, handler: RequestListener) {
    this.host = host;
    this.#port = port;
    this.#terms = terms;
    this.check = token === undefined ? undefined : tokenCheck(token, terms.tokenOf);
    const { patience } = terms;
    this.#server = createServer({
      maxHeaderSize: LIMITS.headerBytes, headersTimeout: patience.headers, requestTimeout: patience.request, keepAliveTimeout: patience.keptAlive, connectionsCheckingInterval: CHECKED_EACH,
    }, handler);
    this.#server.maxConnections = terms.connections;
    this.#server.maxHeadersCount = LIMITS.headers;
    this.#server.timeout = patience.idle;
  }

  /** Rejects with a UserError of one line: a port in use, an address that others reach without a token. */
  async open(): Promise<void> {
    const [host, port] = [this.host, this.#port];
    const open = openError(this.#terms.danger, host, port);
    if (this.check === undefined && !isLoopback(host)) throw open;
    try {
      this.#server.listen({ host, port });
      await once(this.#server, 'listening');
    } catch (error) {
      throw listenError(error, host, port);
    }
    // Out of file descriptors, and such: the next one may be served.
    this.#server.on('error', () => undefined);
    const address = this.#server.address();
    if (address !== null && typeof address !== 'string') {
      this.#port = address.port;
      if (this.check !== undefined || isLoopback(address.address)) return;
    }
    // A name of this machine alone that /etc/hosts leads elsewhere.
    await this.close();
    throw open;
  }

  /** `http://127.0.0.1:9188` */
  get url(): string {
    return `http://${this.host.includes(':') ? `[${this.host}]` : this.host}:${this.#port}`;
  }

  /** Answers what is under way, for at most a second. */
  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeIdleConnections();
    const timer = setTimeout(() => this.#server.closeAllConnections(), CLOSE);
    await closed;
    clearTimeout(timer);
  }
}
