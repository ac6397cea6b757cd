import type { RequestTimes } from './request-times.ts';

/** Requests that begin within this, ms, of each other began together. */
const NEAR = 5;
/** Two endpoints are called together if this share of either begins with one of the other ... */
const MOSTLY = 0.8;
/** ... which must not be so by chance. */
const LIKELY = 0.5;
/** Neighbours looked at: where more begin within 5 ms, all is chance. */
const MOST_NEIGHBOURS = 32;

/** Room for so many endpoints at first. */
const FIRST_ROOM = 16;
/** What all is counted in grows as older evidence fades; before it is beyond all numbers it is brought back to 1. */
const SMALLEST_UNIT = 1e-100;

/** Counts which endpoints' requests begin at the same moment in the same process; evidence may fade. */
export class Twins {
  #room = 0;
  /** Row by row: how often the second began with the first. */
  #together = new Float64Array(0);
  #counts = new Float64Array(0);
  /** What a count of 1 stands for: newer ones count more, instead of all that is older less. */
  #unit = 1;
  #time = 0;

  /** All that was counted counts `factor` as much. */
  fade(factor: number): void {
    this.#unit *= factor;
    this.#time *= factor;
    if (this.#unit >= SMALLEST_UNIT) return;
    for (const counts of [this.#together, this.#counts]) for (let index = 0; index < counts.length; index += 1) counts[index] = (counts[index] ?? 0) * this.#unit;
    this.#unit = 1;
  }

  forget(endpoint: number): void {
    if (endpoint >= this.#room) return;
    this.#counts[endpoint] = 0;
    for (let other = 0; other < this.#room; other += 1) {
      this.#together[endpoint * this.#room + other] = 0;
      this.#together[other * this.#room + endpoint] = 0;
    }
  }

  /** Requests that end in [from, to), epoch ms. */
  add({ start, end, endpoint, process, endpoints }: RequestTimes, from: number, to: number): void {
    if (endpoints > this.#room) this.#grow(endpoints);
    const order = inOrder(start, end, from, to);
    this.#time += Math.max(0, to - from);
    const one = 1 / this.#unit;
    const found = new Int32Array(2 * MOST_NEIGHBOURS);
    for (let place = 0; place < order.length; place += 1) {
      const index = order[place] ?? 0;
      const own = endpoint[index] ?? 0;
      this.#counts[own] = (this.#counts[own] ?? 0) + one;
      let count = 0;
      for (let step = -1; step <= 1; step += 2) {
        for (let next = place + step; next >= 0 && next < order.length && Math.abs(next - place) <= MOST_NEIGHBOURS; next += step) {
          const other = order[next] ?? 0;
          if (Math.abs((start[other] ?? 0) - (start[index] ?? 0)) > NEAR) break;
          const of = endpoint[other] ?? 0;
          if (process[other] !== process[index] || of === own || isIn(found, count, of)) continue;
          found[count] = of;
          count += 1;
          const pair = own * this.#room + of;
          this.#together[pair] = (this.#together[pair] ?? 0) + one;
        }
      }
    }
  }

  /** Whether all requests of two endpoints begin together. */
  areTwins(left: number, right: number): boolean {
    return this.#follows(left, right) && this.#follows(right, left);
  }

  #follows(one: number, other: number): boolean {
    if (one >= this.#room || other >= this.#room) return false;
    const count = this.#counts[one] ?? 0;
    const chance = this.#time > 0 ? 1 - Math.exp((-2 * NEAR * (this.#counts[other] ?? 0) * this.#unit) / this.#time) : 1;
    return count > 0 && chance < LIKELY && (this.#together[one * this.#room + other] ?? 0) > MOSTLY * count;
  }

  #grow(endpoints: number): void {
    const room = Math.max(FIRST_ROOM, 2 ** Math.ceil(Math.log2(endpoints)));
    const [together, counts] = [new Float64Array(room * room), new Float64Array(room)];
    for (let row = 0; row < this.#room; row += 1) together.set(this.#together.subarray(row * this.#room, (row + 1) * this.#room), row * room);
    counts.set(this.#counts);
    [this.#together, this.#counts, this.#room] = [together, counts, room];
  }
}

/** Requests that end in [from, to) by their start. */
function inOrder(start: Float64Array, end: Float64Array, from: number, to: number): Int32Array {
  const order = new Int32Array(end.length);
  let count = 0;
  for (let index = 0; index < end.length; index += 1) {
    if ((end[index] ?? 0) < from || (end[index] ?? 0) >= to) continue;
    order[count] = index;
    count += 1;
  }
  return order.subarray(0, count).sort((left, right) => (start[left] ?? 0) - (start[right] ?? 0));
}

function isIn(values: Int32Array, count: number, value: number): boolean {
  for (let index = 0; index < count; index += 1) if (values[index] === value) return true;
  return false;
}
