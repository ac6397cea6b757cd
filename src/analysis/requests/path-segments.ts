import { assetEnding, CLASSES, looksLikeId, MAY_BE_ID, ONLY_DIGITS, SPECIAL } from './segment-shape.ts';

/** Deeper paths are cut: what is below is `**`. */
export const MOST_SEGMENTS = 16;
/** Longer paths are cut: no router has such routes. */
const LONGEST_PATH = 1024;

/** Local, so that the compiler knows it. */
const KINDS = CLASSES;
const ID_KINDS = MAY_BE_ID;
const NUMBER_KINDS = ONLY_DIGITS;
const STOPS_HERE = SPECIAL;
const SLASH = 47;
const PERCENT = 37;
const DOT = 46;
const SEMICOLON = 59;

/** These mean something else when they are not encoded: / % ? ; and DEL. */
const STAYS: ReadonlySet<number> = new Set([SLASH, PERCENT, 63, SEMICOLON, 127]);

const hexDigit = (byte: number): number => (byte >= 48 && byte <= 57 ? byte - 48 : (byte | 32) >= 97 && (byte | 32) <= 102 ? (byte | 32) - 87 : -1);

/**
 * A path taken apart: percent-encoding undone (RFC 3986, 6.2.2), empty segments and `.` left out, `..` followed, what
 * is behind `;` or `?` dropped. One object is filled anew by every path.
 */
export class PathSegments {
  bytes: Uint8Array = new Uint8Array(0);
  count = 0;
  /** There was more than is told here. */
  deeper = false;
  /** The last segment is the file of a page (a picture, a script). */
  asset = false;
  readonly starts = new Int32Array(MOST_SEGMENTS);
  readonly ends = new Int32Array(MOST_SEGMENTS);
  /** Of segments that are no ids. */
  readonly hashes = new Int32Array(MOST_SEGMENTS);
  /** 1 for segments that are an id by their looks. */
  readonly ids = new Uint8Array(MOST_SEGMENTS);
  readonly #decoded = new Uint8Array(LONGEST_PATH);
  /** The first segment that stands in there. */
  #decodedFrom = MOST_SEGMENTS;

  /** False for what is no path (`*`, `host:443`, rubbish). */
  read(source: Uint8Array, start: number, end: number): boolean {
    this.bytes = source;
    this.#decodedFrom = MOST_SEGMENTS;
    this.count = 0;
    this.deeper = end - start > LONGEST_PATH;
    this.asset = false;
    if (source[start] !== SLASH || end <= start) return false;
    let limit = Math.min(end, start + LONGEST_PATH);
    let bytes = source;
    let from = start + 1;
    let index = from;
    let kinds = 0;
    for (;;) {
      let kind = 0;
      while (index < limit && ((kind = KINDS[bytes[index] ?? 0] ?? 0) & STOPS_HERE) === 0) {
        kinds |= kind;
        index += 1;
      }
      const byte = index < limit ? bytes[index] ?? 0 : SLASH;
      if (byte === SLASH) {
        if (!this.#keep(bytes, from, index, kinds)) return true;
        if (index >= limit) break;
        from = index + 1;
        kinds = 0;
      } else if (byte === PERCENT && bytes === source) {
        // Seldom: decode what is left and go on there.
        limit = this.#decode(source, from, limit);
        bytes = this.#decoded;
        from = 0;
        index = -1;
        kinds = 0;
      } else if (byte === SEMICOLON || byte === 63) {
        // Parameters of a segment (`;jsessionid=`): up to the next slash.
        let rest = index;
        while (rest < limit && bytes[rest] !== SLASH) rest += 1;
        if (!this.#keep(bytes, from, index, kinds)) return true;
        if (rest >= limit || byte === 63) break;
        index = rest;
        from = index + 1;
        kinds = 0;
      }
      // Otherwise it is a % that was not decoded.
      index += 1;
    }
    const last = this.count - 1;
    if (last >= 0 && !this.deeper) this.asset = assetEnding(this.bytesOf(last), this.starts[last] ?? 0, this.ends[last] ?? 0) >= 0;
    return true;
  }

  /** Where segment `index` stands in: the path itself, or what was decoded of it. */
  bytesOf(index: number): Uint8Array {
    return index >= this.#decodedFrom ? this.#decoded : this.bytes;
  }

  #keep(bytes: Uint8Array, start: number, end: number, kinds: number): boolean {
    const length = end - start;
    if (length === 0 || (length === 1 && bytes[start] === DOT)) return true;
    if (length === 2 && bytes[start] === DOT && bytes[start + 1] === DOT) {
      this.count = Math.max(0, this.count - 1);
      return true;
    }
    if (this.count === MOST_SEGMENTS) {
      this.deeper = true;
      return false;
    }
    // What is decoded comes last, also after a `..` took segments away.
    if (bytes === this.#decoded && this.#decodedFrom > this.count) this.#decodedFrom = this.count;
    this.starts[this.count] = start;
    this.ends[this.count] = end;
    const isId = kinds === NUMBER_KINDS || ((length >= 16 || (kinds & ID_KINDS) !== 0) && looksLikeId(bytes, start, end));
    this.ids[this.count] = isId ? 1 : 0;
    if (!isId) {
      let hash = 0;
      for (let index = start; index < end; index += 1) hash = Math.imul(hash ^ (bytes[index] ?? 0), 0x01000193) + 0x9e3779b1;
      this.hashes[this.count] = hash;
    }
    this.count += 1;
    return true;
  }

  /** What would forge a separator or write to a terminal stays encoded. Gives how many bytes there are. */
  #decode(source: Uint8Array, start: number, end: number): number {
    let to = 0;
    for (let index = start; index < end; index += 1) {
      const byte = source[index] ?? 0;
      const high = byte === PERCENT && index + 2 < end ? hexDigit(source[index + 1] ?? 0) : -1;
      const low = high < 0 ? -1 : hexDigit(source[index + 2] ?? 0);
      const value = high * 16 + low;
      if (low >= 0 && value > 32 && !STAYS.has(value)) {
        this.#decoded[to++] = value;
        index += 2;
      } else {
        this.#decoded[to++] = byte;
      }
    }
    return to;
  }
}
