import { AsyncResource } from 'node:async_hooks';
import { createConnection, type Socket } from 'node:net';
import { hostname } from 'node:os';
import { type Hello, WIRE_VERSION } from './wire.ts';

export interface SenderOptions {
  /** Of the monitor's socket. */
  readonly path: string;
  readonly service: string;
  readonly instance: string;
  /** Called with each key that the monitor sends; whether it is one. */
  readonly rekey: (key: string) => boolean;
}

/** Lines are sent together so often, ms: what is seen is at most that much older. */
const EACH = 250;
/** Bytes that wait to be sent, here and in the socket; beyond it lines are dropped. */
const MOST_WAITING = 512 * 1024;
/** ms between attempts to connect: the first, and the longest. */
const RETRY = { first: 1000, longest: 30_000 } as const;
const LONGEST_ANSWER = 4096;

/** What came of the lines that were given. */
export interface SenderCounts {
  readonly sent: number;
  readonly dropped: number;
}

/**
 * Sends lines to the monitor on this machine, if one listens; drops them if none does. It never throws, never waits, never holds
 * more than a megabyte, and keeps no process alive.
 */
export class Sender {
  readonly #options: SenderOptions;
  /** Where its callbacks belong: else they would keep the context of whichever request came when it connected. */
  readonly #own = new AsyncResource('pyprocwatch');
  #socket: Socket | undefined;
  #connected = false;
  #waiting = '';
  #lines = 0;
  #timer: NodeJS.Timeout | undefined;
  #retryAt = 0;
  #pause: number = RETRY.first;
  #closed = false;
  #sent = 0;
  #dropped = 0;

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  get connected(): boolean {
    return this.#connected;
  }

  get counts(): SenderCounts {
    return { sent: this.#sent, dropped: this.#dropped };
  }

  /** One line, without its end. */
  send(line: string): void {
    if (!this.#ready() || this.#waiting.length + (this.#socket?.writableLength ?? 0) > MOST_WAITING) {
      this.#dropped += 1;
      return;
    }
    this.#waiting += `${line}\n`;
    this.#lines += 1;
    if (this.#waiting.length > MOST_WAITING / 8) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), EACH).unref();
  }

  /** Whether somebody listens; looks for who does if it is time. */
  ready(): boolean {
    return this.#ready();
  }

  close(): void {
    this.#closed = true;
    this.#flush();
    this.#socket?.end();
  }

  #ready(): boolean {
    if (!this.#connected && !this.#closed && this.#socket === undefined && performance.now() >= this.#retryAt) this.#own.runInAsyncScope(() => this.#connect());
    return this.#connected;
  }

  #connect(): void {
    let answer = '';
    try {
      const socket = createConnection({ path: this.#options.path });
      this.#socket = socket;
      socket.unref();
      socket.setEncoding('utf8');
      socket.on('connect', () => {
        const { service, instance } = this.#options;
        const hello: Hello = { v: WIRE_VERSION, pid: process.pid, service, instance, host: hostname() };
        socket.write(`${JSON.stringify(hello)}\n`);
      });
      socket.on('data', (text: string) => {
        answer = (answer + text).slice(-LONGEST_ANSWER);
        const lines = answer.split('\n');
        answer = lines.pop() ?? '';
        for (const line of lines) this.#answered(line);
      });
      socket.on('error', () => undefined);
      socket.on('close', () => this.#lost());
    } catch {
      this.#lost();
    }
  }

  #answered(line: string): void {
    try {
      const told: unknown = JSON.parse(line);
      if (typeof told === 'object' && told !== null && 'key' in told && typeof told.key === 'string' && this.#options.rekey(told.key)) {
        // Now it is known to be a monitor, and sessions have names.
        this.#connected = true;
        this.#pause = RETRY.first;
      }
    } catch {
      // No word of the monitor's.
    }
  }

  #lost(): void {
    this.#socket = undefined;
    this.#connected = false;
    this.#dropped += this.#lines;
    this.#waiting = '';
    this.#lines = 0;
    this.#retryAt = performance.now() + this.#pause;
    this.#pause = Math.min(this.#pause * 2, RETRY.longest);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#lines === 0 || this.#socket === undefined) return;
    try {
      this.#socket.write(this.#waiting);
      this.#sent += this.#lines;
    } catch {
      this.#dropped += this.#lines;
    }
    this.#waiting = '';
    this.#lines = 0;
  }
}
