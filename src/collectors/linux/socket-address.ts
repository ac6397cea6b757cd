const MAPPED = '0000000000000000FFFF0000';

/** The same host written one way: an IPv4 address mapped into IPv6 (::ffff:1.2.3.4) becomes the IPv4 one. */
export const canonicalHost = (hex: string): string => (hex.length === 32 && hex.startsWith(MAPPED) ? hex.slice(24) : hex);

/** Bytes of the kernel's hexadecimal: 32-bit words, each with its lowest byte first. */
function bytesOf(hex: string): number[] {
  const bytes: number[] = [];
  for (let word = 0; word + 8 <= hex.length; word += 8) {
    for (let at = word + 6; at >= word; at -= 2) bytes.push(Number.parseInt(hex.slice(at, at + 2), 16));
  }
  return bytes;
}

/** The longest run of at least two zero groups: where `::` stands (RFC 5952). */
function longestZeros(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 1 };
  for (let start = 0; start < groups.length; start += 1) {
    let end = start;
    while (groups[end] === 0) end += 1;
    if (end - start > best.length) best = { start, length: end - start };
    start = Math.max(start, end);
  }
  return best;
}

/** 16 bytes as RFC 5952 writes them. */
export function formatIpv6(bytes: readonly number[]): string {
  const groups = Array.from({ length: 8 }, (_, index) => (bytes[index * 2] ?? 0) * 256 + (bytes[index * 2 + 1] ?? 0));
  const written = groups.map((group) => group.toString(16));
  const { start, length } = longestZeros(groups);
  return length < 2 ? written.join(':') : `${written.slice(0, start).join(':')}::${written.slice(start + length).join(':')}`;
}

/** `127.0.0.1` or `fe80::1` of `0100007F` or 32 hexadecimal digits; '' for anything else. */
export function formatHost(hex: string): string {
  const host = canonicalHost(hex);
  if (!/^(?:[\dA-F]{8}|[\dA-F]{32})$/i.test(host)) return '';
  return host.length === 8 ? bytesOf(host).join('.') : formatIpv6(bytesOf(host));
}

/** `127.0.0.1:80`, `[::1]:80`. */
export function formatEndpoint(hex: string, port: number): string {
  const host = formatHost(hex);
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
