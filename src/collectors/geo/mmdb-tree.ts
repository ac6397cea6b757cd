import type { AddressVersion, AddressWords } from './address.ts';
import { MmdbError, MmdbValues, type MmdbValue, numberAt, textAt } from './mmdb-values.ts';

const MARKER = Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1');
/** The specification: the marker stands in the last 128 KiB. */
const METADATA_BYTES = 128 * 1024;
/** Zeros between tree and data. */
const SEPARATOR = 16;

/** A run of addresses of one record. `record`: its offset in the data section, -1 for none. Words are those of AddressWords. */
export type RangeVisitor = (version: 4 | 6, words: AddressWords, record: number) => void;

/** The search tree of a MaxMind DB file (specification 2.0) in memory. All reads are checked: the file may be anybody's. */
export class MmdbTree {
  readonly type: string;
  /** When the database was made, s since the epoch; NaN where it does not tell. */
  readonly buildEpoch: number;
  readonly #bytes: Uint8Array;
  readonly #nodes: number;
  readonly #nodeBytes: number;
  readonly #version: number;
  readonly #values: MmdbValues;
  readonly #dataBytes: number;
  readonly #four: number;

  /** Throws MmdbError for a file that is none. */
  constructor(file: Uint8Array) {
    const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
    const marker = bytes.subarray(Math.max(0, bytes.length - METADATA_BYTES)).lastIndexOf(MARKER);
    if (marker < 0) throw new MmdbError('it has no metadata of a MaxMind DB');
    const metadataAt = Math.max(0, bytes.length - METADATA_BYTES) + marker;
    const metadata = new MmdbValues(bytes.subarray(metadataAt + MARKER.length)).read(0);
    if (numberAt(metadata, 'binary_format_major_version') !== 2) throw new MmdbError('it is of another format than 2');
    const [nodes = 0, recordBits = 0, version = 0] = ['node_count', 'record_size', 'ip_version'].map((name) => numberAt(metadata, name));
    if (![24, 28, 32].includes(recordBits) || (version !== 4 && version !== 6)) throw new MmdbError('its metadata tell of sizes that there are not');
    const treeBytes = nodes * recordBits / 4;
    if (!Number.isSafeInteger(nodes) || nodes < 1 || treeBytes + SEPARATOR > metadataAt) throw new MmdbError('it is shorter than its metadata say');
    this.type = textAt(metadata, 'database_type') ?? '';
    this.buildEpoch = numberAt(metadata, 'build_epoch') ?? Number.NaN;
    [this.#bytes, this.#nodes, this.#nodeBytes, this.#version] = [bytes, nodes, recordBits / 4, version];
    this.#values = new MmdbValues(bytes.subarray(treeBytes + SEPARATOR, metadataAt));
    this.#dataBytes = metadataAt - treeBytes - SEPARATOR;
    let four = 0;
    for (let depth = 0; this.#version === 6 && depth < 96 && four < nodes; depth += 1) four = this.#child(four, 0);
    this.#four = four;
  }

  #child(node: number, bit: number): number {
    const [bytes, size] = [this.#bytes, this.#nodeBytes];
    const at = node * size;
    if (size === 6) {
      const from = at + bit * 3;
      return ((bytes[from] ?? 0) << 16) | ((bytes[from + 1] ?? 0) << 8) | (bytes[from + 2] ?? 0);
    }
    if (size === 8) {
      const from = at + bit * 4;
      return (bytes[from] ?? 0) * 0x1000000 + (((bytes[from + 1] ?? 0) << 16) | ((bytes[from + 2] ?? 0) << 8) | (bytes[from + 3] ?? 0));
    }
    // 28 bits: the middle byte holds the highest four of both.
    const from = at + bit * 4;
    const high = bit === 0 ? (bytes[at + 3] ?? 0) >> 4 : (bytes[at + 3] ?? 0) & 15;
    return high * 0x1000000 + (((bytes[from] ?? 0) << 16) | ((bytes[from + 1] ?? 0) << 8) | (bytes[from + 2] ?? 0));
  }

  #recordOf(node: number): number {
    if (node <= this.#nodes) return -1;
    const record = node - this.#nodes - SEPARATOR;
    return record >= 0 && record < this.#dataBytes ? record : -1;
  }

  /** The offset of an address's record, or -1. At most 128 steps, no garbage. */
  find(version: AddressVersion, words: AddressWords): number {
    if (version === 0 || (version === 6 && this.#version === 4)) return -1;
    let node = version === 4 ? this.#four : 0;
    for (let word = version === 4 ? 3 : 0; word < 4; word += 1) {
      const bits = words[word] ?? 0;
      for (let shift = 31; shift >= 0; shift -= 1) {
        if (node >= this.#nodes) return this.#recordOf(node);
        node = this.#child(node, (bits >>> shift) & 1);
      }
    }
    return this.#recordOf(node);
  }

  /** Values read of records so far. */
  get spent(): number {
    return this.#values.spent;
  }

  /** A record's value. Throws MmdbError. */
  record(offset: number): MmdbValue {
    return this.#values.read(offset);
  }

  /**
   * Tells all ranges in order, by the first address of each, IPv4 first. IPv4 within IPv6 (the places from which databases lead
   * there a second time) is left out. Throws MmdbError where nodes lead in circles.
   */
  ranges(visit: RangeVisitor): void {
    const words = new Uint32Array(4);
    // A tree's every node is entered once, by one of the two sides of another.
    let entries = this.#nodes * 2 + 2;
    const walk = (node: number, depth: number, version: 4 | 6): void => {
      entries -= 1;
      if (entries < 0) throw new MmdbError('its tree leads in circles');
      if (version === 6 && node === this.#four && node < this.#nodes) return visit(6, words, -1);
      if (node >= this.#nodes || depth === 128) return visit(version, words, this.#recordOf(node));
      const [word, mask] = [depth >> 5, 0x80000000 >>> (depth & 31)];
      walk(this.#child(node, 0), depth + 1, version);
      words[word] = ((words[word] ?? 0) | mask) >>> 0;
      walk(this.#child(node, 1), depth + 1, version);
      words[word] = ((words[word] ?? 0) & ~mask) >>> 0;
      return undefined;
    };
    walk(this.#version === 6 ? this.#four : 0, 96, 4);
    if (this.#version === 6) walk(0, 0, 6);
  }
}
