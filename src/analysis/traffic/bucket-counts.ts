import { valueOf } from '../sketch.ts';

/** Room grows by so many buckets at a time. */
const STEP = 32;

/**
 * Counts in the buckets of a `Sketch`, of a window: what leaves it is taken away again. In an array of the buckets that are in
 * use: hundreds of windows take each request, and as entries of maps they were most of the garbage.
 */
export class BucketCounts {
  #counts = new Uint32Array(0);
  #from = 0;
  /** Of the bucket of zero, which lies far from all others. */
  #zeros = 0;
  #total = 0;

  get total(): number {
    return this.#total;
  }

  add(bucket: number): void {
    this.#put(bucket, 1);
    this.#total += 1;
  }

  merge(other: BucketCounts): void {
    this.#zeros += other.#zeros;
    for (let index = 0; index < other.#counts.length; index += 1) {
      const count = other.#counts[index] ?? 0;
      if (count > 0) this.#put(other.#from + index, count);
    }
    this.#total += other.#total;
  }

  /** Takes away what is in `other`, which must be a part of this. */
  remove(other: BucketCounts): void {
    this.#zeros -= other.#zeros;
    const shift = other.#from - this.#from;
    for (let index = 0; index < other.#counts.length; index += 1) {
      const count = other.#counts[index] ?? 0;
      if (count > 0) this.#counts[index + shift] = (this.#counts[index + shift] ?? 0) - count;
    }
    this.#total -= other.#total;
  }

  clear(): void {
    this.#counts.fill(0);
    this.#zeros = 0;
    this.#total = 0;
  }

  /** Values below which the parts `qs` (0 to 1, rising) lie, by nearest rank; NaN when there is none. */
  quantiles(qs: readonly number[]): number[] {
    let seen = this.#zeros;
    let at = -1;
    return qs.map((q) => {
      if (this.#total === 0) return Number.NaN;
      const rank = Math.max(1, Math.ceil(q * this.#total));
      while (seen < rank && at + 1 < this.#counts.length) {
        at += 1;
        seen += this.#counts[at] ?? 0;
      }
      return at < 0 ? 0 : valueOf(this.#from + at);
    });
  }

  #put(bucket: number, count: number): void {
    if (bucket === 0) {
      this.#zeros += count;
      return;
    }
    if (bucket < this.#from || bucket >= this.#from + this.#counts.length) this.#grow(bucket);
    const index = bucket - this.#from;
    this.#counts[index] = (this.#counts[index] ?? 0) + count;
  }

  #grow(bucket: number): void {
    const [first, last] = [bucket - (bucket % STEP), bucket - (bucket % STEP) + STEP];
    const isEmpty = this.#counts.length === 0;
    const from = isEmpty ? first : Math.min(this.#from, first);
    const grown = new Uint32Array((isEmpty ? last : Math.max(this.#from + this.#counts.length, last)) - from);
    grown.set(this.#counts, isEmpty ? 0 : this.#from - from);
    this.#counts = grown;
    this.#from = from;
  }
}
