import { LONGEST_WAIT_MILLISECONDS } from './backoff.ts';
import { Breaker } from './breaker.ts';
import type { Outcome } from './notifier.ts';

/** `paused`: the receiver wants to be left alone for a while. `open`: it failed too often. `broken`: its configuration is at fault. */
export type HealthState = 'ok' | 'paused' | 'open' | 'broken';

export interface Health {
  readonly state: HealthState;
  /** Why, for people; '' when all is well. */
  readonly reason: string;
  /** Ms until it is tried again; 0 when it may be at once. */
  readonly waitMilliseconds: number;
  /** Attempts that failed since one worked. */
  readonly failures: number;
}

const BROKEN_MILLISECONDS = 15 * 60_000;

/** Whether a channel may be used, by what came of its attempts. Times are ms of a clock that is never set. */
export class ChannelHealth {
  readonly #breaker: Breaker;
  #reason = '';
  #broken = false;
  #brokenUntil = Number.NEGATIVE_INFINITY;
  #pausedUntil = Number.NEGATIVE_INFINITY;

  constructor(random: () => number) {
    this.#breaker = new Breaker(random);
  }

  /** Whether an attempt only shows if it works again: then one at a time is enough. */
  get isProbing(): boolean {
    return this.#broken || this.#breaker.isOpen;
  }

  /** Ms until an attempt may be made. */
  wait(now: number): number {
    return Math.max(0, this.#brokenUntil - now, this.#pausedUntil - now, this.#breaker.wait(now));
  }

  /** `broken`, `mended` when that began or ended with this outcome; `recovered` when it was left alone and works again. */
  learn(outcome: Outcome, now: number): 'broken' | 'mended' | 'recovered' | undefined {
    const { isProbing } = this;
    const wasBroken = this.#broken;
    if (outcome.result === 'failed' && outcome.reason === 'configuration') {
      this.#broken = true;
      this.#brokenUntil = now + BROKEN_MILLISECONDS;
      this.#reason = outcome.detail;
      return wasBroken ? undefined : 'broken';
    }
    if (outcome.result === 'retry') {
      this.#reason = outcome.detail;
      const { retryAfterMilliseconds = 0 } = outcome;
      // Who says when to come again is alive, and is taken at its word.
      if (retryAfterMilliseconds > 0) this.#pausedUntil = Math.max(this.#pausedUntil, now + Math.min(LONGEST_WAIT_MILLISECONDS, retryAfterMilliseconds));
      else this.#breaker.failed(now);
      return undefined;
    }
    // A message that was refused was at least looked at.
    this.#breaker.succeeded();
    this.#broken = false;
    this.#brokenUntil = Number.NEGATIVE_INFINITY;
    this.#reason = '';
    return wasBroken ? 'mended' : isProbing ? 'recovered' : undefined;
  }

  /** The configuration was read anew: one attempt shows at once whether it is right now. `isOther`: what is known of the receiver is of another one. */
  forgive(isOther: boolean): void {
    this.#brokenUntil = Number.NEGATIVE_INFINITY;
    if (!isOther) return;
    this.#pausedUntil = Number.NEGATIVE_INFINITY;
    this.#breaker.succeeded();
  }

  at(now: number): Health {
    const wait = this.wait(now);
    const state = this.#broken ? 'broken' : this.#breaker.isOpen ? 'open' : this.#pausedUntil > now ? 'paused' : 'ok';
    return { state, reason: state === 'ok' ? '' : this.#reason, waitMilliseconds: wait, failures: this.#breaker.failures };
  }
}
