/** What remote write sends of Protocol Buffers: messages of length-delimited fields, varints and doubles. */
const WIRE = { varint: 0, fixed64: 1, delimited: 2 } as const;

/** Bytes of a number as a varint. `value`: whole, from 0 to 2^53. */
export function varintBytes(value: number): number {
  let count = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) count += 1;
  return count;
}

/** Writes to a block that grows. */
export class ProtoWriter {
  #bytes: Uint8Array;
  #view: DataView;
  #at = 0;

  constructor(capacity = 1 << 16) {
    this.#bytes = new Uint8Array(capacity);
    this.#view = new DataView(this.#bytes.buffer);
  }

  get length(): number {
    return this.#at;
  }

  /** What was written; valid till the next write. */
  get written(): Uint8Array {
    return this.#bytes.subarray(0, this.#at);
  }

  reset(): void {
    this.#at = 0;
  }

  /** `value`: whole, from 0 to 2^53. */
  varint(value: number): void {
    this.#reserve(10);
    let rest = value;
    while (rest >= 128) {
      this.#bytes[this.#at] = (rest % 128) | 128;
      this.#at += 1;
      rest = Math.floor(rest / 128);
    }
    this.#bytes[this.#at] = rest;
    this.#at += 1;
  }

  /** Begins a field of so many bytes, which the caller writes next. */
  delimited(field: number, length: number): void {
    this.varint((field << 3) | WIRE.delimited);
    this.varint(length);
  }

  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  bytesField(field: number, bytes: Uint8Array): void {
    this.delimited(field, bytes.length);
    this.raw(bytes);
  }

  double(field: number, value: number): void {
    this.varint((field << 3) | WIRE.fixed64);
    this.#reserve(8);
    this.#view.setFloat64(this.#at, value, true);
    this.#at += 8;
  }

  /** A double by its bits: the payload of a NaN is not kept by numbers of the language. */
  doubleBits(field: number, bits: bigint): void {
    this.varint((field << 3) | WIRE.fixed64);
    this.#reserve(8);
    this.#view.setBigUint64(this.#at, bits, true);
    this.#at += 8;
  }

  varintField(field: number, value: number): void {
    this.varint((field << 3) | WIRE.varint);
    this.varint(value);
  }

  #reserve(more: number): void {
    if (this.#at + more <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#at + more));
    larger.set(this.written);
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}
