import { crc32 } from 'node:zlib';
import { ByteReader } from './bytes.ts';
import { CorruptError } from './corrupt-error.ts';

export const HEAD_VERSION = 1;

/** Told what a head says, in this order. Slots number the runs of a window as they begin. */
export interface HeadVisitor {
  text(text: string): void;
  ended(slot: number): void;
  /** `firsts` is used again for the next one. */
  started(id: number, firsts: Float64Array): void;
  /** `residuals[column]` where not 0; used again for the next one. */
  changed(slot: number, residuals: Float64Array): void;
}

/** Reads one head of `width` columns in a window that has `slots` runs so far. Throws `CorruptError`. */
export function readHead(bytes: Uint8Array, width: number, slots: number, visitor: HeadVisitor): void {
  if (bytes.length < 5 || bytes[0] !== HEAD_VERSION) throw new CorruptError('a head of an unknown version');
  const body = bytes.subarray(5);
  if (new DataView(bytes.buffer, bytes.byteOffset).getUint32(1, true) !== crc32(body)) throw new CorruptError('the checksum of a head is wrong');
  const reader = new ByteReader(body);
  for (let left = reader.count(reader.left); left > 0; left -= 1) visitor.text(reader.text());
  let slot = 0;
  for (let left = reader.count(reader.left); left > 0; left -= 1) {
    slot += reader.unsigned();
    if (slot >= slots) throw new CorruptError('a head ends what never began');
    visitor.ended(slot);
  }
  const values = new Float64Array(width);
  let id = 0;
  for (let left = reader.count(reader.left); left > 0; left -= 1) {
    id += reader.signed();
    if (!(id >= 0 && id <= Number.MAX_SAFE_INTEGER)) throw new CorruptError('a head names somebody who cannot be');
    for (let column = 0; column < width; column += 1) values[column] = reader.signed();
    visitor.started(id, values);
  }
  // Slots rise: what began in this head, or was told already, does not change in it once more.
  let last = -1;
  slot = 0;
  for (let left = reader.count(reader.left); left > 0; left -= 1) {
    slot += reader.unsigned();
    if (slot >= slots || slot === last) throw new CorruptError('a head changes what was not there before');
    last = slot;
    values.fill(0);
    const mask = reader.bytes(Math.ceil(width / 8));
    for (let column = 0; column < width; column += 1) {
      if (((mask[column >> 3] ?? 0) >> (column & 7)) & 1) values[column] = reader.signed();
    }
    visitor.changed(slot, values);
  }
  if (reader.left !== 0) throw new CorruptError('a head is longer than it says');
}
