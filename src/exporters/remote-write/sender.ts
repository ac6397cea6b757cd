import { setTimeout as delay } from 'node:timers/promises';
import type { Drops } from './drops.ts';
import type { PostRequest, WriteOutcome } from './outcome.ts';
import type { Queued, RequestQueue } from './queue.ts';
import { within } from './within.ts';

export interface SenderClock {
  /** Ms since the epoch. */
  readonly now: () => number;
  /** Resolves after so many ms, or when the signal is aborted. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** From 0 to 1. */
  readonly random: () => number;
}

export const SYSTEM_CLOCK: SenderClock = {
  now: () => Date.now(),
  sleep: (milliseconds, signal) => delay(milliseconds, undefined, { signal, ref: false }).catch(() => undefined),
  random: Math.random,
};

const SHORTEST_WAIT = 1000;
const LONGEST_WAIT = 5 * 60_000;
/** What passes by itself within some seconds is nobody's trouble. */
const TELL_AT = 2;

/** How long to wait before the next attempt, in ms: doubles from 1 s to 5 min, up to half more or less; no less than the receiver asked for. */
export function waitBefore(attempt: number, random: number, retryAfterMilliseconds = 0): number {
  const backoff = Math.min(LONGEST_WAIT, SHORTEST_WAIT * 2 ** Math.min(attempt, 20)) * (0.5 + random);
  return Math.max(retryAfterMilliseconds, Math.min(LONGEST_WAIT, Math.max(SHORTEST_WAIT, backoff)));
}

/** Sends what is in the queue, one after the other, in order. */
export class Sender {
  readonly #queue: RequestQueue;
  readonly #post: PostRequest;
  readonly #drops: Drops;
  readonly #tell: (line: string) => void;
  readonly #clock: SenderClock;
  readonly #closing = new AbortController();
  #wake: () => void = () => undefined;
  #woken = false;
  #running: Promise<void> | undefined;
  #attempts = 0;
  #failedSince = Number.NaN;
  /** Since when it is away, once that was told. */
  #awaySince = Number.NaN;
  #resting: () => void = () => undefined;
  #draining = false;
  #sent = { requests: 0, samples: 0, bytes: 0 };
  #lastError: string | undefined;

  constructor(queue: RequestQueue, post: PostRequest, drops: Drops, tell: (line: string) => void, clock: SenderClock = SYSTEM_CLOCK) {
    this.#queue = queue;
    this.#post = post;
    this.#drops = drops;
    this.#tell = tell;
    this.#clock = clock;
  }

  get sent(): { readonly requests: number; readonly samples: number; readonly bytes: number } {
    return this.#sent;
  }

  /** Of the latest attempt that failed; undefined once one succeeds. */
  get lastError(): string | undefined {
    return this.#lastError;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** There is something to send. */
  wake(): void {
    this.#woken = true;
    this.#wake();
  }

  /** Goes on while it succeeds, for at most `graceMilliseconds`; then ends what is under way. What was not sent stays in the queue. */
  async close(graceMilliseconds: number): Promise<void> {
    this.#draining = true;
    const rests = new Promise<void>((resolve) => {
      this.#resting = resolve;
    });
    this.wake();
    if (this.#running !== undefined && this.#attempts === 0 && !this.#closing.signal.aborted) await within(rests, graceMilliseconds);
    this.#closing.abort();
    this.wake();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      this.#woken = false;
      const queued = await this.#queue.first().catch(() => undefined);
      if (queued === undefined) await this.#rest();
      else if (!signal.aborted) await this.#attempt(queued, signal);
    }
  }

  async #rest(): Promise<void> {
    if (this.#draining) this.#resting();
    if (this.#woken || this.#closing.signal.aborted) return;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
  }

  async #attempt(queued: Queued, signal: AbortSignal): Promise<void> {
    const { request } = queued;
    const outcome = await this.#post(request.body, signal);
    if (outcome.result === 'retry') {
      // Ended by us: that tells nothing of the receiver.
      if (!signal.aborted) await this.#backOff(outcome, signal);
      return;
    }
    this.#back();
    if (outcome.result === 'sent') {
      this.#sent = { requests: this.#sent.requests + 1, samples: this.#sent.samples + request.samples, bytes: this.#sent.bytes + request.body.length };
      this.#lastError = undefined;
    } else {
      this.#lastError = outcome.detail;
      this.#drops.add('refused', { requests: 1, samples: request.samples }, outcome.detail, String(outcome.status));
    }
    await this.#queue.done(queued);
  }

  async #backOff({ detail, retryAfterMilliseconds }: Extract<WriteOutcome, { result: 'retry' }>, signal: AbortSignal): Promise<void> {
    this.#lastError = detail;
    if (this.#attempts === 0) this.#failedSince = this.#clock.now();
    if (this.#attempts === TELL_AT) {
      this.#awaySince = this.#failedSince;
      this.#tell(`${detail}; what is to be sent is kept till it goes`);
    }
    const wait = waitBefore(this.#attempts, this.#clock.random(), retryAfterMilliseconds);
    this.#attempts += 1;
    this.#resting();
    await this.#clock.sleep(wait, signal);
  }

  /** The receiver answers. */
  #back(): void {
    this.#attempts = 0;
    if (Number.isNaN(this.#awaySince)) return;
    const seconds = Math.max(0, Math.round((this.#clock.now() - this.#awaySince) / 1000));
    this.#awaySince = Number.NaN;
    this.#tell(`it is answered again, after ${seconds} s; ${this.#queue.waiting.requests} requests wait`);
  }
}
