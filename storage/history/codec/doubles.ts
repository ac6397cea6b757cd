import { CorruptError } from './corrupt-error.ts';

const BYTES = Float64Array.BYTES_PER_ELEMENT;

/** Doubles by planes: the highest bytes of all, then the next ... Like magnitudes share their high bytes, and compress. */
export function packDoubles(values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * BYTES));
  values.forEach((value, index) => view.setFloat64(index * BYTES, value));
  return transpose(new Uint8Array(view.buffer), values.length, BYTES);
}

/** What `packDoubles` made of `count` values. Throws `CorruptError` when it is of another length. */
export function unpackDoubles(planes: Uint8Array, count: number): Float64Array {
  if (planes.length !== count * BYTES) throw new CorruptError('it has more or fewer numbers than it says');
  const bytes = transpose(planes, BYTES, count);
  const view = new DataView(bytes.buffer);
  return Float64Array.from({ length: count }, (_, index) => view.getFloat64(index * BYTES));
}

/** Rows of `width` bytes become columns. */
function transpose(bytes: Uint8Array, rows: number, width: number): Uint8Array {
  const turned = new Uint8Array(bytes.length);
  for (let row = 0; row < rows; row += 1) for (let at = 0; at < width; at += 1) turned[at * rows + row] = bytes[row * width + at] ?? 0;
  return turned;
}
