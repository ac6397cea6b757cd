import { parseDecimal } from './bytes.ts';

// Constants of this file, which the compiler knows; imported ones are read anew at each use.
const ZERO = 48;
const NINE = 57;

/** Milliseconds of a unit, by the letters it begins with. */
function unit(bytes: Uint8Array, start: number, end: number): number {
  const first = bytes[start] ?? 0;
  const length = end - start;
  if (first === 115 && length === 1) return 1000;
  if (first === 109 && length === 1) return 60_000;
  if (first === 104 && length === 1) return 3_600_000;
  if (bytes[end - 1] !== 115) return Number.NaN;
  if (first === 109 && length === 2) return 1;
  if (first === 110 && length === 2) return 1e-6;
  // us, and µs in either of its two characters (c2 b5, ce bc).
  return (first === 117 && length === 2) || ((first === 0xc2 || first === 0xce) && length === 3) ? 1e-3 : Number.NaN;
}

/** Milliseconds of `12.5`, a number of `scale` ms each, or of `12.5ms`, `1m2.5s` (as Go prints them) in `bytes[start, end)`; NaN. */
export function parseDuration(bytes: Uint8Array, start: number, end: number, scale: number): number {
  const last = bytes[end - 1] ?? 0;
  if (last >= ZERO && last <= NINE) return parseDecimal(bytes, start, end) * scale;
  let sum = 0;
  let from = start;
  // Hours, minutes, seconds: there are no more parts.
  for (let part = 0; part < 4 && from < end; part += 1) {
    let split = from;
    while (split < end && ((bytes[split] ?? 0) < 65)) split += 1;
    let next = split;
    while (next < end && (bytes[next] ?? 0) >= 65) next += 1;
    sum += parseDecimal(bytes, from, split) * unit(bytes, split, next);
    from = next;
  }
  return from === end && end > start ? sum : Number.NaN;
}
