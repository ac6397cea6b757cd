import { type CellKey, RequestCell, RequestCells, type RequestCost } from './request-cells.ts';
import { blankRecord, type RequestRecord } from './request-record.ts';

/** Where each part of a request stands, one number each. */
const [ENDPOINT, REGION, COHORT, STATUS, DURATION, UPSTREAM, SENT, RECEIVED, CACHE, CONNECTION, CPU, CPU_LOW, CPU_HIGH, WIDTH] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13];
const PARTS: Readonly<Record<keyof CellKey, number>> = { endpoint: ENDPOINT, region: REGION, cohort: COHORT };
const FIRST_ROOM = 64;
/** From so many on, of 100 bytes each, they are added up: there are fewer endpoints by country and cohort. */
const MOST_ROWS = 16_384;

/**
 * Requests of some seconds, that become cells when these are asked for: a cell for nearly each request, as objects that live
 * for seconds, was most of what is collected as garbage.
 */
export class RequestJournal {
  #rows = new Float64Array(0);
  #count = 0;
  /** What was added up before. */
  readonly #cells = new RequestCells();
  readonly #byKey = (one: number, other: number): number => this.#difference(one, other, ENDPOINT) || this.#difference(one, other, REGION) || this.#difference(one, other, COHORT);

  /** Requests that are not added up yet, and cells. */
  get size(): number {
    return this.#count + this.#cells.size;
  }

  /** `cost`: what it cost itself, where that was measured. */
  take(record: RequestRecord, cost: RequestCost | undefined): void {
    if (this.#count >= MOST_ROWS) this.fold();
    if (this.#count * WIDTH === this.#rows.length) this.#grow();
    const [rows, at] = [this.#rows, this.#count * WIDTH];
    rows[at + ENDPOINT] = record.endpoint;
    rows[at + REGION] = record.region;
    rows[at + COHORT] = record.cohort;
    rows[at + STATUS] = record.status;
    rows[at + DURATION] = record.duration;
    rows[at + UPSTREAM] = record.upstream;
    rows[at + SENT] = record.sentBytes;
    rows[at + RECEIVED] = record.receivedBytes;
    rows[at + CACHE] = record.cache;
    rows[at + CONNECTION] = record.connection ? 1 : 0;
    rows[at + CPU] = cost?.cpuSeconds ?? Number.NaN;
    rows[at + CPU_LOW] = cost?.low ?? Number.NaN;
    rows[at + CPU_HIGH] = cost?.high ?? Number.NaN;
    this.#count += 1;
  }

  /** Adds up what there is: `size` is that of the cells then. */
  fold(): void {
    if (this.#count === 0) return;
    this.#cells.merge(this.#grouped());
    this.#count = 0;
  }

  /** What is of one endpoint is of another from now on. */
  move(from: number, to: number): void {
    for (let at = ENDPOINT; at < this.#count * WIDTH; at += WIDTH) if (this.#rows[at] === from) this.#rows[at] = to;
    this.#cells.move(from, to);
  }

  /** Numbers of endpoints, regions or cohorts that are in it. */
  numbersOf(part: keyof CellKey): ReadonlySet<number> {
    const found = new Set<number>();
    for (const { key } of this.#cells.values()) found.add(key[part]);
    for (let at = PARTS[part]; at < this.#count * WIDTH; at += WIDTH) found.add(this.#rows[at] ?? -1);
    return found;
  }

  values(): Iterable<RequestCell> {
    if (this.#cells.size === 0) return this.#grouped();
    this.fold();
    return this.#cells.values();
  }

  /** One cell after the other: none is kept. */
  *#grouped(): Generator<RequestCell> {
    const rows = this.#rows;
    const order = new Int32Array(this.#count);
    for (let index = 0; index < this.#count; index += 1) order[index] = index * WIDTH;
    order.sort(this.#byKey);
    const record = blankRecord();
    let cell: RequestCell | undefined;
    for (const at of order) {
      read(rows, at, record);
      const { endpoint, region, cohort } = record;
      if (cell === undefined || cell.key.endpoint !== endpoint || cell.key.region !== region || cell.key.cohort !== cohort) {
        if (cell !== undefined) yield cell;
        cell = new RequestCell({ endpoint, region, cohort });
      }
      const cpuSeconds = rows[at + CPU] ?? Number.NaN;
      cell.take(record, Number.isNaN(cpuSeconds) ? undefined : { cpuSeconds, low: rows[at + CPU_LOW] ?? 0, high: rows[at + CPU_HIGH] ?? 0 });
    }
    if (cell !== undefined) yield cell;
  }

  #difference(one: number, other: number, field: number): number {
    return (this.#rows[one + field] ?? 0) - (this.#rows[other + field] ?? 0);
  }

  #grow(): void {
    const grown = new Float64Array(Math.max(FIRST_ROOM * WIDTH, 2 * this.#rows.length));
    grown.set(this.#rows);
    this.#rows = grown;
  }
}

function read(rows: Float64Array, at: number, record: RequestRecord): void {
  record.endpoint = rows[at + ENDPOINT] ?? -1;
  record.region = rows[at + REGION] ?? -1;
  record.cohort = rows[at + COHORT] ?? -1;
  record.status = rows[at + STATUS] ?? 0;
  record.duration = rows[at + DURATION] ?? Number.NaN;
  record.upstream = rows[at + UPSTREAM] ?? Number.NaN;
  record.sentBytes = rows[at + SENT] ?? 0;
  record.receivedBytes = rows[at + RECEIVED] ?? 0;
  record.cache = rows[at + CACHE] ?? 0;
  record.connection = rows[at + CONNECTION] === 1;
}
