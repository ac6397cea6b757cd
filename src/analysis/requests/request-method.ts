/** The methods that have a name of their own (RFC 9110, 5789, 4918 as far as it is in use); all others are one. */
export const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'CONNECT', 'TRACE', 'PROPFIND', 'OTHER'] as const;
export type Method = (typeof METHODS)[number];
const OTHER = METHODS.length - 1;

const ENCODED = METHODS.map((method) => new TextEncoder().encode(method));

/** The place in `METHODS` of what stands in `bytes[start, end)`; methods are case-sensitive (RFC 9110, 9.1). */
export function methodOf(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  // Most are this one.
  if (length === 3 && bytes[start] === 71 && bytes[start + 1] === 69 && bytes[start + 2] === 84) return 0;
  for (let index = 0; index < OTHER; index += 1) {
    const method = ENCODED[index];
    if (method === undefined || method.length !== length) continue;
    let place = 0;
    while (place < length && method[place] === bytes[start + place]) place += 1;
    if (place === length) return index;
  }
  return OTHER;
}
