const FAILURES = 5;
const FIRST_PAUSE_MILLISECONDS = 5000;
const LONGEST_PAUSE_MILLISECONDS = 15 * 60_000;

/**
 * Keeps from knocking at a door that nobody opens: after 5 failures in a row it is left alone for a pause, then one attempt shows
 * whether it works again, and the next pause is twice as long when it does not. Times are ms of a clock that is never set.
 */
export class Breaker {
  readonly #random: () => number;
  #failures = 0;
  #pauses = 0;
  #until = Number.NEGATIVE_INFINITY;

  /** `random`: 0 to 1. */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** Whether it has opened; then one attempt at a time is made, when `wait` allows. */
  get isOpen(): boolean {
    return this.#pauses > 0;
  }

  /** Failures since something worked. */
  get failures(): number {
    return this.#failures;
  }

  /** Ms until an attempt may be made. */
  wait(now: number): number {
    return Math.max(0, this.#until - now);
  }

  succeeded(): void {
    this.#failures = 0;
    this.#pauses = 0;
    this.#until = Number.NEGATIVE_INFINITY;
  }

  failed(now: number): void {
    this.#failures += 1;
    // One that began before it opened tells nothing new.
    if (this.#failures < FAILURES || now < this.#until) return;
    const pause = Math.min(LONGEST_PAUSE_MILLISECONDS, FIRST_PAUSE_MILLISECONDS * 2 ** Math.min(this.#pauses, 30));
    this.#pauses += 1;
    // Many hosts may have lost the same receiver at the same time.
    this.#until = now + pause * (1 - this.#random() / 4);
  }
}
