import { LatencyHistogram } from './latency-histogram.ts';

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

/** The totals of one endpoint, region and cohort. */
export class RequestTotal {
  readonly endpoint: number;
  readonly region: number;
  readonly cohort: number;
  requests = 0;
  /** Responses of 400 to 499 that were not aborted. */
  clientErrors = 0;
  /** Responses of 500 and more. */
  serverErrors = 0;
  aborted = 0;
  upgraded = 0;
  bytesSent = 0;
  bytesReceived = 0;
  /** Of requests whose upstream time was told. */
  upstreamMilliseconds = 0;
  upstreamRequests = 0;
  /** Of requests whose duration was told and was a response time; the histogram has their count. */
  durationMilliseconds = 0;
  readonly latency = new LatencyHistogram();

  constructor(endpoint: number, region: number, cohort: number) {
    this.endpoint = endpoint;
    this.region = region;
    this.cohort = cohort;
  }

  add(request: RequestFigures): void {
    const { status, durationMilliseconds, upstreamMilliseconds, bytesSent, bytesReceived } = request;
    this.requests += 1;
    if (request.aborted) this.aborted += 1;
    else if (status >= 500) this.serverErrors += 1;
    else if (status >= 400) this.clientErrors += 1;
    if (bytesSent > 0) this.bytesSent += bytesSent;
    if (bytesReceived > 0) this.bytesReceived += bytesReceived;
    if (upstreamMilliseconds >= 0) {
      this.upstreamMilliseconds += upstreamMilliseconds;
      this.upstreamRequests += 1;
    }
    if (request.upgraded) {
      this.upgraded += 1;
    } else if (durationMilliseconds >= 0) {
      this.durationMilliseconds += durationMilliseconds;
      this.latency.add(durationMilliseconds);
    }
  }

  merge(other: RequestTotal): void {
    this.requests += other.requests;
    this.clientErrors += other.clientErrors;
    this.serverErrors += other.serverErrors;
    this.aborted += other.aborted;
    this.upgraded += other.upgraded;
    this.bytesSent += other.bytesSent;
    this.bytesReceived += other.bytesReceived;
    this.upstreamMilliseconds += other.upstreamMilliseconds;
    this.upstreamRequests += other.upstreamRequests;
    this.durationMilliseconds += other.durationMilliseconds;
    this.latency.merge(other.latency);
  }
}

/** What stands for a region or cohort that there was no room for. */
export const REST = -1;

/** Totals by (endpoint, region, cohort), small numbers each. Beyond the limit an endpoint's new regions and cohorts are `REST`. */
export class RequestTotals {
  readonly #limit: number;
  #rows: RequestTotal[] = [];
  /** Rows plus one, by hash. */
  #slots = new Int32Array(256);

  constructor(limit = 20_000) {
    this.#limit = limit;
  }

  rows(): readonly RequestTotal[] {
    return this.#rows;
  }

  /** The row that such requests are added to. */
  of(endpoint: number, region = 0, cohort = 0): RequestTotal {
    const mask = this.#slots.length - 1;
    let slot = hash(endpoint, region, cohort) & mask;
    for (;;) {
      const row = this.#rows[(this.#slots[slot] ?? 0) - 1];
      if (row === undefined) break;
      if (row.endpoint === endpoint && row.region === region && row.cohort === cohort) return row;
      slot = (slot + 1) & mask;
    }
    // Endpoints are bounded where they are numbered, so the rests are too.
    if (this.#rows.length >= this.#limit && (region !== REST || cohort !== REST)) return this.of(endpoint, REST, REST);
    const row = new RequestTotal(endpoint, region, cohort);
    this.#rows.push(row);
    this.#slots[slot] = this.#rows.length;
    if (this.#rows.length * 2 > this.#slots.length) this.#rebuild();
    return row;
  }

  merge(other: RequestTotals): void {
    for (const row of other.#rows) this.of(row.endpoint, row.region, row.cohort).merge(row);
  }

  /** Adds the figures of endpoints that became another (`RouteNames.takeMoves`) to that one's, in the order of the moves. */
  move(moves: readonly { readonly from: number; readonly to: number }[]): void {
    if (moves.length === 0) return;
    const heirs = new Map<number, number>();
    // A later move may take what an earlier one brought.
    for (const { from, to } of moves) {
      for (const [old, heir] of heirs) if (heir === from) heirs.set(old, to);
      heirs.set(from, to);
    }
    const moved = this.#rows.filter((row) => heirs.has(row.endpoint));
    if (moved.length === 0) return;
    this.#rows = this.#rows.filter((row) => !heirs.has(row.endpoint));
    this.#rebuild();
    for (const row of moved) this.of(heirs.get(row.endpoint) ?? row.endpoint, row.region, row.cohort).merge(row);
  }

  clear(): void {
    this.#rows = [];
    this.#slots.fill(0);
  }

  #rebuild(): void {
    let size = this.#slots.length;
    while (this.#rows.length * 2 > size) size *= 2;
    this.#slots = new Int32Array(size);
    this.#rows.forEach((row, index) => {
      let slot = hash(row.endpoint, row.region, row.cohort) & (size - 1);
      while (this.#slots[slot] !== 0) slot = (slot + 1) & (size - 1);
      this.#slots[slot] = index + 1;
    });
  }
}

function hash(endpoint: number, region: number, cohort: number): number {
  const mixed = Math.imul(endpoint, 0x9e3779b1) ^ Math.imul(region, 0x85ebca6b) ^ Math.imul(cohort, 0xc2b2ae35);
  return mixed ^ (mixed >>> 15);
}
