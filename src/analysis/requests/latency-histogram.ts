import { bucketOf, type Sketch, valueOf } from '../sketch.ts';

/** Figures between these are looked up: a quarter of a microsecond to half an hour, in milliseconds. */
const LOWEST_EXPONENT = -12;
const HIGHEST_EXPONENT = 21;
/** Cells of a power of two; narrower than a bucket (2 %), so that no more than one border lies in a cell. */
const CELL_BITS = 6;
const CELLS = 1 << CELL_BITS;

/** The highest number that is in the bucket of `low`, or Infinity if `high` is in it too. */
function borderBetween(low: number, high: number): number {
  const bucket = bucketOf(low);
  if (bucketOf(high) === bucket) return Number.POSITIVE_INFINITY;
  let inside = low;
  let outside = high;
  for (;;) {
    const middle = inside + (outside - inside) / 2;
    if (middle <= inside || middle >= outside) return inside;
    if (bucketOf(middle) === bucket) inside = middle;
    else outside = middle;
  }
}

const COUNT = (HIGHEST_EXPONENT - LOWEST_EXPONENT) * CELLS;
const BUCKETS = new Int16Array(COUNT);
const BORDERS = new Float64Array(COUNT);
for (let cell = 0; cell < COUNT; cell += 1) {
  const base = 2 ** (LOWEST_EXPONENT + Math.floor(cell / CELLS));
  const low = base * (1 + (cell % CELLS) / CELLS);
  BUCKETS[cell] = bucketOf(low);
  BORDERS[cell] = borderBetween(low, base * (1 + ((cell % CELLS) + 1) / CELLS));
}
const LOWEST = 2 ** LOWEST_EXPONENT;
const HIGHEST = 2 ** HIGHEST_EXPONENT;
const FLOAT = new Float64Array(1);
const WORDS = new Uint32Array(FLOAT.buffer);
/** Which of the two words has sign and exponent. */
const HIGH = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 1 : 0;

/** The same as `bucketOf` of sketch.ts, without a logarithm for figures of the usual size. */
export function latencyBucket(milliseconds: number): number {
  if (!(milliseconds >= LOWEST && milliseconds < HIGHEST)) return bucketOf(milliseconds);
  FLOAT[0] = milliseconds;
  const word = WORDS[HIGH] ?? 0;
  const cell = ((word >>> 20) - 1023 - LOWEST_EXPONENT) * CELLS + ((word >>> (20 - CELL_BITS)) & (CELLS - 1));
  return (BUCKETS[cell] ?? 0) + (milliseconds > (BORDERS[cell] ?? 0) ? 1 : 0);
}

/** A histogram grows by so many buckets at a time. */
const STEP = 64;
/** Buckets beyond this are none: 10^14 ms. */
export const MOST_BUCKETS = 2700;

/**
 * Counts of latencies in the buckets of `Sketch` (1 % accuracy), in an array of those that are in use. Percentiles are
 * those of the sketch of the same figures, and both merge.
 */
export class LatencyHistogram {
  #counts = new Uint32Array(0);
  #from = 0;
  #total = 0;

  /** Of counts that nobody else keeps, the first of which is that of the bucket `from`. */
  static of(counts: Uint32Array<ArrayBuffer>, from: number): LatencyHistogram {
    const histogram = new LatencyHistogram();
    histogram.#counts = counts;
    histogram.#from = from;
    for (const count of counts) histogram.#total += count;
    return histogram;
  }

  get count(): number {
    return this.#total;
  }

  /** Milliseconds. What is no number of 0 or more is left out. */
  add(milliseconds: number): void {
    if (milliseconds >= 0) this.addBucket(latencyBucket(milliseconds), 1);
  }

  addBucket(bucket: number, count: number): void {
    if (bucket < 0 || bucket > MOST_BUCKETS) return;
    let index = bucket - this.#from;
    if (index < 0 || index >= this.#counts.length) index = this.#grow(bucket);
    this.#counts[index] = (this.#counts[index] ?? 0) + count;
    this.#total += count;
  }

  merge(other: LatencyHistogram): void {
    for (let index = 0; index < other.#counts.length; index += 1) {
      const count = other.#counts[index] ?? 0;
      if (count > 0) this.addBucket(other.#from + index, count);
    }
  }

  /** The latency in milliseconds below which a part `q` (0 to 1) of all lies (nearest rank); NaN of none. */
  quantile(q: number): number {
    let rank = Math.max(1, Math.ceil(Math.min(1, Math.max(0, q)) * this.#total));
    for (let index = 0; index < this.#counts.length; index += 1) {
      rank -= this.#counts[index] ?? 0;
      if (rank <= 0) return valueOf(this.#from + index);
    }
    return Number.NaN;
  }

  /** Adds its counts to a sketch of milliseconds: the buckets are the same. */
  addTo(sketch: Sketch): void {
    for (let index = 0; index < this.#counts.length; index += 1) {
      const count = this.#counts[index] ?? 0;
      if (count > 0) sketch.addBucket(this.#from + index, count);
    }
  }

  #grow(bucket: number): number {
    const from = this.#counts.length === 0 ? bucket - (bucket % STEP) : Math.min(this.#from, bucket - (bucket % STEP));
    const end = Math.max(this.#from + this.#counts.length, bucket - (bucket % STEP) + STEP);
    const grown = new Uint32Array(end - from);
    grown.set(this.#counts, this.#counts.length === 0 ? 0 : this.#from - from);
    this.#counts = grown;
    this.#from = from;
    return bucket - from;
  }
}
