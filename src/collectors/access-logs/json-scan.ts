
// Constants of this file, which the compiler knows; imported ones are read anew at each use.
const SPACE = 32;
const QUOTE = 34;
const COMMA = 44;
const OPEN_BRACKET = 91;
const BACKSLASH = 92;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

/** The place behind the closing quote of a string whose first character stands at `start`; -1. */
export function skipString(bytes: Uint8Array, start: number, end: number): number {
  let index = start;
  while (index < end) {
    const byte = bytes[index];
    if (byte === QUOTE) return index + 1;
    index += byte === BACKSLASH ? 2 : 1;
  }
  return -1;
}

/** The same in a line that has no escapes. */
export function skipPlainString(bytes: Uint8Array, start: number, end: number): number {
  let index = start;
  while (index < end && bytes[index] !== QUOTE) index += 1;
  return index < end ? index + 1 : -1;
}

/** The place behind a JSON value of any kind that begins at `start`; -1. Nothing is checked but what it takes to find it. */
export function skipValue(bytes: Uint8Array, start: number, end: number, plain: boolean): number {
  const first = bytes[start];
  if (first === QUOTE) return plain ? skipPlainString(bytes, start + 1, end) : skipString(bytes, start + 1, end);
  let index = start;
  if (first !== OPEN_BRACE && first !== OPEN_BRACKET) {
    while (index < end) {
      const byte = bytes[index] ?? 0;
      if (byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_BRACKET || byte <= SPACE) return index > start ? index : -1;
      index += 1;
    }
    return -1;
  }
  let depth = 0;
  while (index < end) {
    const byte = bytes[index];
    if (byte === QUOTE) {
      index = plain ? skipPlainString(bytes, index + 1, end) : skipString(bytes, index + 1, end);
      if (index < 0) return -1;
      continue;
    }
    index += 1;
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth += 1;
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      depth -= 1;
      if (depth === 0) return index;
    }
  }
  return -1;
}
