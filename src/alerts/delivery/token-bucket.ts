import type { Rate } from './notifier.ts';

/** Lets through what a rate allows. `now`: ms of a clock that is never put back. */
export class TokenBucket {
  readonly #rate: Rate;
  readonly #now: () => number;
  #tokens: number;
  #filled: number;

  constructor(rate: Rate, now: () => number = () => performance.now()) {
    this.#rate = rate;
    this.#now = now;
    this.#tokens = rate.burst;
    this.#filled = now();
  }

  /** Takes one; 0 when there was one, else the ms till there will be. */
  take(): number {
    const { burst, perSecond } = this.#rate;
    const now = this.#now();
    this.#tokens = Math.min(burst, this.#tokens + Math.max(0, now - this.#filled) / 1000 * perSecond);
    this.#filled = now;
    if (this.#tokens < 1) return Math.ceil((1 - this.#tokens) / perSecond * 1000);
    this.#tokens -= 1;
    return 0;
  }
}
