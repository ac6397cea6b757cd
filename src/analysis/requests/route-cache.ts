/** Paths that are kept; what clients ask for is mostly what they just asked for (Breslau et al. 1999). */
const ENTRIES = 4096;
/** Longer paths are not kept. */
const MOST_WORDS = 12;
/** Before the words of a path: its hash, its length and method, and what is known of it. */
const HASH = 0;
const SHAPE = 1;
const ROUTE = 2;
const PLACE = 3;
const HEAD = 4;
const WIDTH = 16;
const NO_BYTES = new Uint8Array(0);

/**
 * Which route a path was of when it was asked for last: one place for each hash, four bytes at a time, all of them
 * compared, so that paths made to collide cost no more than a look. Forgets everything when routes change.
 */
export class RouteCache {
  readonly #entries = new Int32Array(ENTRIES * WIDTH);
  #bytes: Uint8Array = NO_BYTES;
  #view: DataView = new DataView(NO_BYTES.buffer);
  /** The entry of the path that was looked for last; -1 of one that is not kept. */
  #entry = -1;
  #hash = 0;
  #empty = true;

  /** The place where the path's route was found. Only of what `find` found. */
  get place(): number {
    return this.#entries[this.#entry + PLACE] ?? 0;
  }

  /** The route of a method and a path; 0 if it is not known. */
  find(bytes: Uint8Array, start: number, end: number, method: number): number {
    const length = end - start;
    if (length < 4 || length > MOST_WORDS * 4) {
      this.#entry = -1;
      return 0;
    }
    if (bytes !== this.#bytes) {
      this.#bytes = bytes;
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    const view = this.#view;
    const entries = this.#entries;
    const last = end - 4;
    let hash = Math.imul(length, 0x9e3779b1) ^ method;
    for (let at = start; at < last; at += 4) hash = Math.imul(hash ^ view.getInt32(at, true), 0x85ebca6b) ^ (hash >>> 15);
    hash = Math.imul(hash ^ view.getInt32(last, true), 0xc2b2ae35);
    hash ^= hash >>> 15;
    const entry = (hash & (ENTRIES - 1)) * WIDTH;
    this.#entry = entry;
    this.#hash = hash;
    if (entries[entry + HASH] !== hash || entries[entry + SHAPE] !== ((length << 8) | method)) return 0;
    let word = entry + HEAD;
    for (let at = start; at < last; at += 4) if (entries[word++] !== view.getInt32(at, true)) return 0;
    return entries[word] === view.getInt32(last, true) ? entries[entry + ROUTE] ?? 0 : 0;
  }

  /** Keeps the route of the path that was just looked for. */
  keep(start: number, end: number, method: number, route: number, place: number): void {
    const entry = this.#entry;
    if (entry < 0) return;
    const entries = this.#entries;
    this.#empty = false;
    entries[entry + HASH] = this.#hash;
    entries[entry + SHAPE] = ((end - start) << 8) | method;
    entries[entry + ROUTE] = route;
    entries[entry + PLACE] = place;
    let word = entry + HEAD;
    for (let at = start; at < end - 4; at += 4) entries[word++] = this.#view.getInt32(at, true);
    entries[word] = this.#view.getInt32(end - 4, true);
  }

  clear(): void {
    if (!this.#empty) this.#entries.fill(0);
    this.#empty = true;
    this.#entry = -1;
  }
}
