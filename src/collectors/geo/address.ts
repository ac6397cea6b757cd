/** An address in four words of 32 bits, the first one the highest; that of IPv4 is the last word alone. */
export type AddressWords = Uint32Array<ArrayBuffer>;
export const newAddress = (): AddressWords => new Uint32Array(4);

/** What was read: IPv4, IPv6, or no address at all. */
export type AddressVersion = 0 | 4 | 6;

const [DOT, COLON, OPEN, CLOSE, PERCENT, COMMA, SPACE] = [0x2e, 0x3a, 0x5b, 0x5d, 0x25, 0x2c, 0x20];

/** The value of a hexadecimal digit, or 16. */
function digitOf(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 87 : 16;
}

/** Four decimal numbers up to `end`, or -1. What follows the last of them is only let be if it is a port. */
function parseFour(bytes: Uint8Array, start: number, end: number): number {
  let word = 0;
  let number = 0;
  let digits = 0;
  let dots = 0;
  for (let at = start; at < end; at += 1) {
    const code = bytes[at] ?? 0;
    if (code >= 0x30 && code <= 0x39) {
      number = number * 10 + code - 0x30;
      digits += 1;
      if (digits > 3 || number > 255) return -1;
    } else if (code === DOT && digits > 0 && dots < 3) {
      word = word * 256 + number;
      number = 0;
      digits = 0;
      dots += 1;
    } else if (code === COLON && dots === 3) break;
    else return -1;
  }
  return dots === 3 && digits > 0 ? word * 256 + number : -1;
}

const groups = new Uint16Array(8);

/** The eight groups of IPv6 (RFC 4291, 2.2) from `start` to `end` exactly. */
function parseGroups(bytes: Uint8Array, start: number, end: number, into: AddressWords): boolean {
  let count = 0;
  let value = 0;
  let digits = 0;
  let gap = -1;
  let groupStart = start;
  let at = start;
  if (bytes[at] === COLON) {
    if (bytes[at + 1] !== COLON) return false;
    gap = 0;
    at += 2;
    groupStart = at;
  }
  for (; at < end; at += 1) {
    const code = bytes[at] ?? 0;
    const digit = digitOf(code);
    if (digit < 16) {
      value = value * 16 + digit;
      digits += 1;
      if (digits > 4 || count > 7) return false;
    } else if (code === COLON) {
      if (digits === 0) {
        if (gap >= 0 || at === start || bytes[at - 1] !== COLON) return false;
        gap = count;
      } else {
        groups[count] = value;
        count += 1;
        value = 0;
        digits = 0;
        if (at + 1 === end) return false;
      }
      groupStart = at + 1;
    } else if (code === DOT) {
      const four = parseFour(bytes, groupStart, end);
      if (four < 0 || count > 6) return false;
      groups[count] = Math.floor(four / 65_536);
      groups[count + 1] = four % 65_536;
      count += 2;
      digits = 0;
      break;
    } else return false;
  }
  if (digits > 0) {
    groups[count] = value;
    count += 1;
  }
  if (gap < 0 ? count !== 8 : count > 7) return false;
  if (gap >= 0) {
    // What stood behind the gap goes to the end, zeros between.
    const behind = count - gap;
    groups.copyWithin(8 - behind, gap, count);
    groups.fill(0, gap, 8 - behind);
  }
  for (let word = 0; word < 4; word += 1) into[word] = (groups[word * 2] ?? 0) * 65_536 + (groups[word * 2 + 1] ?? 0);
  return true;
}

/** IPv4 within IPv6: mapped (::ffff:0:0/96), NAT64 (64:ff9b::/96, RFC 6052) and 6to4 (2002::/16, RFC 3056). */
function unwrap(words: AddressWords): AddressVersion {
  const first = words[0] ?? 0;
  const second = words[1] ?? 0;
  const third = words[2] ?? 0;
  const embedded = second === 0 && ((first === 0 && third === 0xffff) || (first === 0x64ff9b && third === 0));
  if (first >>> 16 === 0x2002) words[3] = ((first << 16) | (second >>> 16)) >>> 0;
  else if (!embedded) return 6;
  words.fill(0, 0, 3);
  return 4;
}

/**
 * Reads an address as logs have it: `192.0.2.1`, `192.0.2.1:443`, `2001:db8::1`, `[2001:db8::1]:443`, `fe80::1%eth0`, and of a list
 * (X-Forwarded-For) the first, which is the client. No garbage.
 */
export function parseAddress(bytes: Uint8Array, start: number, end: number, into: AddressWords): AddressVersion {
  // The longest there is: brackets, 45 characters, a zone and a port.
  let stop = Math.min(end, start + 80);
  let from = start;
  let colons = false;
  for (let at = start; at < stop; at += 1) {
    const code = bytes[at] ?? 0;
    if (code === COMMA || code === SPACE || code === CLOSE || code === PERCENT) stop = at;
    else if (code === DOT && !colons) {
      const four = parseFour(bytes, start, Math.min(end, listEnd(bytes, at, end)));
      if (four < 0) return 0;
      into.fill(0, 0, 3);
      into[3] = four;
      return 4;
    } else if (code === COLON) colons = true;
    else if (code === OPEN && at === start) from = start + 1;
  }
  return colons && parseGroups(bytes, from, stop, into) ? unwrap(into) : 0;
}

function listEnd(bytes: Uint8Array, from: number, end: number): number {
  const longest = Math.min(end, from + 24);
  for (let at = from; at < longest; at += 1) if (bytes[at] === COMMA || bytes[at] === SPACE) return at;
  return end;
}

/** Whether an address is of a network of one's own: RFC 6890's private, loopback, link-local and shared (CGNAT) ranges, and ULA (RFC 4193). */
export function isLocalAddress(version: AddressVersion, words: AddressWords): boolean {
  const last = words[3] ?? 0;
  if (version === 4) {
    const byte = last >>> 24;
    const next = last >>> 16;
    return byte === 10 || byte === 127 || byte === 0 || next === 0xc0a8 || next === 0xa9fe || (next & 0xfff0) === 0xac10 || (next & 0xffc0) === 0x6440;
  }
  if (version !== 6) return false;
  const first = words[0] ?? 0;
  const second = words[1] ?? 0;
  const third = words[2] ?? 0;
  return (first & 0xfe000000) >>> 0 === 0xfc000000 || (first & 0xffc00000) >>> 0 === 0xfe800000 || (first === 0 && second === 0 && third === 0 && last <= 1);
}
