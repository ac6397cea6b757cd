import { LatencyHistogram, latencyBucket, MOST_BUCKETS } from './latency-histogram.ts';

/** What one request adds. NaN is "not told". */
export interface RequestFigures {
  readonly status: number;
  readonly durationMilliseconds: number;
  readonly upstreamMilliseconds: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
  /** The client gave up. */
  readonly aborted: boolean;
  /** A long connection: it counts, its duration is not a latency. */
  readonly upgraded: boolean;
}

/** Figures of a row by their place. */
export const FIGURE = { requests: 0, clientErrors: 1, serverErrors: 2, aborted: 3, upgraded: 4, bytesSent: 5, bytesReceived: 6, upstream: 7, upstreamRequests: 8, duration: 9 } as const;
const { requests: REQUESTS, clientErrors: CLIENT_ERRORS, serverErrors: SERVER_ERRORS, aborted: ABORTED, upgraded: UPGRADED, bytesSent: BYTES_SENT, bytesReceived: BYTES_RECEIVED, upstream: UPSTREAM, upstreamRequests: UPSTREAM_REQUESTS, duration: DURATION } = FIGURE;
/** Room for the figures of a row: two lines of cache. */
const WIDTH = 16;
/** Of each row: what it is of, and where its latencies are counted: the place of the first count, the bucket of that, how many. */
const KEY_WIDTH = 8;
const [ENDPOINT, REGION, COHORT, COUNTS, FROM, LENGTH] = [0, 1, 2, 3, 4, 5];
/** Latencies grow by so many buckets at a time. */
const STEP = 64;

/**
 * The figures of all rows side by side in three arrays: a request touches three or four lines of cache, one after another
 * only where it must, where an object for each row and each of its parts would be a chain of eight.
 */
export class TotalCells {
  #size = 0;
  #keys = new Int32Array(KEY_WIDTH * 64);
  #figures = new Float64Array(WIDTH * 64);
  #counts = new Uint32Array(STEP * 64);
  #used = 0;
  /** Room that rows have grown out of, by its length. */
  readonly #free = new Map<number, number[]>();

  get size(): number {
    return this.#size;
  }

  endpoint(row: number): number {
    return this.#keys[row * KEY_WIDTH + ENDPOINT] ?? 0;
  }

  region(row: number): number {
    return this.#keys[row * KEY_WIDTH + REGION] ?? 0;
  }

  cohort(row: number): number {
    return this.#keys[row * KEY_WIDTH + COHORT] ?? 0;
  }

  isOf(row: number, endpoint: number, region: number, cohort: number): boolean {
    const key = row * KEY_WIDTH;
    return this.#keys[key + ENDPOINT] === endpoint && this.#keys[key + REGION] === region && this.#keys[key + COHORT] === cohort;
  }

  figure(row: number, figure: number): number {
    return this.#figures[row * WIDTH + figure] ?? 0;
  }

