/** Bytes that are no message. */
export class ProtobufError extends Error {
  constructor(what: string) {
    super(what);
    this.name = 'ProtobufError';
  }
}

/** Wire types (protobuf.dev, "Encoding"). Groups are not in use and are refused. */
export const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/**
 * Reads fields of protobuf messages in place. `next` tells field and wire type; then the value is read by one of the others, or
 * `skip`. All lengths are checked against the message's end. Nothing is made but numbers.
 */
export class ProtobufReader {
  readonly bytes: Buffer;
  position = 0;
  /** Where the present message ends. */
  end: number;
  field = 0;
  wire = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
    this.end = bytes.length;
  }

  /** Goes to the next field; false at the message's end. */
  next(): boolean {
    if (this.position >= this.end) return false;
    const tag = this.varint();
    this.field = Math.floor(tag / 8);
    this.wire = tag % 8;
    if (this.field < 1 || this.field > 0x1fffffff) throw new ProtobufError('a field has no number');
    return true;
  }

  /** A varint of up to 64 bits; beyond 2^53 not exact, and a negative int64 is as large as unsigned ones are. */
  varint(): number {
    const { bytes, end } = this;
    let at = this.position;
    if (at < end) {
      const first = bytes[at] ?? 0;
      if (first < 128) {
        this.position = at + 1;
        return first;
      }
    }
    let value = 0;
    let scale = 1;
    for (let count = 0; count < 10; count += 1) {
      if (at >= end) throw new ProtobufError('a number is cut off');
      const byte = bytes[at] ?? 0;
      at += 1;
      value += (byte & 127) * scale;
      scale *= 128;
      if (byte < 128) {
        this.position = at;
        return value;
      }
    }
    throw new ProtobufError('a number is longer than 64 bits');
  }

  /** Goes over `count` bytes and gives where they began. */
  take(count: number): number {
    const from = this.position;
    if (count > this.end - from) throw new ProtobufError('a field goes beyond its message');
    this.position = from + count;
    return from;
  }

  /** The length of a text, bytes or message, which begins at `position`. */
  size(): number {
    if (this.wire !== WIRE.bytes) throw new ProtobufError('a field is of another type');
    const size = this.varint();
    if (size > this.end - this.position) throw new ProtobufError('a field goes beyond its message');
    return size;
  }

  /** Enters a message. What it gives back is handed to `leave` at its end. */
  enter(): number {
    const size = this.size();
    const outer = this.end;
    this.end = this.position + size;
    return outer;
  }

  leave(outer: number): void {
    this.position = this.end;
    this.end = outer;
  }

  skip(): void {
    switch (this.wire) {
      case WIRE.varint: this.varint(); break;
      case WIRE.fixed64: this.take(8); break;
      case WIRE.bytes: this.take(this.size()); break;
      case WIRE.fixed32: this.take(4); break;
      default: throw new ProtobufError('a field is of a type that there is not');
    }
  }
}
