import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import type { RequestSpan, SpanResource } from '../../analysis/traces/request-span.ts';
import type { KeyLine } from '../../middleware/wire.ts';
import type { Identities } from '../identity/identities.ts';
import { LineSplitter } from './line-splitter.ts';
import { parseHello, parseRequestLine } from './request-line.ts';

export interface RequestIntakeOptions {
  readonly identities?: Identities | undefined;
  /** Takes what came; false if there is no room now: then it is dropped and counted. Must not keep the list. */
  readonly take: (spans: readonly RequestSpan[]) => boolean;
  /** After that applications get a new key for sessions. Default a day. */
  readonly rotateMilliseconds?: number | undefined;
  /** A clock that is never set, in ms. */
  readonly clock?: (() => number) | undefined;
}

/** What came since the start. `bad` lines were none, or too long. */
export interface IntakeCounts {
  readonly connections: number;
  readonly requests: number;
  readonly bad: number;
  readonly dropped: number;
}

const MOST_CONNECTIONS = 256;
const DAY = 86_400_000;

/**
 * The monitor's end of our middleware. Give it the connections of a socket that only this user can open (`requests.sock` in the state
 * folder, 0600): who connects is believed to be the process that it says.
 */
export class RequestIntake {
  readonly #options: RequestIntakeOptions;
  readonly #clock: () => number;
  readonly #open = new Set<Socket>();
  readonly #counts = { requests: 0, bad: 0, dropped: 0 };
  #key = randomBytes(32).toString('hex');
  #until: number;

  constructor(options: RequestIntakeOptions) {
    this.#options = options;
    this.#clock = options.clock ?? (() => performance.now());
    this.#until = this.#clock() + this.#rotation;
  }

  get #rotation(): number {
    return this.#options.rotateMilliseconds ?? DAY;
  }

  get counts(): IntakeCounts {
    return { connections: this.#open.size, ...this.#counts };
  }

  /** One more application. Beyond the bound it is turned away. */
  accept(socket: Socket): void {
    socket.on('error', () => undefined);
    if (this.#open.size >= MOST_CONNECTIONS) {
      socket.destroy();
      return;
    }
    this.#open.add(socket);
    socket.on('close', () => this.#open.delete(socket));
    let resource: SpanResource | undefined;
    let spans: RequestSpan[] = [];
    const lines = new LineSplitter((line) => {
      if (resource === undefined) {
        resource = parseHello(line);
        if (resource === undefined) this.#turnAway(socket);
        return;
      }
      const span = parseRequestLine(line, resource, this.#options.identities ?? {});
      if (span === undefined) this.#counts.bad += 1;
      else spans.push(span);
    }, () => {
      this.#counts.bad += 1;
    });
    socket.on('data', (chunk: Buffer) => {
      if (socket.destroyed) return;
      lines.push(chunk);
      if (spans.length === 0) return;
      this.#give(spans);
      spans = [];
      this.#rotate();
    });
    this.#rotate();
    this.#tellKey(socket);
  }

  /** Ends all connections; applications look for a monitor again by themselves. */
  close(): void {
    for (const socket of this.#open) socket.destroy();
  }

  #turnAway(socket: Socket): void {
    this.#counts.bad += 1;
    socket.destroy();
  }

  #give(spans: readonly RequestSpan[]): void {
    if (this.#options.take(spans)) this.#counts.requests += spans.length;
    else this.#counts.dropped += spans.length;
  }

  #tellKey(socket: Socket): void {
    const line: KeyLine = { key: this.#key };
    socket.write(`${JSON.stringify(line)}\n`);
  }

  #rotate(): void {
    if (this.#clock() < this.#until) return;
    this.#key = randomBytes(32).toString('hex');
    this.#until = this.#clock() + this.#rotation;
    for (const socket of this.#open) this.#tellKey(socket);
  }
}
