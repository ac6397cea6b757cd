import { bucketOf, Sketch } from '../sketch.ts';
import type { RequestTotal } from '../requests/request-totals.ts';
import { isFailure, isRefusal, type RequestRecord } from './request-record.ts';

/** Sums of a cell that are plain numbers, in the order in which they are stored. */
export const CELL_SUMS = [
  'requests', 'failures', 'refusals', 'sentBytes', 'receivedBytes', 'durationSeconds', 'upstreamSeconds', 'cpuSeconds', 'cpuLowSeconds', 'cpuHighSeconds', 'cpuKnown', 'connections', 'connectionSeconds', 'cached', 'hits',
] as const;
export type CellSum = (typeof CELL_SUMS)[number];

/** What is told apart: numbers of names that whoever keeps cells knows. */
export interface CellKey {
  readonly endpoint: number;
  readonly region: number;
  readonly cohort: number;
}

/** All that is kept of the requests of one endpoint, country and cohort in a time. Seconds and bytes; `cpuKnown`: requests whose cost is known. */
export class RequestCell {
  readonly key: CellKey;
  readonly sums: Record<CellSum, number>;
  /** Response times in ms, as `LatencyHistogram` has them; long connections are not in it. */
  readonly latency = new Sketch();

  constructor(key: CellKey) {
    this.key = key;
    this.sums = { requests: 0, failures: 0, refusals: 0, sentBytes: 0, receivedBytes: 0, durationSeconds: 0, upstreamSeconds: 0, cpuSeconds: 0, cpuLowSeconds: 0, cpuHighSeconds: 0, cpuKnown: 0, connections: 0, connectionSeconds: 0, cached: 0, hits: 0 };
  }

  take(record: RequestRecord, cost: RequestCost | undefined): void {
    const { sums } = this;
    const seconds = record.duration / 1000;
    sums.requests += 1;
    if (isFailure(record.status)) sums.failures += 1;
    else if (isRefusal(record.status)) sums.refusals += 1;
    sums.sentBytes += record.sentBytes;
    sums.receivedBytes += record.receivedBytes;
    if (record.connection) {
      sums.connections += 1;
      if (!Number.isNaN(seconds)) sums.connectionSeconds += seconds;
    } else if (!Number.isNaN(seconds)) {
      sums.durationSeconds += seconds;
      this.latency.addBucket(bucketOf(Math.max(0, record.duration)), 1);
      // Only beside the time that it is a part of.
      if (!Number.isNaN(record.upstream)) sums.upstreamSeconds += record.upstream / 1000;
    }
    if (cost !== undefined) {
      sums.cpuSeconds += cost.cpuSeconds;
      sums.cpuLowSeconds += cost.low;
      sums.cpuHighSeconds += cost.high;
      sums.cpuKnown += 1;
    }
    if (record.cache !== 0) {
      sums.cached += 1;
      if (record.cache === 1) sums.hits += 1;
    }
  }

  /** Takes over what a whole log came to. */
  takeTotal(total: RequestTotal): void {
    const { sums } = this;
    sums.requests += total.requests;
    sums.failures += total.serverErrors + total.aborted;
    sums.refusals += total.clientErrors;
    sums.sentBytes += total.bytesSent;
    sums.receivedBytes += total.bytesReceived;
    sums.durationSeconds += total.durationMilliseconds / 1000;
    sums.upstreamSeconds += total.upstreamMilliseconds / 1000;
    sums.connections += total.upgraded;
    total.latency.addTo(this.latency);
  }

  merge(other: RequestCell): void {
    for (const name of CELL_SUMS) this.sums[name] += other.sums[name];
    this.latency.merge(other.latency);
  }
}

/** What one request cost, CPU seconds, with its 90 % interval. */
export interface RequestCost {
  readonly cpuSeconds: number;
  readonly low: number;
  readonly high: number;
}

/** Numbers of regions and cohorts are below this: in the store all names are numbered in one row. */
const MOST_NUMBERS = 2 ** 24;

/** Cells by their key. */
export class RequestCells {
  /** By endpoint, and then by region and cohort as one number. */
  readonly #cells = new Map<number, Map<number, RequestCell>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  take(record: RequestRecord, cost: RequestCost | undefined): void {
    this.cell(record).take(record, cost);
  }

  merge(other: Iterable<RequestCell>): void {
    for (const cell of other) this.cell(cell.key).merge(cell);
  }

  cell(key: CellKey): RequestCell {
    const { endpoint, region, cohort } = key;
    let own = this.#cells.get(endpoint);
    if (own === undefined) {
      own = new Map();
      this.#cells.set(endpoint, own);
    }
    // -1 is a number too: none.
    const code = (region + 1) * MOST_NUMBERS + cohort + 1;
    let cell = own.get(code);
    if (cell === undefined) {
      cell = new RequestCell({ endpoint, region, cohort });
      own.set(code, cell);
      this.#size += 1;
    }
    return cell;
  }

  /** What is of one endpoint is of another from now on. */
  move(from: number, to: number): void {
    const moved = from === to ? undefined : this.#cells.get(from);
    if (moved === undefined) return;
    this.#cells.delete(from);
    this.#size -= moved.size;
    for (const cell of moved.values()) this.cell({ ...cell.key, endpoint: to }).merge(cell);
  }

  *values(): Generator<RequestCell> {
    for (const own of this.#cells.values()) yield* own.values();
  }

  clear(): void {
    this.#cells.clear();
    this.#size = 0;
  }
}
