import { unzigzag, zigzag } from './bytes.ts';

/** Greatest common divisor of all magnitudes, at least 1: what all values share need not be kept with each. */
export function commonDivisor(values: Float64Array): number {
  let divisor = 0;
  for (const value of values) {
    let left = Math.abs(value);
    while (left !== 0) {
      const rest = divisor % left;
      divisor = left;
      left = rest;
    }
    if (divisor === 1) return 1;
  }
  return divisor === 0 ? 1 : divisor;
}

/** Bytes that the largest zigzagged value of `values / divisor` needs; 0 when all are 0. */
export function planesFor(values: Float64Array, divisor: number): number {
  let most = 0;
  for (const value of values) most = Math.max(most, zigzag(value / divisor));
  let planes = 0;
  while (most >= 1) {
    planes += 1;
    most = Math.floor(most / 256);
  }
  return planes;
}

/** Writes zigzagged values by planes: the low bytes of all, then the next bytes of all ... Like bytes stand together and compress. */
export function writePlanes(values: Float64Array, divisor: number, planes: number, into: Uint8Array): void {
  const count = values.length;
  for (let index = 0; index < count; index += 1) {
    let rest = zigzag((values[index] ?? 0) / divisor);
    for (let plane = 0; plane < planes && rest >= 1; plane += 1) {
      into[plane * count + index] = rest % 256;
      rest = Math.floor(rest / 256);
    }
  }
}

/** So many bytes fit an integer of 32 bits, which is many times quicker to put together. */
const SHORT_PLANES = 3;

/** What `writePlanes` wrote, times `divisor`. */
export function readPlanes(from: Uint8Array, count: number, divisor: number, planes: number): Float64Array {
  const values = new Float64Array(count);
  if (planes <= SHORT_PLANES) {
    for (let index = 0; index < count; index += 1) {
      let value = 0;
      for (let plane = 0; plane < planes; plane += 1) value |= (from[plane * count + index] ?? 0) << (8 * plane);
      values[index] = ((value >>> 1) ^ -(value & 1)) * divisor;
    }
    return values;
  }
  let factor = 1;
  for (let plane = 0; plane < planes; plane += 1) {
    const base = plane * count;
    for (let index = 0; index < count; index += 1) values[index] = (values[index] ?? 0) + (from[base + index] ?? 0) * factor;
    factor *= 256;
  }
  for (let index = 0; index < count; index += 1) values[index] = unzigzag(values[index] ?? 0) * divisor;
  return values;
}
