import type { Frame } from '../../src/model/frame.ts';
import type { Series } from '../../src/model/timeline.ts';

/** Ticks that are kept: ten minutes of seconds. */
const MOST = 600;

/** The figures of one row while somebody looks at it: what charts show of a kind that no timeline remembers. */
export class Trail {
  readonly #fields: readonly string[];
  readonly #times: number[] = [];
  readonly #values: number[][] = [];

  constructor(fields: readonly string[]) {
    this.#fields = fields;
  }

  /** `time`: ms since the epoch. Whoever goes back in time begins anew. `row` -1: it was not there. */
  add(time: number, frame: Frame | undefined, row: number): void {
    const last = this.#times.at(-1) ?? Number.NEGATIVE_INFINITY;
    if (time === last) return;
    if (time < last) {
      this.#times.length = 0;
      this.#values.length = 0;
    }
    this.#times.push(time);
    this.#values.push(this.#fields.map((field) => frame?.number(field, row) ?? Number.NaN));
    if (this.#times.length > MOST) {
      this.#times.shift();
      this.#values.shift();
    }
  }

  /** Oldest first; NaN where it was not known. */
  series(field: string): Series {
    const at = this.#fields.indexOf(field);
    return { times: [...this.#times], values: this.#values.map((values) => values[at] ?? Number.NaN) };
  }
}
