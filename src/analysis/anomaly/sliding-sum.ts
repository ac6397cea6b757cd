import type { StatePort } from './state-port.ts';

/**
 * The sum of the last `width` values. No subtraction, so nothing drifts and a huge value leaves no trace once it is
 * out: the values of the block that is being left are held as sums of their tails, those of the new block are added
 * up as they come (the two-stack queue, folded into one array). O(1) a value on average, 8 bytes a row of the window.
 */
export class SlidingSum {
  readonly #tails: Float64Array;
  #head = 0;
  #position = 0;
  #count = 0;

  constructor(width: number) {
    this.#tails = new Float64Array(width);
  }

  add(value: number): void {
    const tails = this.#tails;
    const width = tails.length;
    if (this.#position === width) {
      for (let index = width - 2; index >= 0; index -= 1) tails[index] = (tails[index] ?? 0) + (tails[index + 1] ?? 0);
      this.#position = 0;
      this.#head = 0;
    }
    tails[this.#position] = value;
    this.#head += value;
    this.#position += 1;
    if (this.#count < width) this.#count += 1;
  }

  get sum(): number {
    return this.#head + (this.#count === this.#tails.length ? (this.#tails[this.#position] ?? 0) : 0);
  }

  get full(): boolean {
    return this.#count === this.#tails.length;
  }

  /** The mean of what is there, of fewer values at the start; 0 of none. */
  get mean(): number {
    return this.#count === 0 ? 0 : this.sum / this.#count;
  }

  transfer(port: StatePort): void {
    const width = this.#tails.length;
    this.#head = port.number(this.#head);
    this.#position = port.count(this.#position, width);
    this.#count = port.count(this.#count, width);
    port.numbers(this.#tails);
  }
}
