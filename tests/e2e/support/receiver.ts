import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { untilTrue } from './wait.ts';

/** An alert as a webhook has it. */
export interface SentAlert {
  readonly fingerprint: string;
  readonly status: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string | null;
  readonly value: number;
  readonly valueWords: string;
  readonly expression: string;
}

/** What a webhook is sent. */
export interface Payload {
  readonly type: string;
  readonly timestamp: string;
  readonly data: {
    readonly id: string; readonly groupKey: string; readonly status: string; readonly severity: string; readonly title: string; readonly host: string; readonly repeated: boolean; readonly test: boolean;
    readonly groupLabels: Readonly<Record<string, string>>; readonly alerts: readonly SentAlert[]; readonly more: number;
  };
}

export interface Received {
  /** Ms since the epoch. */
  readonly at: number;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A status to answer with, or nothing at all for as long as the receiver lives. */
type Answer = number | 'hang';

/** Takes what is posted and asked for, and answers as the test wants it. */
export class Receiver implements AsyncDisposable {
  readonly all: Received[] = [];
  answer: (request: Received) => Answer = () => 200;
  readonly #server: Server;
  readonly #waiting: (() => void)[] = [];

  private constructor(server: Server) {
    this.#server = server;
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', () => undefined).on('end', () => {
        const received: Received = { at: Date.now(), path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString('utf8') };
        this.all.push(received);
        const answer = this.answer(received);
        if (answer !== 'hang') response.writeHead(answer).end('ok');
        for (const go of this.#waiting.splice(0)) go();
      });
    });
  }

  static async listen(): Promise<Receiver> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Receiver(server);
  }

  get origin(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('it does not listen');
    return `http://127.0.0.1:${address.port}`;
  }

  /** A channel that leads here. */
  channel(path = '/hook', more: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
    return { type: 'webhook', url: `${this.origin}${path}`, allowPrivate: true, ...more };
  }

  at(path: string): Received[] {
    return this.all.filter((request) => request.path === path);
  }

  /** Messages that came, tests left out. */
  messages(path = '/hook'): (Payload & { readonly id: string; readonly at: number })[] {
    return this.at(path).map(({ body, headers, at }) => {
      const payload: Payload = JSON.parse(body);
      return { ...payload, id: String(headers['webhook-id']), at };
    });
  }

  /** Waits until so many requests came there. */
  async got(count: number, path = '/hook', patience?: number): Promise<void> {
    await untilTrue(() => this.at(path).length >= count, () => `${count} requests were to come to ${path}, there are ${this.at(path).length}: ${JSON.stringify(this.all, undefined, 1)}`, patience);
  }

  /** Waits for the next request, whatever is answered. */
  next(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }
}
