import { CorruptError } from './corrupt-error.ts';

const FIRST_BYTES = 256;
const CONTINUES = 0x80;
/** Above this a number has no exact place among doubles; 8 bytes hold it. */
const LARGEST = Number.MAX_SAFE_INTEGER;
const MOST_FACTOR = CONTINUES ** 7;

/** Signed integers as unsigned ones, small magnitudes small: 0, -1, 1, -2 ... Exact up to 2^52. */
export const zigzag = (value: number): number => (value >= 0 ? value * 2 : -value * 2 - 1);
export const unzigzag = (value: number): number => (value % 2 === 0 ? value / 2 : -(value + 1) / 2);

/** Appends bytes to a buffer that grows. Integers are LEB128, at most 2^53 - 1. */
export class ByteWriter {
  #bytes: Uint8Array;
  #length = 0;

  constructor(room = FIRST_BYTES) {
    this.#bytes = new Uint8Array(room);
  }

  get length(): number {
    return this.#length;
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length] = value;
    this.#length += 1;
  }

  unsigned(value: number): void {
    this.#reserve(8);
    let rest = value;
    let at = this.#length;
    while (rest >= CONTINUES) {
      this.#bytes[at] = (rest % CONTINUES) | CONTINUES;
      at += 1;
      rest = Math.floor(rest / CONTINUES);
    }
    this.#bytes[at] = rest;
    this.#length = at + 1;
  }

  signed(value: number): void {
    this.unsigned(zigzag(value));
  }

  bytes(source: Uint8Array): void {
    this.#reserve(source.length);
    this.#bytes.set(source, this.#length);
    this.#length += source.length;
  }

  text(text: string): void {
    const bytes = Buffer.from(text, 'utf8');
    this.unsigned(bytes.length);
    this.bytes(bytes);
  }

  /** Room for `count` bytes, zero at first, to be filled in place. */
  area(count: number): Uint8Array {
    this.#reserve(count);
    const area = this.#bytes.subarray(this.#length, this.#length + count);
    area.fill(0);
    this.#length += count;
    return area;
  }

  /** Sets bit `bit`, least significant first, of what begins at byte `from`. */
  setBit(from: number, bit: number): void {
    const at = from + (bit >> 3);
    this.#bytes[at] = (this.#bytes[at] ?? 0) | (1 << (bit & 7));
  }

  /** What was written; a view that the next write may change. */
  view(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  clear(): void {
    this.#length = 0;
  }

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}

/** Reads what a `ByteWriter` wrote. Throws a `CorruptError` where bytes are missing or a number cannot be. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  byte(): number {
    const value = this.#bytes[this.#at];
    if (value === undefined) throw new CorruptError('it ends too soon');
    this.#at += 1;
    return value;
  }

  unsigned(): number {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = this.byte();
      value += (byte & 0x7f) * factor;
      if (value > LARGEST) throw new CorruptError('it holds a number that is too large');
      if (byte < CONTINUES) return value;
      // Without a bound, bytes that say nothing but that more follow would end as NaN.
      if (factor === MOST_FACTOR) throw new CorruptError('it holds a number that does not end');
      factor *= CONTINUES;
    }
  }

  signed(): number {
    return unzigzag(this.unsigned());
  }

  /** A number of things, of which there cannot be more than `most`. */
  count(most: number): number {
    const value = this.unsigned();
    if (value > most) throw new CorruptError(`it announces ${value} where ${most} is the most`);
    return value;
  }

  bytes(count: number): Uint8Array {
    if (count > this.left) throw new CorruptError('it ends too soon');
    const view = this.#bytes.subarray(this.#at, this.#at + count);
    this.#at += count;
    return view;
  }

  text(): string {
    return Buffer.from(this.bytes(this.unsigned())).toString('utf8');
  }
}
