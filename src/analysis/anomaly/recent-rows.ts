import type { StatePort } from './state-port.ts';

/** One more than the longest stretch that is looked back over, for the value before it. */
const ROWS = 128;

/** What of a row is compared with what was expected. */
export type Compared = 'value' | 'movement' | 'residual';

/** The last 128 rows, for what looks back over them; 3 KB. */
export class RecentRows {
  readonly #times = new Float64Array(ROWS);
  readonly #values = new Float64Array(ROWS);
  readonly #residuals = new Float64Array(ROWS);
  #rows = 0;

  get rows(): number {
    return this.#rows;
  }

  push(time: number, value: number, residual: number): void {
    const slot = this.#rows % ROWS;
    this.#times[slot] = time;
    this.#values[slot] = value;
    this.#residuals[slot] = residual;
    this.#rows += 1;
  }

  /** The value so many rows ago, 0 for the last row pushed. */
  value(ago: number): number {
    return this.#values[(this.#rows - 1 - ago) % ROWS] ?? Number.NaN;
  }

  /** The median of the last five values pushed (there must be five), by a network of seven exchanges (Knuth, TAOCP 3, 5.3.4). */
  medianOfFive(): number {
    const a = this.value(0);
    const b = this.value(1);
    const c = this.value(2);
    const d = this.value(3);
    const e = this.value(4);
    // The larger of the two smaller and the smaller of the two larger of four, and the fifth: the median of these three.
    const low = Math.max(Math.min(a, b), Math.min(c, d));
    const high = Math.min(Math.max(a, b), Math.max(c, d));
    return Math.max(Math.min(e, low), Math.min(Math.max(e, low), high));
  }

  /**
   * When the departure from `expected` began, looking back over `span` rows: the start of the stretch to the last row
   * that is best told from `expected`, the greatest (sum of differences)^2 / rows (the least-squares change point).
   */
  since(compared: Compared, expected: number, span: number, scale: number): number {
    let sum = 0;
    let greatest = -1;
    let time = this.#times[(this.#rows - 1) % ROWS] ?? 0;
    for (let ago = 0; ago < Math.min(span, this.#rows - 1, ROWS - 1); ago += 1) {
      sum += (this.#compare(compared, ago) - expected) / scale;
      const fit = (sum * sum) / (ago + 1);
      if (!(fit > greatest)) continue;
      greatest = fit;
      time = this.#times[(this.#rows - 1 - ago) % ROWS] ?? time;
    }
    return time;
  }

  #compare(compared: Compared, ago: number): number {
    if (compared === 'value') return this.value(ago);
    if (compared === 'movement') return Math.abs(this.value(ago) - this.value(ago + 1));
    return this.#residuals[(this.#rows - 1 - ago) % ROWS] ?? 0;
  }

  transfer(port: StatePort): void {
    this.#rows = port.count(this.#rows, Number.MAX_SAFE_INTEGER);
    for (const numbers of [this.#times, this.#values, this.#residuals]) port.numbers(numbers);
  }
}
