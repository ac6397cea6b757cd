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

/** Figures of a row by their place: side by side, so that a request touches two lines of cache and not one for each. */
const REQUESTS = 0;
const CLIENT_ERRORS = 1;
const SERVER_ERRORS = 2;
const ABORTED = 3;
const UPGRADED = 4;
const BYTES_SENT = 5;
const BYTES_RECEIVED = 6;
const UPSTREAM = 7;
const UPSTREAM_REQUESTS = 8;
const DURATION = 9;
const FIGURES = 10;

/** The totals of one endpoint, region and cohort. */
export class RequestTotal {
  readonly endpoint: number;
  readonly region: number;
  readonly cohort: number;
  readonly latency = new LatencyHistogram();
  readonly #figures = new Float64Array(FIGURES);

  constructor(endpoint: number, region: number, cohort: number) {
    this.endpoint = endpoint;
    this.region = region;
    this.cohort = cohort;
  }

  get requests(): number {
    return this.#figures[REQUESTS] ?? 0;
  }

  /** Responses of 400 to 499 that were not aborted. */
  get clientErrors(): number {
    return this.#figures[CLIENT_ERRORS] ?? 0;
  }

  /** Responses of 500 and more. */
  get serverErrors(): number {
    return this.#figures[SERVER_ERRORS] ?? 0;
  }

  get aborted(): number {
    return this.#figures[ABORTED] ?? 0;
  }

  get upgraded(): number {
    return this.#figures[UPGRADED] ?? 0;
  }

  get bytesSent(): number {
    return this.#figures[BYTES_SENT] ?? 0;
  }

  get bytesReceived(): number {
    return this.#figures[BYTES_RECEIVED] ?? 0;
  }

  /** The sum over `upstreamRequests`, those whose upstream time was told. */
  get upstreamMilliseconds(): number {
    return this.#figures[UPSTREAM] ?? 0;
  }

  get upstreamRequests(): number {
    return this.#figures[UPSTREAM_REQUESTS] ?? 0;
  }

  /** The sum over requests whose duration was told and was a response time; `latency` has their count. */
  get durationMilliseconds(): number {
    return this.#figures[DURATION] ?? 0;
  }

  add(request: RequestFigures): void {
    const figures = this.#figures;
    const { status, durationMilliseconds, upstreamMilliseconds, bytesSent, bytesReceived } = request;
    figures[REQUESTS] = (figures[REQUESTS] ?? 0) + 1;
    if (request.aborted) figures[ABORTED] = (figures[ABORTED] ?? 0) + 1;
    else if (status >= 500) figures[SERVER_ERRORS] = (figures[SERVER_ERRORS] ?? 0) + 1;
    else if (status >= 400) figures[CLIENT_ERRORS] = (figures[CLIENT_ERRORS] ?? 0) + 1;
    if (bytesSent > 0) figures[BYTES_SENT] = (figures[BYTES_SENT] ?? 0) + bytesSent;
    if (bytesReceived > 0) figures[BYTES_RECEIVED] = (figures[BYTES_RECEIVED] ?? 0) + bytesReceived;
    if (upstreamMilliseconds >= 0) {
      figures[UPSTREAM] = (figures[UPSTREAM] ?? 0) + upstreamMilliseconds;
      figures[UPSTREAM_REQUESTS] = (figures[UPSTREAM_REQUESTS] ?? 0) + 1;
    }
    if (request.upgraded) {
      figures[UPGRADED] = (figures[UPGRADED] ?? 0) + 1;
    } else if (durationMilliseconds >= 0) {
      figures[DURATION] = (figures[DURATION] ?? 0) + durationMilliseconds;
      this.latency.add(durationMilliseconds);
    }
  }

  merge(other: RequestTotal): void {
    for (let place = 0; place < FIGURES; place += 1) this.#figures[place] = (this.#figures[place] ?? 0) + (other.#figures[place] ?? 0);
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
