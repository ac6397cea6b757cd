import { isIPv4, isIPv6 } from 'node:net';

/** The first address of its network, which is all of it that leaves the process: /24 of IPv4, /48 of IPv6; empty for what is no address. */
export function networkOf(address: string | undefined): string {
  if (address === undefined) return '';
  const text = address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address;
  if (isIPv4(text)) return `${text.slice(0, text.lastIndexOf('.'))}.0`;
  if (!isIPv6(text)) return '';
  const [head = '', tail] = (text.split('%', 1)[0] ?? '').split('::', 2);
  const front = head === '' ? [] : head.split(':');
  const back = tail === undefined || tail === '' ? [] : tail.split(':');
  // A dotted end stands for two groups; it is never among the first three.
  const missing = Math.max(0, 8 - front.length - back.length);
  const groups = tail === undefined ? front : [...front, ...Array.from({ length: missing }, () => '0'), ...back];
  return `${groups.slice(0, 3).join(':')}::`;
}
