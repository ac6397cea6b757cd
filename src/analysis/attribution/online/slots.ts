/** The place of all that find none of their own. */
export const OTHERS = 1;

/** Places for what comes and goes, from 2 on; a place that is given back is given out again. */
export class Slots {
  readonly #slots = new Map<number, number>();
  readonly #free: number[] = [];
  readonly #most: number;
  #next = OTHERS + 1;

  constructor(most: number) {
    this.#most = most;
  }

  /** The place of an id, a new one if it has none and there is room. */
  of(id: number): number {
    const known = this.#slots.get(id);
    if (known !== undefined) return known;
    const slot = this.#free.pop() ?? (this.#next <= this.#most + OTHERS ? this.#next : OTHERS);
    if (slot === OTHERS) return slot;
    if (slot === this.#next) this.#next += 1;
    this.#slots.set(id, slot);
    return slot;
  }

  /** The place that an id has. */
  find(id: number): number | undefined {
    return this.#slots.get(id);
  }

  /** The place of one id is another's, which has none. */
  rename(from: number, to: number): void {
    const slot = this.#slots.get(from);
    if (slot === undefined || this.#slots.has(to)) return;
    this.#slots.delete(from);
    this.#slots.set(to, slot);
  }

  release(id: number): void {
    const slot = this.#slots.get(id);
    if (slot === undefined) return;
    this.#slots.delete(id);
    this.#free.push(slot);
  }

  /** One more than the highest place ever given out. */
  get size(): number {
    return this.#next;
  }

  entries(): IterableIterator<[id: number, slot: number]> {
    return this.#slots.entries();
  }
}
