import type { LatencyHistogram } from './latency-histogram.ts';
import { FIGURE, type RequestFigures, TotalCells } from './total-cells.ts';

export type { RequestFigures } from './total-cells.ts';

/** The totals of one endpoint, region and cohort: a view of the figures that `RequestTotals` keeps, good until these are moved or cleared. */
export class RequestTotal {
  readonly endpoint: number;
  readonly region: number;
  readonly cohort: number;
  readonly #cells: TotalCells;
  readonly #row: number;

  constructor(cells: TotalCells, row: number) {
    this.endpoint = cells.endpoint(row);
    this.region = cells.region(row);
    this.cohort = cells.cohort(row);
    this.#cells = cells;
    this.#row = row;
  }

  get requests(): number {
    return this.#cells.figure(this.#row, FIGURE.requests);
  }

  /** Responses of 400 to 499 that were not aborted. */
  get clientErrors(): number {
    return this.#cells.figure(this.#row, FIGURE.clientErrors);
  }

  /** Responses of 500 and more. */
  get serverErrors(): number {
    return this.#cells.figure(this.#row, FIGURE.serverErrors);
  }

  get aborted(): number {
    return this.#cells.figure(this.#row, FIGURE.aborted);
  }

  get upgraded(): number {
    return this.#cells.figure(this.#row, FIGURE.upgraded);
  }

  get bytesSent(): number {
    return this.#cells.figure(this.#row, FIGURE.bytesSent);
  }

  get bytesReceived(): number {
    return this.#cells.figure(this.#row, FIGURE.bytesReceived);
  }

  /** The sum over `upstreamRequests`, those whose upstream time was told. */
  get upstreamMilliseconds(): number {
    return this.#cells.figure(this.#row, FIGURE.upstream);
  }

  get upstreamRequests(): number {
    return this.#cells.figure(this.#row, FIGURE.upstreamRequests);
  }

  /** The sum over requests whose duration was told and was a response time; `latency` has their count. */
  get durationMilliseconds(): number {
    return this.#cells.figure(this.#row, FIGURE.duration);
  }

  /** A copy, made anew each time. */
  get latency(): LatencyHistogram {
    return this.#cells.latency(this.#row);
  }

  add(request: RequestFigures): void {
    this.#cells.add(this.#row, request);
  }
}

/** What stands for a region or cohort that there was no room for. */
export const REST = -1;

/** Totals by (endpoint, region, cohort), small numbers each. Beyond the limit an endpoint's new regions and cohorts are `REST`. */
export class RequestTotals {
  readonly #limit: number;
  #cells = new TotalCells();
  /** Rows plus one, by hash. */
  #slots = new Int32Array(256);

  constructor(limit = 20_000) {
    this.#limit = limit;
  }

  rows(): readonly RequestTotal[] {
    return Array.from({ length: this.#cells.size }, (_, row) => new RequestTotal(this.#cells, row));
  }

  /** The row that such requests are added to. */
  of(endpoint: number, region = 0, cohort = 0): RequestTotal {
    return new RequestTotal(this.#cells, this.#rowOf(endpoint, region, cohort));
  }

  add(endpoint: number, region: number, cohort: number, request: RequestFigures): void {
    this.#cells.add(this.#rowOf(endpoint, region, cohort), request);
  }

  merge(other: RequestTotals): void {
    const cells = other.#cells;
    for (let row = 0; row < cells.size; row += 1) this.#take(cells, row, cells.endpoint(row));
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
    const before = this.#cells;
    const moved: number[] = [];
    for (let row = 0; row < before.size; row += 1) if (heirs.has(before.endpoint(row))) moved.push(row);
    if (moved.length === 0) return;
    this.clear();
    for (let row = 0; row < before.size; row += 1) if (!heirs.has(before.endpoint(row))) this.#take(before, row, before.endpoint(row));
    for (const row of moved) this.#take(before, row, heirs.get(before.endpoint(row)) ?? before.endpoint(row));
  }

  clear(): void {
    this.#cells = new TotalCells();
    this.#slots.fill(0);
  }

  #take(cells: TotalCells, row: number, endpoint: number): void {
    this.#cells.merge(this.#rowOf(endpoint, cells.region(row), cells.cohort(row)), cells, row);
  }

  #rowOf(endpoint: number, region: number, cohort: number): number {
    const mask = this.#slots.length - 1;
    let slot = hash(endpoint, region, cohort) & mask;
    for (;;) {
      const row = (this.#slots[slot] ?? 0) - 1;
      if (row < 0) break;
      if (this.#cells.isOf(row, endpoint, region, cohort)) return row;
      slot = (slot + 1) & mask;
    }
    // Endpoints are bounded where they are numbered, so the rests are too.
    if (this.#cells.size >= this.#limit && (region !== REST || cohort !== REST)) return this.#rowOf(endpoint, REST, REST);
    const row = this.#cells.push(endpoint, region, cohort);
    this.#slots[slot] = row + 1;
    if (this.#cells.size * 2 > this.#slots.length) this.#grow();
    return row;
  }

  #grow(): void {
    const size = this.#slots.length * 2;
    this.#slots = new Int32Array(size);
    for (let row = 0; row < this.#cells.size; row += 1) {
      let slot = hash(this.#cells.endpoint(row), this.#cells.region(row), this.#cells.cohort(row)) & (size - 1);
      while (this.#slots[slot] !== 0) slot = (slot + 1) & (size - 1);
      this.#slots[slot] = row + 1;
    }
  }
}

function hash(endpoint: number, region: number, cohort: number): number {
  const mixed = Math.imul(endpoint, 0x9e3779b1) ^ Math.imul(region, 0x85ebca6b) ^ Math.imul(cohort, 0xc2b2ae35);
  return mixed ^ (mixed >>> 15);
}
