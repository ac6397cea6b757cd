import { Habit } from './habit.ts';
import type { StatePort } from './state-port.ts';

/** Chosen in the middle of the stretch in which NAB's public files score alike (bench/nab). */
export const DEFAULT_THRESHOLD = 0.73;

const REST_ROWS = 110;
/** A rest ends early for what is so many times as surprising as what began it. */
const ESCALATION = 2;
const USUAL_PEAK = 0.6;
const TRUST_IN_HABIT = 0.3;
const HABIT_PERIODS = 20;
const LARGEST_PEAK = 2;
/** An event is over when nothing has passed the threshold for so many rows. */
const OVER_ROWS = 12;
/** What passes during a rest is shown just below an alert. */
const RESTING = 0.49;

/** The largest number below a half. */
const BELOW_HALF = 0.5 - 2 ** -54;

export interface Gated {
  /** 0..1; an alert, and only an alert, is >= 0.5. */
  readonly score: number;
  readonly alert: boolean;
  /** Whether an event that was alerted is still going on. */
  readonly ongoing: boolean;
}

/**
 * One alert for one event: after an alert it rests for 110 rows, unless something twice as surprising comes. The
 * threshold is higher for a series that is often surprising.
 */
export class Gate {
  readonly #threshold: number;
  readonly #habit: Habit;
  /** Rows since the last alert and since the threshold was last passed; as good as never at the start. */
  #sinceAlert = REST_ROWS;
  #sincePassed = OVER_ROWS;
  #peak = 0;

  constructor(threshold: number) {
    this.#threshold = threshold;
    this.#habit = new Habit(USUAL_PEAK * threshold, LARGEST_PEAK * threshold, HABIT_PERIODS);
  }

  update(surprise: number): Gated {
    const threshold = this.#threshold + TRUST_IN_HABIT * (this.#habit.usual - USUAL_PEAK * this.#threshold);
    this.#habit.update(surprise);
    const score = surprise / (surprise + threshold);
    this.#sinceAlert = Math.min(REST_ROWS + 1, this.#sinceAlert + 1);
    if (surprise < threshold) {
      this.#sincePassed = Math.min(OVER_ROWS, this.#sincePassed + 1);
      // Rounding may give exactly a half.
      return { score: Math.min(score, BELOW_HALF), alert: false, ongoing: this.#sincePassed < OVER_ROWS };
    }
    const open = this.#sincePassed < OVER_ROWS;
    this.#sincePassed = 0;
    if (this.#sinceAlert > REST_ROWS || surprise > ESCALATION * this.#peak) {
      this.#sinceAlert = 0;
      this.#peak = surprise;
      return { score: Math.max(score, 0.5), alert: true, ongoing: true };
    }
    return { score: RESTING * score, alert: false, ongoing: open };
  }

  transfer(port: StatePort): void {
    this.#habit.transfer(port);
    this.#sinceAlert = port.count(this.#sinceAlert, REST_ROWS + 1);
    this.#sincePassed = port.count(this.#sincePassed, OVER_ROWS);
    this.#peak = port.number(this.#peak);
  }
}
