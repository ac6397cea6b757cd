import type { StatePort } from './state-port.ts';

const FIRST_ROWS = 64;

/**
 * The last `width` values (at most 65,536), by age and by size. The order is a list of slots of two bytes, so a value
 * that comes moves at most 2 * width bytes in one copy; finding its place is O(log width). Grows as values come, to
 * 10 bytes a value.
 */
export class OrderedWindow {
  readonly #width: number;
  #values = new Float64Array(FIRST_ROWS);
  #order = new Uint16Array(FIRST_ROWS);
  #count = 0;
  /** The slot of the oldest value once the window is full. */
  #oldest = 0;

  constructor(width: number) {
    this.#width = width;
  }

  get count(): number {
    return this.#count;
  }

  /** The value at the share 0 <= p <= 1 of the order, the higher of two; NaN while there is none. */
  quantile(share: number): number {
    const rank = Math.min(this.#count - 1, Math.floor(share * this.#count));
    return this.#count === 0 ? Number.NaN : (this.#values[this.#order[rank] ?? 0] ?? Number.NaN);
  }

  push(value: number): void {
    if (this.#count < this.#width) {
      if (this.#count === this.#values.length) this.#reserve(this.#count * 2);
      const place = this.#place(value, this.#count);
      this.#order.copyWithin(place + 1, place, this.#count);
      this.#order[place] = this.#count;
      this.#values[this.#count] = value;
      this.#count += 1;
      return;
    }
    const slot = this.#oldest;
    const from = this.#place(this.#values[slot] ?? 0, slot);
    const to = this.#place(value, slot);
    // Only what stands between the place that is left and the new one moves.
    if (to > from) {
      this.#order.copyWithin(from, from + 1, to);
      this.#order[to - 1] = slot;
    } else {
      this.#order.copyWithin(to + 1, to, from);
      this.#order[to] = slot;
    }
    this.#values[slot] = value;
    this.#oldest = slot + 1 === this.#width ? 0 : slot + 1;
  }

  /** How many stand before (value, slot); equal values are ordered by their slot, so each has one place. */
  #place(value: number, slot: number): number {
    const values = this.#values;
    const order = this.#order;
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const there = order[middle] ?? 0;
      const other = values[there] ?? 0;
      if (other < value || (other === value && there < slot)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #reserve(rows: number): void {
    const size = Math.min(this.#width, rows);
    const values = new Float64Array(size);
    const order = new Uint16Array(size);
    values.set(this.#values);
    order.set(this.#order);
    this.#values = values;
    this.#order = order;
  }

  transfer(port: StatePort): void {
    this.#count = port.count(this.#count, this.#width);
    this.#oldest = port.count(this.#oldest, this.#width - 1);
    if (this.#count > this.#values.length) this.#reserve(this.#count);
    port.numbers(this.#values, this.#count);
    // The order follows from the values.
    const values = this.#values;
    const slots = Array.from({ length: this.#count }, (_, slot) => slot);
    this.#order.set(slots.sort((left, right) => (values[left] ?? 0) - (values[right] ?? 0) || left - right));
  }
}
