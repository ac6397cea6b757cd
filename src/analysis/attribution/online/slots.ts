/** Places for what comes and goes, from 1 on; a place that is given back is given out again. */
export class Slots {
  readonly #slots = new Map<number, number>();
  readonly #free: number[] = [];
  #next = 1;

  /** The place of an id, a new one if it has none. */
  of(id: number): number {
    const known = this.#slots.get(id);
    if (known !== undefined) return known;
    const slot = this.#free.pop() ?? this.#next;
    if (slot === this.#next) this.#next += 1;
    this.#slots.set(id, slot);
    return slot;
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
