import { valueOf } from '../sketch.ts';

/** Counts in the buckets of a `Sketch`, of a window: what leaves it is taken away again. */
export class BucketCounts {
  readonly #counts = new Map<number, number>();
  #total = 0;

  get total(): number {
    return this.#total;
  }

  add(bucket: number): void {
    this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + 1);
    this.#total += 1;
  }

  merge(other: BucketCounts): void {
    for (const [bucket, count] of other.#counts) this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + count);
    this.#total += other.#total;
  }

  /** Takes away what is in `other`, which must be a part of this. */
  remove(other: BucketCounts): void {
    for (const [bucket, count] of other.#counts) {
      const left = (this.#counts.get(bucket) ?? 0) - count;
      if (left > 0) this.#counts.set(bucket, left);
      else this.#counts.delete(bucket);
    }
    this.#total -= other.#total;
  }

  /** Values below which the parts `qs` (0 to 1, rising) lie, by nearest rank; NaN when there is none. */
  quantiles(qs: readonly number[]): number[] {
    const buckets = [...this.#counts.keys()].sort((one, other) => one - other);
    const found: number[] = [];
    let seen = 0;
    let at = -1;
    for (const q of qs) {
      const rank = Math.max(1, Math.ceil(q * this.#total));
      while (seen < rank && at + 1 < buckets.length) {
        at += 1;
        seen += this.#counts.get(buckets[at] ?? 0) ?? 0;
      }
      found.push(this.#total === 0 ? Number.NaN : valueOf(buckets[at] ?? 0));
    }
    return found;
  }
}
