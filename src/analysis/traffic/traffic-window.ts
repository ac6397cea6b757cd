import { latencyBucket } from '../requests/latency-histogram.ts';
import { BucketCounts } from './bucket-counts.ts';
import { CACHE, isFailure, isRefusal, type RequestRecord } from './request-record.ts';

const SLICE_MILLISECONDS = 10_000;
const SLICES = 6;
/** What counts as now, for everything but the rate. */
export const WINDOW_MILLISECONDS = SLICE_MILLISECONDS * SLICES;
/** Over how long the rate is told. */
export const RATE_SECONDS = 10;
const SECONDS_KEPT = RATE_SECONDS + 2;

const QUANTILES = [0.5, 0.95, 0.99] as const;

/** Sums over a time. */
class Sums {
  requests = 0;
  failures = 0;
  refusals = 0;
  sentBytes = 0;
  receivedBytes = 0;
  /** Seconds; of requests, and of long connections apart. */
  duration = 0;
  connection = 0;
  /** Seconds of those requests of which both are known. */
  upstream = 0;
  upstreamOf = 0;
  cpu = 0;
  cpuKnown = 0;
  hits = 0;
  cached = 0;
  byGateway = 0;

  add(other: Sums): void {
    this.requests += other.requests;
    this.failures += other.failures;
    this.refusals += other.refusals;
    this.sentBytes += other.sentBytes;
    this.receivedBytes += other.receivedBytes;
    this.duration += other.duration;
    this.connection += other.connection;
    this.upstream += other.upstream;
    this.upstreamOf += other.upstreamOf;
    this.cpu += other.cpu;
    this.cpuKnown += other.cpuKnown;
    this.hits += other.hits;
    this.cached += other.cached;
    this.byGateway += other.byGateway;
  }

  take(record: RequestRecord, cpuSeconds: number): void {
    this.requests += 1;
    if (isFailure(record.status)) this.failures += 1;
    else if (isRefusal(record.status)) this.refusals += 1;
    this.sentBytes += record.sentBytes;
    this.receivedBytes += record.receivedBytes;
    const seconds = record.duration / 1000;
    if (record.connection) this.connection += Number.isNaN(seconds) ? 0 : seconds;
    else if (!Number.isNaN(seconds)) {
      this.duration += seconds;
      if (!Number.isNaN(record.upstream)) {
        this.upstream += record.upstream / 1000;
        this.upstreamOf += seconds;
      }
    }
    if (!Number.isNaN(cpuSeconds) && !record.byGateway) {
      this.cpu += cpuSeconds;
      this.cpuKnown += 1;
    }
    if (record.byGateway) this.byGateway += 1;
    if (record.cache !== CACHE.unknown) {
      this.cached += 1;
      if (record.cache === CACHE.hit) this.hits += 1;
    }
  }
}

interface Slice {
  index: number;
  sums: Sums;
  /** Of response times, ms. */
  readonly buckets: BucketCounts;
}

/** What is known of a set of requests now. Rates are per second, percents of the requests of the window; NaN is not known. */
export interface TrafficFigures {
  readonly requestsPerSecond: number;
  /** Of the window. */
  readonly requests: number;
  readonly errorPercent: number;
  readonly clientErrorPercent: number;
  readonly p50Seconds: number;
  readonly p95Seconds: number;
  readonly p99Seconds: number;
  readonly sentBytesPerSecond: number;
  readonly receivedBytesPerSecond: number;
  /** By Little's law: requests under way at a time. */
  readonly concurrency: number;
  readonly connections: number;
  readonly upstreamPercent: number;
  /** Requests a second over the whole window. */
  readonly meanPerSecond: number;
  /** CPU seconds a second, over the whole window. */
  readonly cpuPerSecond: number;
  readonly cpuPerRequestSeconds: number;
  readonly hitPercent: number;
  /** Part of the requests (0 to 1) that the gateway answered by itself. */
  readonly gatewayShare: number;
}

const ratio = (part: number, whole: number): number => (whole > 0 ? part / whole : Number.NaN);

/** The last minute of one set of requests, forgotten in steps of ten seconds. */
export class TrafficWindow {
  /** All requests ever. */
  total = 0;
  /** When the last one counted: epoch ms. */
  last = 0;
  readonly #seconds = new Float64Array(SECONDS_KEPT);
  readonly #secondOf = new Float64Array(SECONDS_KEPT).fill(-1);
  readonly #slices: Slice[] = [];
  /** One that is over, for the next. */
  #spare: Slice | undefined;
  readonly #buckets = new BucketCounts();
  readonly #began: number;
  #figures: TrafficFigures | undefined;
  #figuresAt = Number.NaN;

  /** `began`: epoch ms since when requests are known at all. */
  constructor(began: number) {
    this.#began = began;
  }

  /** `at`: epoch ms at which it counts; `cpuSeconds`: what it cost, NaN where that is not known. */
  add(record: RequestRecord, at: number, cpuSeconds: number): void {
    this.total += 1;
    this.last = Math.max(this.last, at);
    this.#figures = undefined;
    const second = Math.floor(at / 1000);
    const slot = second % SECONDS_KEPT;
    const kept = this.#secondOf[slot] ?? -1;
    // One that comes late must not take the place of a later second; a clock that was set back must.
    if (second > kept || kept - second > WINDOW_MILLISECONDS / 1000) {
      this.#secondOf[slot] = second;
      this.#seconds[slot] = 1;
    } else if (second === kept) this.#seconds[slot] = (this.#seconds[slot] ?? 0) + 1;
    const slice = this.#sliceOf(Math.floor(at / SLICE_MILLISECONDS));
    slice.sums.take(record, cpuSeconds);
    if (record.connection || Number.isNaN(record.duration)) return;
    const bucket = latencyBucket(Math.max(0, record.duration));
    slice.buckets.add(bucket);
    this.#buckets.add(bucket);
  }

