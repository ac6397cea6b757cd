/** Half the width of a bucket, relative: a percentile is off by at most this part of itself. */
export const SKETCH_ACCURACY = 0.01;
const GAMMA = (1 + SKETCH_ACCURACY) / (1 - SKETCH_ACCURACY);
const LOG_GAMMA = Math.log(GAMMA);
/** What is smaller counts as zero: no figure of ours is told to a billionth. */
const SMALLEST = 1e-9;

/** The bucket of a value: 0 for zero, positive numbers rise with it, negative ones mirror them. */
export function bucketOf(value: number): number {
  const magnitude = Math.abs(value);
  if (magnitude < SMALLEST) return 0;
  const index = Math.ceil(Math.log(magnitude / SMALLEST) / LOG_GAMMA) + 1;
  return value < 0 ? -index : index;
}

/** The value that a bucket stands for: no farther than `SKETCH_ACCURACY` from any in it. */
export function valueOf(bucket: number): number {
  if (bucket === 0) return 0;
  const magnitude = (SMALLEST * 2 * GAMMA ** (Math.abs(bucket) - 1)) / (GAMMA + 1);
  return bucket < 0 ? -magnitude : magnitude;
}

/**
 * Counts of values in buckets that grow by 2 %, so that percentiles of any union of periods, hosts or entities follow
 * from merged counts. DDSketch: Masson, Rim, Lee, VLDB 2019.
 */
export class Sketch {
  readonly #counts = new Map<number, number>();
  #total = 0;
  /** What was added last and waits to be counted: most figures stay as they are for a while. */
  #value = Number.NaN;
  #bucket = 0;
  #waiting = 0;

  get count(): number {
    return this.#total;
  }

  add(value: number, count = 1): void {
    if (value !== this.#value) {
      this.#value = value;
      const bucket = bucketOf(value);
      if (bucket !== this.#bucket) this.#settle();
      this.#bucket = bucket;
    }
    this.#waiting += count;
    this.#total += count;
  }

  addBucket(bucket: number, count: number): void {
    this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + count);
    this.#total += count;
  }

  merge(other: Sketch): void {
    other.#settle();
    for (const [bucket, count] of other.#counts) this.addBucket(bucket, count);
  }

  /** Buckets and their counts, rising. */
  buckets(): readonly (readonly [bucket: number, count: number])[] {
    this.#settle();
    return [...this.#counts].sort(([left], [right]) => left - right);
  }

  /** The value below which a part `q` (0 to 1) of all lies (nearest rank); NaN when there is none. */
  quantile(q: number): number {
    if (this.#total === 0) return Number.NaN;
    let rank = Math.max(1, Math.ceil(Math.min(1, Math.max(0, q)) * this.#total));
    for (const [bucket, count] of this.buckets()) {
      rank -= count;
      if (rank <= 0) return valueOf(bucket);
    }
    return Number.NaN;
  }

  #settle(): void {
    if (this.#waiting > 0) this.#counts.set(this.#bucket, (this.#counts.get(this.#bucket) ?? 0) + this.#waiting);
    this.#waiting = 0;
  }
}
