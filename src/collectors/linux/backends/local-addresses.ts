import { formatIpv6 } from '../socket-address.ts';

/** Addresses that a network namespace has, from PROC/PID/net/fib_trie (IPv4) and if_inet6. Missing tables are empty. */
export function localAddresses(fibTrie: string, inet6: string): ReadonlySet<string> {
  const found = new Set<string>();
  let last = '';
  for (const line of fibTrie.split('\n')) {
    const leaf = /^\s*\|-- (\d+\.\d+\.\d+\.\d+)/.exec(line)?.[1];
    if (leaf !== undefined) last = leaf;
    else if (/^\s*\/32 host LOCAL/.test(line) && last !== '') found.add(last);
  }
  for (const match of inet6.matchAll(/^([0-9a-f]{32}) /gm)) found.add(shortIpv6(match[1] ?? ''));
  return found;
}

/** `fe80::1` of 32 hexadecimal digits in the order of the address. */
export const shortIpv6 = (digits: string): string => formatIpv6(Array.from({ length: 16 }, (_, index) => Number.parseInt(digits.slice(index * 2, index * 2 + 2), 16)));
