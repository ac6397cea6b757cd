const CONTINUES = 0x80;

/** Numbers and texts one after the other in as few bytes as they need. Grows as it is written. */
export class ByteWriter {
  #bytes = new Uint8Array(4096);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Where the next number goes: asked for before the view, which it may replace. */
  #place(size: number): number {
    if (this.#length + size > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + size));
      larger.set(this.#bytes);
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    this.#length += size;
    return this.#length - size;
  }

  double(value: number): void {
    const at = this.#place(8);
    this.#view.setFloat64(at, value);
  }

  /** Copied as they lie in memory, hundreds of times as fast as one by one: `byteOrder` tells whoever reads them. */
  singles(values: Float32Array, from: number, count: number): void {
    const at = this.#place(4 * count);
    this.#bytes.set(new Uint8Array(values.buffer, values.byteOffset + 4 * from, 4 * count), at);
  }

  byteOrder(): void {
    this.singles(Float32Array.of(1), 0, 1);
  }

  byte(value: number): void {
    const at = this.#place(1);
    this.#bytes[at] = value;
  }

  /** A whole number from 0 to 2^53 - 1, seven bits a byte. */
  unsigned(value: number): void {
    let rest = value;
    for (; rest >= CONTINUES; rest = Math.floor(rest / CONTINUES)) this.byte((rest % CONTINUES) | CONTINUES);
    this.byte(rest);
  }

  text(value: string): void {
    const bytes = new TextEncoder().encode(value);
    this.unsigned(bytes.length);
    const at = this.#place(bytes.length);
    this.#bytes.set(bytes, at);
  }

  /** What was written; a view. */
  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }
}

/** Reads what `ByteWriter` wrote. Beyond the end, and after `refuse`, all is NaN, 0 or '', and `complete` is false. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #place = 0;
  #bad = false;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  #next(size: number): number | undefined {
    if (this.#bad || this.#place + size > this.#bytes.length) {
      this.#bad = true;
      return undefined;
    }
    this.#place += size;
    return this.#place - size;
  }

  /** What was read cannot be: nothing of it counts. */
  refuse(): void {
    this.#bad = true;
  }

  double(): number {
    const at = this.#next(8);
    return at === undefined ? Number.NaN : this.#view.getFloat64(at);
  }

  /** A double that must be a number, and finite. */
  finite(): number {
    const value = this.double();
    if (!Number.isFinite(value)) this.#bad = true;
    return value;
  }

  /** Puts so many into `values`; where they are missing, it stays as it is. */
  singles(values: Float32Array, from: number, count: number): void {
    const at = this.#next(4 * count);
    if (at !== undefined) new Uint8Array(values.buffer, values.byteOffset + 4 * from).set(this.#bytes.subarray(at, at + 4 * count));
  }

  /** Refuses what a machine of another byte order wrote. */
  byteOrder(): void {
    const one = new Float32Array(1);
    this.singles(one, 0, 1);
    if (one[0] !== 1) this.#bad = true;
  }

  byte(): number {
    const at = this.#next(1);
    return at === undefined ? 0 : (this.#bytes[at] ?? 0);
  }

  /** A whole number, which must not be more than `most`. */
  unsigned(most: number): number {
    let [value, factor, byte] = [0, 1, CONTINUES];
    for (; byte >= CONTINUES && value <= most; factor *= CONTINUES) {
      byte = this.byte();
      value += (byte % CONTINUES) * factor;
    }
    if (value <= most) return value;
    this.#bad = true;
    return 0;
  }

  text(longest: number): string {
    const length = this.unsigned(longest);
    const at = this.#next(length);
    return at === undefined ? '' : new TextDecoder().decode(this.#bytes.subarray(at, at + length));
  }

  /** All was read, nothing was missing and nothing refused. */
  get complete(): boolean {
    return !this.#bad && this.#place === this.#bytes.length;
  }
}
