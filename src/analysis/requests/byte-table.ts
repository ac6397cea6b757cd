/** A hash of `bytes[start, end)`: 32 bits, FNV-1a over the bytes and mixed at the end (murmur3's finalizer). */
export function hashBytes(bytes: Uint8Array, start: number, end: number, seed = 0): number {
  let hash = (0x811c9dc5 ^ seed) | 0;
  for (let index = start; index < end; index += 1) hash = Math.imul(hash ^ (bytes[index] ?? 0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/** The same of what is longer than three bytes, four bytes at a time, the last of them twice where they overlap: another hash. */
function hashWords(view: DataView, start: number, end: number, seed: number): number {
  let hash = Math.imul((end - start) ^ seed, 0x9e3779b1);
  const last = end - 4;
  for (let at = start; at < last; at += 4) {
    hash = Math.imul(hash ^ view.getInt32(at, true), 0x85ebca6b);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash ^ view.getInt32(last, true), 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 13), 0x27d4eb2f);
  return hash ^ (hash >>> 16);
}

const NO_BYTES = new Uint8Array(0);

/** What stands before a key, and where. */
const LENGTH = 1;
const CHECK = 2;
const USED = 3;
const GENERATION = 4;
const HEAD = 5;

export interface ByteTableOptions {
  /** No more ids than this at a time. */
  readonly limit: number;
  /** Bytes that are kept of each key; longer keys are told apart by these and two hashes. Default 40: an IPv6 address. */
  readonly keyBytes?: number;
  /** Against keys that were made to collide: a number that others do not know. Default 0. */
  readonly seed?: number;
}

/**
 * Small numbers for ranges of bytes (clients, sessions, upstreams): open addressing, and no string is made. When it is
 * full, the id of a key that was not asked for in a while is given to the new one (second chance, Corbató 1968), and
 * `generation` of that id rises, by which those who keep figures by id know that it is another.
 */
export class ByteTable {
  readonly #limit: number;
  readonly #keyBytes: number;
  readonly #seed: number;
  /** Ids plus one, by hash; 0 is free. */
  #slots = new Int32Array(64);
  #mask = 63;
  #size = 0;
  #capacity = 32;
  #hand = 0;
  /** Of each id side by side, so that a look costs one line of cache: hash, length, second hash, use, generation, key. */
  #entries: Int32Array;
  #bytes: Uint8Array;
  readonly #words: number;
  /** The bytes that were read last, four at a time. */
  #seen: Uint8Array = NO_BYTES;
  #view: DataView = new DataView(NO_BYTES.buffer);
  #keys: DataView;
  #evicted = 0;
  #added = false;

  constructor({ limit, keyBytes = 40, seed = 0 }: ByteTableOptions) {
    this.#limit = Math.max(1, limit);
    this.#words = HEAD + Math.ceil(Math.max(4, keyBytes) / 4);
    this.#keyBytes = (this.#words - HEAD) * 4;
    this.#seed = seed;
    this.#entries = new Int32Array(this.#capacity * this.#words);
    this.#bytes = new Uint8Array(this.#entries.buffer);
    this.#keys = new DataView(this.#entries.buffer);
  }

  /** Ids are 0 to size - 1. */
  get size(): number {
    return this.#size;
  }

  /** How many ids were given to another key. */
  get evicted(): number {
    return this.#evicted;
  }

  /** Whether the last `idOf` gave an id to a new key. */
  get added(): boolean {
    return this.#added;
  }

  generation(id: number): number {
    return this.#entries[id * this.#words + GENERATION] ?? 0;
  }

  /** The key of an id: its first `keyBytes` bytes. */
  key(id: number): Uint8Array {
    const entry = id * this.#words;
    const from = (entry + HEAD) * 4;
    return this.#bytes.subarray(from, from + Math.min(this.#keyBytes, this.#entries[entry + LENGTH] ?? 0));
  }

  /** The id of a key that is there; -1. */
  find(bytes: Uint8Array, start: number, end: number): number {
    return (this.#slots[this.#slotOf(this.#hash(bytes, start, end), bytes, start, end)] ?? 0) - 1;
  }

  /** The id of a key, which is given one if it has none. */
  idOf(bytes: Uint8Array, start: number, end: number): number {
    const hash = this.#hash(bytes, start, end);
    const slot = this.#slotOf(hash, bytes, start, end);
    const found = (this.#slots[slot] ?? 0) - 1;
    if (found < 0) return this.#add(hash, slot, bytes, start, end);
    this.#added = false;
    const use = found * this.#words + USED;
    if (this.#entries[use] !== 1) this.#entries[use] = 1;
    return found;
  }

  clear(): void {
    this.#slots.fill(0);
    for (let id = 0; id < this.#size; id += 1) this.#entries[id * this.#words + GENERATION] = this.generation(id) + 1;
    this.#size = 0;
    this.#hand = 0;
  }

  #add(hash: number, free: number, bytes: Uint8Array, start: number, end: number): number {
    let slot = free;
    let id = this.#size;
    if (id < this.#limit) {
      this.#size += 1;
      if (this.#size > this.#capacity) this.#growEntries();
      if (this.#size * 2 > this.#slots.length) {
        this.#growSlots();
        slot = this.#slotOf(hash, bytes, start, end);
      }
    } else {
      id = this.#evict();
      slot = this.#slotOf(hash, bytes, start, end);
    }
    const length = end - start;
    const entry = id * this.#words;
    this.#slots[slot] = id + 1;
    this.#entries[entry] = hash;
    this.#entries[entry + LENGTH] = length;
    this.#entries[entry + CHECK] = length > this.#keyBytes ? hashBytes(bytes, start, end, ~this.#seed) : 0;
    this.#entries[entry + USED] = 1;
    this.#bytes.set(bytes.subarray(start, start + Math.min(length, this.#keyBytes)), (entry + HEAD) * 4);
    this.#added = true;
    return id;
  }

  #hash(bytes: Uint8Array, start: number, end: number): number {
    if (end - start < 4) return hashBytes(bytes, start, end, this.#seed);
    if (bytes !== this.#seen) {
      this.#seen = bytes;
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    return hashWords(this.#view, start, end, this.#seed);
  }

  /** The slot a key stands in, or the free one where it would. */
  #slotOf(hash: number, bytes: Uint8Array, start: number, end: number): number {
    let slot = hash & this.#mask;
    for (;;) {
      const id = (this.#slots[slot] ?? 0) - 1;
      if (id < 0 || (this.#entries[id * this.#words] === hash && this.#isKey(id * this.#words, bytes, start, end))) return slot;
      slot = (slot + 1) & this.#mask;
    }
  }

  #isKey(entry: number, bytes: Uint8Array, start: number, end: number): boolean {
    const length = end - start;
    if (this.#entries[entry + LENGTH] !== length) return false;
    const from = (entry + HEAD) * 4;
    const kept = Math.min(length, this.#keyBytes);
    let index = 0;
    if (length >= 4) for (; index + 4 <= kept; index += 4) if (this.#keys.getInt32(from + index, true) !== this.#view.getInt32(start + index, true)) return false;
    for (; index < kept; index += 1) if (this.#bytes[from + index] !== bytes[start + index]) return false;
    return length <= this.#keyBytes || this.#entries[entry + CHECK] === hashBytes(bytes, start, end, ~this.#seed);
  }

  #growEntries(): void {
    this.#capacity = Math.min(this.#limit, this.#capacity * 2);
    const grown = new Int32Array(this.#capacity * this.#words);
    grown.set(this.#entries);
    this.#entries = grown;
    this.#bytes = new Uint8Array(grown.buffer);
    this.#keys = new DataView(grown.buffer);
  }

  #growSlots(): void {
    this.#slots = new Int32Array(this.#slots.length * 2);
    this.#mask = this.#slots.length - 1;
    // The newest has no hash yet; it is put in by who asked.
    for (let id = 0; id < this.#size - 1; id += 1) {
      let slot = (this.#entries[id * this.#words] ?? 0) & this.#mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & this.#mask;
      this.#slots[slot] = id + 1;
    }
  }

  #evict(): number {
    while (this.#entries[this.#hand * this.#words + USED] === 1) {
      this.#entries[this.#hand * this.#words + USED] = 0;
      this.#hand = (this.#hand + 1) % this.#limit;
    }
    const id = this.#hand;
    this.#hand = (id + 1) % this.#limit;
    this.#remove(id);
    this.#entries[id * this.#words + GENERATION] = this.generation(id) + 1;
    this.#evicted += 1;
    return id;
  }

  /** Takes an id out of the slots; those behind it move up so that none is behind a gap (Knuth 6.4, algorithm R). */
  #remove(id: number): void {
    let gap = (this.#entries[id * this.#words] ?? 0) & this.#mask;
    while (this.#slots[gap] !== id + 1) gap = (gap + 1) & this.#mask;
    for (let slot = (gap + 1) & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const other = (this.#slots[slot] ?? 0) - 1;
      if (other < 0) break;
      const home = (this.#entries[other * this.#words] ?? 0) & this.#mask;
      if (((slot - home) & this.#mask) >= ((slot - gap) & this.#mask)) {
        this.#slots[gap] = other + 1;
        gap = slot;
      }
    }
    this.#slots[gap] = 0;
  }
}
