/** Writes numbers of seven bits a byte (LEB128); what is a fraction is written as a double. */
export class VarintWriter {
  #bytes = Buffer.allocUnsafe(4096);
  #length = 0;

  /** A whole number from 0 to 2^53. */
  whole(value: number): void {
    this.#room(10);
    let left = value;
    while (left >= 128) {
      this.#bytes[this.#length] = (left % 128) + 128;
      this.#length += 1;
      left = Math.floor(left / 128);
    }
    this.#bytes[this.#length] = left;
    this.#length += 1;
  }

  /** Any number from 0, to a millionth of itself: a scale of its own would have to be right for bytes and for microseconds. */
  real(value: number): void {
    this.#room(4);
    this.#bytes.writeFloatLE(value, this.#length);
    this.#length += 4;
  }

  take(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  #room(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafe(this.#bytes.length * 2);
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}

/** What was written so cannot be read: it is damaged. */
export class VarintError extends Error {}

export class VarintReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  /** Throws a `VarintError`. */
  whole(): number {
    const first = this.#bytes[this.#at];
    // Most are small.
    if (first !== undefined && first < 128) {
      this.#at += 1;
      return first;
    }
    let value = 0;
    let scale = 1;
    for (let count = 0; count < 8; count += 1) {
      const byte = this.#bytes[this.#at];
      if (byte === undefined) throw new VarintError('it ends too early');
      this.#at += 1;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
    throw new VarintError('a number is too long');
  }

  real(): number {
    if (this.left < 4) throw new VarintError('it ends too early');
    const value = this.#view.getFloat32(this.#at, true);
    this.#at += 4;
    return value;
  }
}
