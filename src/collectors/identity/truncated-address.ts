import { type SafeText, safeText } from '../../model/safe-text.ts';
import { newAddress, parseAddress } from '../geo/address.ts';

const words = newAddress();

/**
 * The network of an address, which is all of it that may be kept: /24 of IPv4, /48 of IPv6 (what one site is given, RFC 6177).
 * Undefined for what is no address: its text could be anything. Look its country up before.
 */
export function truncatedAddress(bytes: Uint8Array, start: number, end: number): SafeText | undefined {
  const version = parseAddress(bytes, start, end, words);
  const [first = 0, second = 0, , last = 0] = words;
  if (version === 0) return undefined;
  if (version === 4) return safeText(`${last >>> 24}.${(last >>> 16) & 255}.${(last >>> 8) & 255}.0/24`);
  return safeText(`${[first >>> 16, first & 0xffff, second >>> 16].map((group) => group.toString(16)).join(':')}::/48`);
}
