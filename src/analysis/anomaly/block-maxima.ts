import type { StatePort } from './state-port.ts';

const FIELDS = 3;
const FIRST_ENTRIES = 8;

/**
 * The two largest of the last `width` values. A value that two later ones reach can never be among them again and is
 * forgotten, so of `width` values some 2 ln(width) are held (24 bytes each; all of them only while each is smaller
 * than the one before).
 */
export class TopTwo {
  readonly #width: number;
  /** Value, number and how many later ones reached it, oldest first. */
  #entries = new Float64Array(FIRST_ENTRIES * FIELDS);
  #held = 0;
  #seen = 0;
  first = 0;
  /** The first again while there is only one. */
  second = 0;

  constructor(width: number) {
    this.#width = width;
  }

  /** How many of the values count. */
  get count(): number {
    return Math.min(this.#seen, this.#width);
  }

  push(value: number): void {
    const oldest = this.#seen - this.#width + 1;
    const entries = this.#entries;
    let kept = 0;
    for (let index = 0; index < this.#held; index += 1) {
      const at = index * FIELDS;
      const other = entries[at] ?? 0;
      const number = entries[at + 1] ?? 0;
      const reached = (entries[at + 2] ?? 0) + (value >= other ? 1 : 0);
      if (number < oldest || reached > 1) continue;
      entries[kept * FIELDS] = other;
      entries[kept * FIELDS + 1] = number;
      entries[kept * FIELDS + 2] = reached;
      kept += 1;
    }
    this.#held = kept;
    if (kept * FIELDS === entries.length) this.#reserve(kept * 2);
    this.#entries.set([value, this.#seen, 0], kept * FIELDS);
    this.#held += 1;
    this.#seen += 1;
    this.#rank();
  }

  #reserve(entries: number): void {
    const larger = new Float64Array(entries * FIELDS);
    larger.set(this.#entries);
    this.#entries = larger;
  }

  #rank(): void {
    this.first = -1;
    this.second = -1;
    for (let at = 0; at < this.#held * FIELDS; at += FIELDS) {
      const value = this.#entries[at] ?? 0;
      if (value > this.first) {
        this.second = this.first;
        this.first = value;
      } else if (value > this.second) this.second = value;
    }
    if (this.second < 0) this.second = this.first;
  }

  transfer(port: StatePort): void {
    this.#seen = port.count(this.#seen, Number.MAX_SAFE_INTEGER);
    this.#held = port.count(this.#held, this.#width);
    if (this.#held * FIELDS > this.#entries.length) this.#reserve(this.#held);
    port.numbers(this.#entries, this.#held * FIELDS);
    if (this.#held > 0) this.#rank();
  }
}