  /** A new row, of which all figures are 0. */
  push(endpoint: number, region: number, cohort: number): number {
    const row = this.#size;
    this.#size += 1;
    if (this.#size * KEY_WIDTH > this.#keys.length) {
      const keys = new Int32Array(this.#keys.length * 2);
      keys.set(this.#keys);
      this.#keys = keys;
      const figures = new Float64Array(this.#figures.length * 2);
      figures.set(this.#figures);
      this.#figures = figures;
    }
    this.#keys.fill(0, row * KEY_WIDTH, (row + 1) * KEY_WIDTH);
    this.#keys[row * KEY_WIDTH + ENDPOINT] = endpoint;
    this.#keys[row * KEY_WIDTH + REGION] = region;
    this.#keys[row * KEY_WIDTH + COHORT] = cohort;
    this.#figures.fill(0, row * WIDTH, (row + 1) * WIDTH);
    return row;
  }

  add(row: number, request: RequestFigures): void {
    const figures = this.#figures;
    const at = row * WIDTH;
    const { status, durationMilliseconds, upstreamMilliseconds, bytesSent, bytesReceived } = request;
    figures[at + REQUESTS] = (figures[at + REQUESTS] ?? 0) + 1;
    if (request.aborted) figures[at + ABORTED] = (figures[at + ABORTED] ?? 0) + 1;
    else if (status >= 500) figures[at + SERVER_ERRORS] = (figures[at + SERVER_ERRORS] ?? 0) + 1;
    else if (status >= 400) figures[at + CLIENT_ERRORS] = (figures[at + CLIENT_ERRORS] ?? 0) + 1;
    if (bytesSent > 0) figures[at + BYTES_SENT] = (figures[at + BYTES_SENT] ?? 0) + bytesSent;
    if (bytesReceived > 0) figures[at + BYTES_RECEIVED] = (figures[at + BYTES_RECEIVED] ?? 0) + bytesReceived;
    if (upstreamMilliseconds >= 0) {
      figures[at + UPSTREAM] = (figures[at + UPSTREAM] ?? 0) + upstreamMilliseconds;
      figures[at + UPSTREAM_REQUESTS] = (figures[at + UPSTREAM_REQUESTS] ?? 0) + 1;
    }
    if (request.upgraded) {
      figures[at + UPGRADED] = (figures[at + UPGRADED] ?? 0) + 1;
    } else if (durationMilliseconds >= 0) {
      figures[at + DURATION] = (figures[at + DURATION] ?? 0) + durationMilliseconds;
      this.#count(row, latencyBucket(durationMilliseconds), 1);
    }
  }

  /** Adds the figures of a row of another to those of one of its own. */
  merge(row: number, other: TotalCells, theirs: number): void {
    for (let figure = 0; figure < WIDTH; figure += 1) this.#figures[row * WIDTH + figure] = this.figure(row, figure) + other.figure(theirs, figure);
    const key = theirs * KEY_WIDTH;
    for (let index = 0; index < (other.#keys[key + LENGTH] ?? 0); index += 1) {
      const count = other.#counts[(other.#keys[key + COUNTS] ?? 0) + index] ?? 0;
      if (count > 0) this.#count(row, (other.#keys[key + FROM] ?? 0) + index, count);
    }
  }

  /** A copy of the latencies of a row. */
  latency(row: number): LatencyHistogram {
    const key = row * KEY_WIDTH;
    const start = this.#keys[key + COUNTS] ?? 0;
    return LatencyHistogram.of(this.#counts.slice(start, start + (this.#keys[key + LENGTH] ?? 0)), this.#keys[key + FROM] ?? 0);
  }

  #count(row: number, bucket: number, count: number): void {
    if (bucket < 0 || bucket > MOST_BUCKETS) return;
    const key = row * KEY_WIDTH;
    let index = bucket - (this.#keys[key + FROM] ?? 0);
    if (index < 0 || index >= (this.#keys[key + LENGTH] ?? 0)) index = this.#grow(key, bucket);
    const place = (this.#keys[key + COUNTS] ?? 0) + index;
    this.#counts[place] = (this.#counts[place] ?? 0) + count;
  }

  /** Makes room for a bucket; gives its place among those of the row. */
  #grow(key: number, bucket: number): number {
    const [start, from, length] = [this.#keys[key + COUNTS] ?? 0, this.#keys[key + FROM] ?? 0, this.#keys[key + LENGTH] ?? 0];
    const low = bucket - (bucket % STEP);
    const first = length === 0 ? low : Math.min(from, low);
    const size = Math.max(length === 0 ? 0 : from + length, low + STEP) - first;
    let place = this.#free.get(size)?.pop() ?? -1;
    if (place < 0) {
      place = this.#used;
      this.#used += size;
      if (this.#used > this.#counts.length) {
        const grown = new Uint32Array(Math.max(this.#used, Math.ceil(this.#counts.length * 1.5)));
        grown.set(this.#counts);
        this.#counts = grown;
      }
    } else {
      this.#counts.fill(0, place, place + size);
    }
    if (length > 0) {
      this.#counts.copyWithin(place + from - first, start, start + length);
      const free = this.#free.get(length);
      if (free === undefined) this.#free.set(length, [start]);
      else free.push(start);
    }
    this.#keys[key + COUNTS] = place;
    this.#keys[key + FROM] = first;
    this.#keys[key + LENGTH] = size;
    return bucket - first;
  }
}
