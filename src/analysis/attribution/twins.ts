import type { RequestTimes } from './request-times.ts';

/** Requests that begin within this, ms, of each other began together. */
const NEAR = 5;
/** Two endpoints are called together if this share of either begins with one of the other ... */
const MOSTLY = 0.8;
/** ... which must not be so by chance. */
const LIKELY = 0.5;
/** Neighbours looked at: where more begin within 5 ms, all is chance. */
const MOST_NEIGHBOURS = 32;

/** Counts which endpoints' requests begin at the same moment in the same process; evidence may fade. */
export class Twins {
  readonly #together = new Map<number, Map<number, number>>();
  readonly #counts = new Map<number, number>();
  #time = 0;

  /** All that was counted counts `factor` as much. */
  fade(factor: number): void {
    for (const near of this.#together.values()) for (const [other, count] of near) near.set(other, count * factor);
    for (const [endpoint, count] of this.#counts) this.#counts.set(endpoint, count * factor);
    this.#time *= factor;
  }

  forget(endpoint: number): void {
    this.#together.delete(endpoint);
    this.#counts.delete(endpoint);
    for (const near of this.#together.values()) near.delete(endpoint);
  }

  /** Requests that end in [from, to), epoch ms. */
  add({ start, end, endpoint, process }: RequestTimes, from: number, to: number): void {
    const order = [...start.keys()].filter((index) => (end[index] ?? 0) >= from && (end[index] ?? 0) < to).sort((left, right) => (start[left] ?? 0) - (start[right] ?? 0));
    this.#time += Math.max(0, to - from);
    order.forEach((index, place) => {
      const own = endpoint[index] ?? 0;
      this.#counts.set(own, (this.#counts.get(own) ?? 0) + 1);
      const found = new Set<number>();
      for (const step of [-1, 1]) {
        for (let next = place + step; Math.abs(next - place) <= MOST_NEIGHBOURS; next += step) {
          const other = order[next];
          if (other === undefined || Math.abs((start[other] ?? 0) - (start[index] ?? 0)) > NEAR) break;
          if (process[other] === process[index] && endpoint[other] !== own) found.add(endpoint[other] ?? 0);
        }
      }
      const near = this.#together.get(own) ?? new Map<number, number>();
      this.#together.set(own, near);
      for (const other of found) near.set(other, (near.get(other) ?? 0) + 1);
    });
  }

  /** Whether all requests of two endpoints begin together. */
  areTwins(left: number, right: number): boolean {
    return this.#follows(left, right) && this.#follows(right, left);
  }

  #follows(one: number, other: number): boolean {
    const count = this.#counts.get(one) ?? 0;
    const chance = this.#time > 0 ? 1 - Math.exp((-2 * NEAR * (this.#counts.get(other) ?? 0)) / this.#time) : 1;
    return count > 0 && chance < LIKELY && (this.#together.get(one)?.get(other) ?? 0) > MOSTLY * count;
  }
}
