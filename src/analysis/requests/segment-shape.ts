/** Longer segments name nothing. */
const LONGEST_NAME = 64;
const DASH = 45;

const DIGIT = 1;
const HEX = 2;
const LOWER = 4;
const UPPER = 8;
const JOINT = 16;
const AT = 32;
/** What ends a segment or changes what it says: / % ; ? */
export const SPECIAL = 64;
/** Of a segment that is a number. */
export const ONLY_DIGITS = DIGIT | HEX;
/** Without any of these a short segment is a name. */
export const MAY_BE_ID = DIGIT | AT;

/** What each byte is. */
export const CLASSES = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte >= 48 && byte <= 57) return DIGIT | HEX;
  if (byte >= 97 && byte <= 122) return LOWER | (byte <= 102 ? HEX : 0);
  if (byte >= 65 && byte <= 90) return UPPER | (byte <= 70 ? HEX : 0);
  if (byte === 64) return AT;
  if (byte === 47 || byte === 37 || byte === 59 || byte === 63) return SPECIAL;
  return byte === DASH || byte === 46 || byte === 95 || byte === 44 || byte === 58 || byte === 61 || byte === 126 || byte === 43 || byte === 36 ? JOINT : 0;
});

/**
 * Whether a segment of a path is an id by its looks: a number, a date, a UUID, a hash, a token, an e-mail address, or a
 * word with more digits than letters (`order-1234`, `A-10293`). Versions (`v1`, `v2.1`) are not. Ids that look like words
 * are learned by counting siblings (`route-tree.ts`).
 */
export function looksLikeId(bytes: Uint8Array, start: number, end: number): boolean {
  const length = end - start;
  if (length > LONGEST_NAME || (length === 36 && isUuid(bytes, start))) return true;
  let digits = 0;
  let hex = 0;
  let lower = 0;
  let upper = 0;
  let joints = 0;
  let turns = 0;
  let before = 0;
  for (let index = start; index < end; index += 1) {
    const kind = CLASSES[bytes[index] ?? 0] ?? 0;
    if ((kind & AT) !== 0) return true;
    if ((kind & DIGIT) !== 0) digits += 1;
    if ((kind & HEX) !== 0) hex += 1;
    if ((kind & LOWER) !== 0) lower += 1;
    else if ((kind & UPPER) !== 0) upper += 1;
    else if ((kind & JOINT) !== 0) joints += 1;
    if (index > start && ((kind ^ before) & DIGIT) !== 0 && ((kind | before) & JOINT) === 0) turns += 1;
    before = kind;
  }
  if (digits === 0) return length >= 16 && hex + joints === length && joints <= 4 && !isRepeated(bytes, start, end);
  const letters = lower + upper;
  if (letters === 0) return true;
  // v1, v2.1, v20240101 are names of an interface.
  if (letters === 1 && ((bytes[start] ?? 0) | 32) === 118 && length <= 9) return false;
  if (hex + joints === length && hex >= 8 && joints <= 5) return true;
  if (digits >= 4 || digits > letters) return true;
  // Tokens: digits among the letters, again and again, or long in both cases.
  return (length >= 8 && turns >= 4) || (length >= 20 && lower > 0 && upper > 0 && turns >= 2 && joints <= 2);
}

/** RFC 9562, 4: the frequent ones among what the rules below find too. */
function isUuid(bytes: Uint8Array, start: number): boolean {
  if (bytes[start + 8] !== DASH || bytes[start + 13] !== DASH || bytes[start + 18] !== DASH || bytes[start + 23] !== DASH) return false;
  for (let index = 0; index < 36; index += 1) if (((CLASSES[bytes[start + index] ?? 0] ?? 0) & HEX) === 0 && index !== 8 && index !== 13 && index !== 18 && index !== 23) return false;
  return true;
}

function isRepeated(bytes: Uint8Array, start: number, end: number): boolean {
  for (let index = start + 1; index < end; index += 1) if (bytes[index] !== bytes[start]) return false;
  return true;
}

/** The endings of files that a page is made of; requests to them say nothing one by one. */
export const ASSET_ENDINGS: readonly string[] = 'avif bmp css cur eot gif ico jpeg jpg js jsx map mjs mp3 mp4 ogg otf png svg swf ttf wasm wav webm webp woff woff2'.split(' ');
/** An ending of letters of either case and digits as one number. */
const extend = (key: number, byte: number): number => key * 37 + (byte >= 65 ? byte & 31 : byte - 20);
const ENDINGS = new Map(ASSET_ENDINGS.map((ending, index) => [[...ending].reduce((key, letter) => extend(key, letter.charCodeAt(0)), 0), index]));

/** Which of `ASSET_ENDINGS` a file has; -1 for others. */
export function assetEnding(bytes: Uint8Array, start: number, end: number): number {
  let dot = end - 1;
  while (dot > start && dot >= end - 6 && bytes[dot] !== 46) dot -= 1;
  if (dot <= start || bytes[dot] !== 46 || end - dot < 3) return -1;
  let key = 0;
  for (let index = dot + 1; index < end; index += 1) {
    const byte = bytes[index] ?? 0;
    if (((CLASSES[byte] ?? 0) & (LOWER | UPPER | DIGIT)) === 0) return -1;
    key = extend(key, byte);
  }
  return ENDINGS.get(key) ?? -1;
}
