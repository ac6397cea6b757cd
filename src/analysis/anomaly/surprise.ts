import { TopTwo } from './block-maxima.ts';
import { Habit } from './habit.ts';
import type { StatePort } from './state-port.ts';

const BLOCK_ROWS = 50;
const BLOCKS = 200;
/** With fewer blocks than this the one that is running counts too. */
const FEW_BLOCKS = 6;
/** Surprise of a row as large as the two largest blocks. */
const AT_RECORD = 0.4;
/** Records are cheap while few blocks are known: the largest of n grows by so much with ln n, up to ENOUGH_BLOCKS. */
const GROWTH = 0.05;
const ENOUGH_BLOCKS = 60;
const HABIT = 0.6;
const USUAL_PEAK = 0.25;
const LARGEST_PEAK = 1.2;
const HABIT_PERIODS = 40;

/**
 * How far a stream exceeds its own records: the logarithm of its size over the geometric mean of the two largest of
 * the last 200 blocks of 50 rows, 0 for most rows. Extremes are compared with extremes (block maxima, as in
 * Coles 2001, ch. 3), because rows in a row are not independent. What surprises every day surprises less: habituation.
 */
export class StreamSurprise {
  readonly #maxima = new TopTwo(BLOCKS);
  readonly #habit = new Habit(USUAL_PEAK, LARGEST_PEAK, HABIT_PERIODS);
  #largest = 0;
  #rows = 0;
  #bonus = AT_RECORD;

  /** `size` >= 0 of this row and the smallest that matters, > 0, in one unit. NaN sizes are not yet known. Gives the surprise >= 0. */
  update(size: number, smallest: number): number {
    if (Number.isNaN(size)) return 0;
    const maxima = this.#maxima;
    let surprise = 0;
    if (maxima.count > 0) {
      const raise = maxima.count < FEW_BLOCKS ? this.#largest : 0;
      const first = (size + smallest) / (Math.max(maxima.first, raise) + smallest);
      const second = (size + smallest) / (Math.max(maxima.second, raise) + smallest);
      // Most rows are far below the records: they need no logarithm.
      if (first * second > 0.1) surprise = Math.max(0, (Math.log(first) + Math.log(second)) / 2 + this.#bonus);
    }
    if (size > this.#largest) this.#largest = size;
    this.#rows += 1;
    if (this.#rows === BLOCK_ROWS) this.#completeBlock();
    const felt = surprise > 0 ? Math.max(0, surprise - HABIT * (this.#habit.usual - USUAL_PEAK)) : 0;
    this.#habit.update(surprise);
    return felt;
  }

  #completeBlock(): void {
    this.#maxima.push(this.#largest);
    this.#largest = 0;
    this.#rows = 0;
    this.#weigh();
  }

  #weigh(): void {
    this.#bonus = AT_RECORD - GROWTH * Math.max(0, Math.log(ENOUGH_BLOCKS / Math.max(1, this.#maxima.count)));
  }

  transfer(port: StatePort): void {
    this.#largest = port.number(this.#largest);
    this.#rows = port.count(this.#rows, BLOCK_ROWS - 1);
    this.#maxima.transfer(port);
    this.#habit.transfer(port);
    this.#weigh();
  }
}
