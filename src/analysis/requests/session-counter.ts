import { ByteTable } from './byte-table.ts';

/** A visit ends when nothing came for so long: half an hour, as web analytics count since webalizer. */
const PAUSE = 30 * 60_000;

export interface SessionCounterOptions {
  /** Clients or sessions that are known at a time. Default 200,000; what is beyond takes the place of the longest silent. */
  readonly limit?: number;
  readonly pauseMilliseconds?: number;
  /** A number that others do not know (`ByteTable`). */
  readonly seed?: number;
  /** The region of a client by its address, asked once for each. Default: 0. */
  readonly regionOf?: (bytes: Uint8Array, start: number, end: number) => number;
}

/** Counts clients and their visits, and knows the region of each. */
export class SessionCounter {
  readonly #table: ByteTable;
  readonly #pause: number;
  readonly #regionOf: (bytes: Uint8Array, start: number, end: number) => number;
  /** Of each client side by side: when it was last seen, its region. */
  #known = new Float64Array(2048);
  #sessions = 0;
  #clients = 0;

  constructor({ limit = 200_000, pauseMilliseconds = PAUSE, seed = 0, regionOf = () => 0 }: SessionCounterOptions = {}) {
    this.#table = new ByteTable({ limit, seed });
    this.#pause = pauseMilliseconds;
    this.#regionOf = regionOf;
  }

  /** Visits so far. */
  get sessions(): number {
    return this.#sessions;
  }

  /** Different clients so far; one that was forgotten for want of room and comes again counts twice. */
  get clients(): number {
    return this.#clients;
  }

  /** Counts a request of a client at a time (ms); gives the client's number. */
  add(bytes: Uint8Array, start: number, end: number, milliseconds: number): number {
    const id = this.#table.idOf(bytes, start, end);
    const place = id * 2;
    if (place >= this.#known.length) this.#grow();
    if (this.#table.added) {
      this.#known[place] = milliseconds;
      this.#known[place + 1] = this.#regionOf(bytes, start, end);
      this.#sessions += 1;
      this.#clients += 1;
      return id;
    }
    const last = this.#known[place] ?? 0;
    if (milliseconds - last > this.#pause) this.#sessions += 1;
    // Lines are in the order of their ends, and not even that between files.
    if (milliseconds > last) this.#known[place] = milliseconds;
    return id;
  }

  region(client: number): number {
    return this.#known[client * 2 + 1] ?? 0;
  }

  #grow(): void {
    const known = new Float64Array(this.#known.length * 2);
    known.set(this.#known);
    this.#known = known;
  }
}
