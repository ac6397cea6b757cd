import { CorruptError } from './corrupt-error.ts';

const BYTES = Float64Array.BYTES_PER_ELEMENT;

/**
 * Doubles by planes: the highest bytes of all, then the next ... Like magnitudes share their high bytes, and compress.
 * `planes`: 8 keep them as they are; of 6 each is off by at most 2^-37 of itself.
 */
export function packDoubles(values: readonly number[], planes: number): Uint8Array {
  const packed = new Uint8Array(values.length * planes);
  const view = new DataView(new ArrayBuffer(BYTES));
  values.forEach((value, index) => {
    view.setFloat64(0, value);
    // To the nearest that the planes can hold.
    if (planes < BYTES) view.setBigUint64(0, view.getBigUint64(0) + (1n << BigInt((BYTES - planes) * 8 - 1)));
    for (let plane = 0; plane < planes; plane += 1) packed[plane * values.length + index] = view.getUint8(plane);
  });
  return packed;
}

/** What `packDoubles` made of `count` values. Throws `CorruptError` when it is of another length. */
export function unpackDoubles(packed: Uint8Array, count: number, planes: number): Float64Array {
  if (packed.length !== count * planes) throw new CorruptError('it has more or fewer numbers than it says');
  const view = new DataView(new ArrayBuffer(BYTES));
  return Float64Array.from({ length: count }, (_, index) => {
    for (let plane = 0; plane < planes; plane += 1) view.setUint8(plane, packed[plane * count + index] ?? 0);
    return view.getFloat64(0);
  });
}