  /** Takes over what another counted, since the two turned out to be one. */
  merge(other: TrafficWindow): void {
    this.total += other.total;
    this.last = Math.max(this.last, other.last);
    this.#figures = undefined;
    for (let slot = 0; slot < SECONDS_KEPT; slot += 1) {
      const [own, theirs] = [this.#secondOf[slot] ?? -1, other.#secondOf[slot] ?? -1];
      if (theirs > own) {
        this.#secondOf[slot] = theirs;
        this.#seconds[slot] = other.#seconds[slot] ?? 0;
      } else if (theirs === own) this.#seconds[slot] = (this.#seconds[slot] ?? 0) + (other.#seconds[slot] ?? 0);
    }
    for (const { index, sums, buckets } of other.#slices) {
      const slice = this.#sliceOf(index);
      slice.sums.add(sums);
      slice.buckets.merge(buckets);
    }
    this.#buckets.merge(other.#buckets);
  }

  /** What is asked for several times a second is made once. */
  figures(now: number): TrafficFigures {
    if (this.#figures !== undefined && this.#figuresAt === now) return this.#figures;
    this.#figuresAt = now;
    this.#figures = this.#figuresOf(now);
    return this.#figures;
  }

  #figuresOf(now: number): TrafficFigures {
    this.#forget(now);
    const sums = new Sums();
    for (const slice of this.#slices) sums.add(slice.sums);
    const [p50Seconds = Number.NaN, p95Seconds = Number.NaN, p99Seconds = Number.NaN] = this.#buckets.quantiles(QUANTILES).map((milliseconds) => milliseconds / 1000);
    // The slice under way is not full: what is in the window is spread over what it covers.
    const covered = Math.max(1, Math.min(this.#known(now), WINDOW_MILLISECONDS - SLICE_MILLISECONDS + (now % SLICE_MILLISECONDS)) / 1000);
    const behind = sums.requests - sums.byGateway;
    // Requests whose cost was not known yet count as the others do.
    const cpu = behind > 0 ? ratio(sums.cpu, sums.cpuKnown) * behind : 0;
    return {
      requestsPerSecond: this.#rate(now), requests: sums.requests,
      errorPercent: 100 * ratio(sums.failures, sums.requests), clientErrorPercent: 100 * ratio(sums.refusals, sums.requests),
      p50Seconds, p95Seconds, p99Seconds,
      sentBytesPerSecond: sums.sentBytes / covered, receivedBytesPerSecond: sums.receivedBytes / covered,
      concurrency: sums.duration / covered, connections: sums.connection / covered,
      upstreamPercent: 100 * ratio(sums.upstream, sums.upstreamOf),
      meanPerSecond: sums.requests / covered,
      cpuPerSecond: cpu / covered, cpuPerRequestSeconds: ratio(cpu, sums.requests),
      hitPercent: 100 * ratio(sums.hits, sums.cached), gatewayShare: sums.requests > 0 ? sums.byGateway / sums.requests : 0,
    };
  }

  /** Over whole seconds: the one under way, and what is still on its way from the log, would make it look less. */
  #rate(now: number): number {
    const last = Math.floor(now / 1000) - 1;
    const first = Math.max(last - RATE_SECONDS + 1, Math.floor((now - this.#known(now)) / 1000));
    let count = 0;
    for (let second = first; second <= last; second += 1) if (this.#secondOf[second % SECONDS_KEPT] === second) count += this.#seconds[second % SECONDS_KEPT] ?? 0;
    return count / Math.max(1, last - first + 1);
  }

  /** For how long requests are known, ms. A clock that was set back tells nothing of it. */
  #known(now: number): number {
    return now < this.#began ? WINDOW_MILLISECONDS : now - this.#began;
  }

  #sliceOf(index: number): Slice {
    for (let at = this.#slices.length - 1; at >= 0; at -= 1) {
      const slice = this.#slices[at];
      if (slice?.index === index) return slice;
    }
    const slice = this.#spare ?? { index, sums: new Sums(), buckets: new BucketCounts() };
    this.#spare = undefined;
    slice.index = index;
    this.#slices.push(slice);
    this.#slices.sort((one, other) => one.index - other.index);
    return slice;
  }

  #forget(now: number): void {
    const first = Math.floor(now / SLICE_MILLISECONDS) - SLICES + 1;
    while (this.#slices.length > 0 && (this.#slices[0]?.index ?? first) < first) this.#drop(this.#slices.shift());
    // What lies ahead was counted before the clock was set back: it would stay till it is that late again.
    while ((this.#slices.at(-1)?.index ?? first) > first + SLICES) this.#drop(this.#slices.pop());
  }

  #drop(gone: Slice | undefined): void {
    if (gone === undefined) return;
    this.#buckets.remove(gone.buckets);
    gone.buckets.clear();
    gone.sums = new Sums();
    this.#spare = gone;
  }
}
