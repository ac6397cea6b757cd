import type { StatePort } from './state-port.ts';

const PERIOD_ROWS = 100;

/** The usual peak of a score: a running mean of its largest value in each 100 rows, each cut at `most`. */
export class Habit {
  readonly #most: number;
  readonly #periods: number;
  usual: number;
  #peak = 0;
  #rows = 0;

  /** Over `periods` periods of 100 rows; `start` is what is usual before anything is known. */
  constructor(start: number, most: number, periods: number) {
    this.usual = start;
    this.#most = most;
    this.#periods = periods;
  }

  update(score: number): void {
    this.#peak = Math.max(this.#peak, Math.min(score, this.#most));
    this.#rows += 1;
    if (this.#rows < PERIOD_ROWS) return;
    this.usual += (this.#peak - this.usual) / this.#periods;
    this.#peak = 0;
    this.#rows = 0;
  }

  transfer(port: StatePort): void {
    this.usual = port.number(this.usual);
    this.#peak = port.number(this.#peak);
    this.#rows = port.count(this.#rows, PERIOD_ROWS - 1);
  }
}
