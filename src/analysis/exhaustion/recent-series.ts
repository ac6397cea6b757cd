const ROOM = 256;

/**
 * A series thinned to at most 256 points of even times: when it is full, each second point goes and the points that
 * come are taken half as often.
 */
export class RecentSeries {
  #times: number[] = [];
  #values: number[] = [];
  #every = 1;
  #skipped = 0;

  get times(): readonly number[] {
    return this.#times;
  }

  get values(): readonly number[] {
    return this.#values;
  }

  /** Adds a value at a time in seconds; times rise. */
  add(seconds: number, value: number): void {
    if (!Number.isFinite(seconds) || !Number.isFinite(value)) return;
    this.#skipped += 1;
    if (this.#skipped < this.#every) return;
    this.#skipped = 0;
    this.#times.push(seconds);
    this.#values.push(value);
    if (this.#times.length < ROOM) return;
    // The newest point is one of those that stay.
    const odd = (_: number, index: number): boolean => index % 2 === 1;
    this.#times = this.#times.filter(odd);
    this.#values = this.#values.filter(odd);
    this.#every *= 2;
  }

  clear(): void {
    this.#times = [];
    this.#values = [];
    this.#every = 1;
    this.#skipped = 0;
  }
}
