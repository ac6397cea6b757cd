import { countryByLetters, UNKNOWN_COUNTRY } from '../../model/regions.ts';

/** Headers in which content delivery networks tell the client's country, in lower case. Cloudflare writes XX for unknown and T1 for Tor. */
export const COUNTRY_HEADERS: readonly string[] = ['cf-ipcountry', 'cloudfront-viewer-country', 'x-country-code', 'x-vercel-ip-country', 'fastly-client-country', 'client-geo-country', 'x-geo-country', 'x-appengine-country'];

/** The country's id of such a header's value in a byte range: two letters, perhaps in quotes; `unknown` for all else. */
export function countryOfHeader(bytes: Uint8Array, start: number, end: number): number {
  const quoted = end - start === 4 && bytes[start] === 0x22 && bytes[end - 1] === 0x22 ? 1 : 0;
  return end - start - quoted * 2 === 2 ? countryByLetters(bytes[start + quoted] ?? 0, bytes[start + quoted + 1] ?? 0) : UNKNOWN_COUNTRY;
}
