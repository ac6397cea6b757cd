
// Constants of this file, which the compiler knows; imported ones are read anew at each use.
const SPACE = 32;
const MINUS = 45;
const COLON = 58;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;

/** A prefix is no longer than this: a date, a host and a program. */
export const LONGEST_PREFIX = 256;

/**
 * Where the message begins behind what a syslog daemon writes before it: `Feb  6 12:14:14 localhost haproxy[14389]: `
 * (RFC 3164), `<134>` before it, or a timestamp of RFC 3339 instead; also `<134>1 2024-05-01T12:00:00Z host haproxy 123 - - `
 * (RFC 5424). `start` where there is none.
 */
export function skipSyslogPrefix(bytes: Uint8Array, start: number, end: number): number {
  const first = bytes[start] ?? 0;
  const limit = Math.min(end, start + LONGEST_PREFIX);
  let index = start;
  if (first === 60) {
    while (index < limit && bytes[index] !== 62) index += 1;
    if (index >= limit) return start;
    index += 1;
    if (bytes[index] === 49 && bytes[index + 1] === SPACE) return skipFields(bytes, index, limit, start);
  } else if (!(first >= 65 && first <= 90 && bytes[start + 3] === SPACE) && !(bytes[start + 4] === MINUS && bytes[start + 10] === 84)) {
    return start;
  }
  for (; index + 1 < limit; index += 1) if (bytes[index] === COLON && bytes[index + 1] === SPACE) return index + 2;
  return start;
}

/** Behind the six fields of RFC 5424's header and its structured data. */
function skipFields(bytes: Uint8Array, start: number, limit: number, otherwise: number): number {
  let index = start;
  for (let field = 0; field < 6; field += 1) {
    while (index < limit && bytes[index] !== SPACE) index += 1;
    index += 1;
  }
  if (bytes[index] === OPEN_BRACKET) while (index < limit && !(bytes[index] === CLOSE_BRACKET && bytes[index + 1] === SPACE)) index += 1;
  while (index < limit && bytes[index] !== SPACE) index += 1;
  return index + 1 < limit ? index + 1 : otherwise;
}
