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

/** `fe80::1` of 32 digits, as RFC 5952 writes it. */
export function shortIpv6(digits: string): string {
  const groups = digits.match(/.{4}/g)?.map((group) => Number.parseInt(group, 16).toString(16)) ?? [];
  const text = groups.join(':');
  const zeros = text.match(/(?:^|:)(?:0(?::|$)){2,}/g)?.toSorted((one, other) => other.length - one.length)[0];
  return zeros === undefined ? text : text.replace(zeros, '::');
}
