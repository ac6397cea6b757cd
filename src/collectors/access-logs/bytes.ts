const MINUS = 45;
const DOT = 46;
const ZERO = 48;

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Whether `bytes[start, end)` is `-` or nothing, the words for "not told". */
export const isAbsent = (bytes: Uint8Array, start: number, end: number): boolean => end <= start || (end === start + 1 && bytes[start] === MINUS);

/** Whether `wanted` stands at `start`. */
export function standsAt(bytes: Uint8Array, start: number, end: number, wanted: Uint8Array): boolean {
  if (start + wanted.length > end) return false;
  for (let index = 0; index < wanted.length; index += 1) if (bytes[start + index] !== wanted[index]) return false;
  return true;
}

/** Powers of ten that a fraction is divided by: one division is exact where ten small ones are not. */
const TENS = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

/** A decimal number (`12`, `-1`, `0.105`, `+5`, `1.5e-05`) that is all of `bytes[start, end)`; NaN for anything else. */
export function parseDecimal(bytes: Uint8Array, start: number, end: number): number {
  let index = start;
  const first = bytes[start];
  if (first === MINUS || first === 43) index += 1;
  if (index >= end || end - start > 40) return Number.NaN;
  let value = 0;
  let digits = 0;
  let fraction = -1;
  for (; index < end; index += 1) {
    const digit = (bytes[index] ?? 0) - ZERO;
    if (digit >= 0 && digit <= 9) {
      // What is beyond 15 digits is beyond a double too.
      if (fraction < 0) {
        value = value * 10 + digit;
      } else if (fraction < 15 && value < 9e14) {
        value = value * 10 + digit;
        fraction += 1;
      }
      digits += 1;
    } else if (digit === DOT - ZERO && fraction < 0) {
      fraction = 0;
    } else if ((digit === 21 || digit === 53) && digits > 0) {
      const exponent = parseDecimal(bytes, index + 1, end);
      if (!(Math.abs(exponent) <= 30) || !Number.isInteger(exponent)) return Number.NaN;
      const mantissa = fraction > 0 ? value / (TENS[fraction] ?? 1) : value;
      return (first === MINUS ? -mantissa : mantissa) * 10 ** exponent;
    } else {
      return Number.NaN;
    }
  }
  if (digits === 0) return Number.NaN;
  if (fraction > 0) value /= TENS[fraction] ?? 1;
  return first === MINUS ? -value : value;
}

/** Two digits; -1 for anything else. */
export function twoDigits(bytes: Uint8Array, start: number): number {
  const tens = (bytes[start] ?? 0) - ZERO;
  const ones = (bytes[start + 1] ?? 0) - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}

/** Where the last `byte` of `bytes[start, end)` stands; -1. */
export function lastOf(bytes: Uint8Array, start: number, end: number, byte: number): number {
  for (let index = end - 1; index >= start; index -= 1) if (bytes[index] === byte) return index;
  return -1;
}

/** The value of a hexadecimal digit; -1. */
export function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const lower = byte | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}
