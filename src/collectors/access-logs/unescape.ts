import { hexDigit } from './bytes.ts';

// Constants of this file, which the compiler knows; imported ones are read anew at each use.
const HASH = 35;
const BACKSLASH = 92;

/** How a format escapes what stands in its texts. */
export const ESCAPE = { none: 0, backslash: 1, hash: 2 } as const;
export type Escape = (typeof ESCAPE)[keyof typeof ESCAPE];

/** What a letter after a backslash stands for (C and JSON). */
const LETTERS = new Map<number, number>([[98, 8], [102, 12], [110, 10], [114, 13], [116, 9], [118, 11]]);

function hexNumber(bytes: Uint8Array, start: number, end: number, digits: number): number {
  if (start + digits > end) return -1;
  let value = 0;
  for (let index = start; index < start + digits; index += 1) {
    const digit = hexDigit(bytes[index] ?? 0);
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

/** Writes a code point as UTF-8; gives the place after it. Never longer than the `\uNNNN` it stands for. */
function writeCodePoint(bytes: Uint8Array, at: number, code: number): number {
  let to = at;
  if (code < 0x80) {
    bytes[to++] = code;
  } else if (code < 0x800) {
    bytes[to++] = 0xc0 | (code >> 6);
    bytes[to++] = 0x80 | (code & 63);
  } else if (code < 0x10000) {
    bytes[to++] = 0xe0 | (code >> 12);
    bytes[to++] = 0x80 | ((code >> 6) & 63);
    bytes[to++] = 0x80 | (code & 63);
  } else {
    bytes[to++] = 0xf0 | (code >> 18);
    bytes[to++] = 0x80 | ((code >> 12) & 63);
    bytes[to++] = 0x80 | ((code >> 6) & 63);
    bytes[to++] = 0x80 | (code & 63);
  }
  return to;
}

/**
 * Takes the escapes out of `bytes[start, end)` where they stand and gives the new end: `\xNN` (nginx, Apache), `\uNNNN`
 * with surrogate pairs (RFC 8259), `\n` and the like, and a backslash before any other byte. What is no escape stays.
 */
export function unescapeBackslashes(bytes: Uint8Array, start: number, end: number): number {
  let to = start;
  let from = start;
  while (from < end) {
    const byte = bytes[from] ?? 0;
    if (byte !== BACKSLASH || from + 1 >= end) {
      bytes[to++] = byte;
      from += 1;
      continue;
    }
    const letter = bytes[from + 1] ?? 0;
    if (letter === 120) {
      const value = hexNumber(bytes, from + 2, end, 2);
      bytes[to++] = value < 0 ? byte : value;
      from += value < 0 ? 1 : 4;
    } else if (letter === 117) {
      let code = hexNumber(bytes, from + 2, end, 4);
      let length = 6;
      if (code >= 0xd800 && code < 0xdc00 && bytes[from + 6] === BACKSLASH && bytes[from + 7] === 117) {
        const low = hexNumber(bytes, from + 8, end, 4);
        if (low >= 0xdc00 && low < 0xe000) {
          code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
          length = 12;
        }
      }
      if (code < 0) {
        bytes[to++] = byte;
        from += 1;
      } else {
        to = writeCodePoint(bytes, to, code >= 0xd800 && code < 0xe000 ? 0xfffd : code);
        from += length;
      }
    } else {
      bytes[to++] = LETTERS.get(letter) ?? letter;
      from += 2;
    }
  }
  return to;
}

/** The same for HAProxy's `#NN` (configuration.txt, 8.6). */
export function unescapeHashes(bytes: Uint8Array, start: number, end: number): number {
  let to = start;
  let from = start;
  while (from < end) {
    const byte = bytes[from] ?? 0;
    const value = byte === HASH ? hexNumber(bytes, from + 1, end, 2) : -1;
    bytes[to++] = value < 0 ? byte : value;
    from += value < 0 ? 1 : 3;
  }
  return to;
}
