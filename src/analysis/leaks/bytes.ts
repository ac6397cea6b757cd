/** Numbers one after the other in as few bytes as they need. Grows as it is written. */
export class ByteWriter {
  #view = new DataView(new ArrayBuffer(1024));
  #length = 0;

  /** Where the next number goes: asked for before the view, which it may replace. */
  #place(size: number): number {
    if (this.#length + size > this.#view.byteLength) {
      const larger = new ArrayBuffer(2 * this.#view.byteLength);
      new Uint8Array(larger).set(new Uint8Array(this.#view.buffer));
      this.#view = new DataView(larger);
    }
    this.#length += size;
    return this.#length - size;
  }

  double(value: number): void {
    const at = this.#place(8);
    this.#view.setFloat64(at, value);
  }

  single(value: number): void {
    const at = this.#place(4);
    this.#view.setFloat32(at, value);
  }

  byte(value: number): void {
    const at = this.#place(1);
    this.#view.setUint8(at, value);
  }

  bytes(): Uint8Array {
    return new Uint8Array(this.#view.buffer.slice(0, this.#length));
  }
}

/** Reads what `ByteWriter` wrote. Beyond the end all is NaN or 0, and `complete` is false. */
export class ByteReader {
  readonly #view: DataView;
  #place = 0;
  #short = false;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  #next(size: number): number | undefined {
    if (this.#place + size > this.#view.byteLength) {
      this.#short = true;
      return undefined;
    }
    this.#place += size;
    return this.#place - size;
  }

  double(): number {
    const at = this.#next(8);
    return at === undefined ? Number.NaN : this.#view.getFloat64(at);
  }

  single(): number {
    const at = this.#next(4);
    return at === undefined ? Number.NaN : this.#view.getFloat32(at);
  }

  byte(): number {
    const at = this.#next(1);
    return at === undefined ? 0 : this.#view.getUint8(at);
  }

  /** All was read, and nothing was missing. */
  get complete(): boolean {
    return !this.#short && this.#place === this.#view.byteLength;
  }
}
