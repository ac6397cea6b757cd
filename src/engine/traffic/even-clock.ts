/** What is within this is the grain of the wall clock, which has whole milliseconds, and the time between two readings. */
const GRAIN_MILLISECONDS = 2;
/** Beyond this the clock was set, or the machine slept; below it the two clocks run at speeds of their own. */
const JUMP_MILLISECONDS = 100;
/** Which part of a small difference is made good at a time. */
const STEP = 0.25;

/**
 * Epoch ms with fractions that follow the wall clock, by which logs are stamped: between two calls of `follow` it runs evenly. A clock
 * that never looked at the wall again would be off by all that was set since, and by the time that the machine slept.
 */
export class EvenClock {
  readonly #even: () => number;
  readonly #wall: () => number;
  #offset: number;

  /** `even`: ms of a clock that is never set; `wall`: epoch ms. */
  constructor(even: () => number = () => performance.now(), wall: () => number = () => Date.now()) {
    this.#even = even;
    this.#wall = wall;
    this.#offset = wall() - even();
  }

  now(): number {
    return this.#offset + this.#even();
  }

  /** Once a second or so. */
  follow(): void {
    const off = this.#wall() - this.now();
    if (Math.abs(off) > JUMP_MILLISECONDS) this.#offset += off;
    else if (Math.abs(off) > GRAIN_MILLISECONDS) this.#offset += off * STEP;
  }
}
