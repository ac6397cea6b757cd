import { lookup as systemLookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** An address that nothing may be sent to, said in `message`. */
export class RefusedAddress extends Error {}

type Family = 'ipv4' | 'ipv6';

function list(...ranges: readonly string[]): BlockList {
  const blocks = new BlockList();
  for (const range of ranges) {
    const [network = '', bits = ''] = range.split('/');
    blocks.addSubnet(network, Number(bits), network.includes(':') ? 'ipv6' : 'ipv4');
  }
  return blocks;
}

/** Nobody's service is there, but the secrets of the machine in the cloud may be. */
const NEVER: readonly (readonly [what: string, addresses: BlockList])[] = [
  // Before the wider ranges, so that they are named for what they are: AWS, GCP, Azure, Alibaba, Oracle.
  ['the cloud\'s metadata service', list('169.254.169.254/32', '169.254.170.2/32', '168.63.129.16/32', '100.100.100.200/32', '192.0.0.192/32', 'fd00:ec2::/32', 'fd20:ce::254/128')],
  ['an unspecified address', list('0.0.0.0/8', '::/128')],
  ['a link-local address', list('169.254.0.0/16', 'fe80::/10')],
  ['a multicast address', list('224.0.0.0/4', 'ff00::/8')],
  ['a reserved address', list('240.0.0.0/4', '192.0.0.0/24')],
];

const PRIVATE: readonly (readonly [what: string, addresses: BlockList])[] = [
  ['this host itself', list('127.0.0.0/8', '::1/128')],
  // Among them what translates to addresses that cannot be told from here.
  ['an address in a private network', list('10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '198.18.0.0/15', 'fc00::/7', 'fec0::/10', '64:ff9b:1::/48', '2001::/32')],
];

/** The eight numbers of an IPv6 address. */
function groupsOf(address: string): number[] {
  // The URL parser writes every form of it in one way: hexadecimal, lower case, shortened once.
  const [head = '', tail] = new URL(`http://[${address}]/`).hostname.slice(1, -1).split('::');
  const numbers = (text: string): number[] => (text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16)));
  const [left, right] = [numbers(head), tail === undefined ? [] : numbers(tail)];
  return [...left, ...Array.from({ length: 8 - left.length - right.length }, () => 0), ...right];
}

const dotted = (high: number, low: number): string => [high >> 8, high & 255, low >> 8, low & 255].join('.');

/** The IPv4 address that an IPv6 address stands for: mapped, compatible, translated (NAT64) or tunnelled (6to4). */
function embedded(address: string): string | undefined {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = groupsOf(address);
  const rest = [c, d, e].every((group) => group === 0);
  if (a === 0 && b === 0 && rest && (f === 0xffff || (f === 0 && (g !== 0 || h > 1)))) return dotted(g, h);
  if (a === 0x64 && b === 0xff9b && rest && f === 0) return dotted(g, h);
  return a === 0x2002 ? dotted(b, c) : undefined;
}

/** Where this IP address is, if nothing may be sent there; undefined when something may. `allowPrivate`: whether private networks and this host are fine. */
export function faultOfAddress(address: string, allowPrivate: boolean): string | undefined {
  const [plain = ''] = address.split('%');
  const version = isIP(plain);
  if (version === 0) return 'no address at all';
  const inner = version === 6 ? embedded(plain) : undefined;
  if (inner !== undefined) return faultOfAddress(inner, allowPrivate);
  const family: Family = version === 6 ? 'ipv6' : 'ipv4';
  const within = ([, addresses]: readonly [string, BlockList]): boolean => addresses.check(plain, family);
  const never = NEVER.find(within)?.[0];
  if (never !== undefined || allowPrivate) return never;
  const own = PRIVATE.find(within)?.[0];
  return own === undefined ? undefined : `${own} (see "allowPrivate")`;
}

const words = (what: string): string => `leads to ${what}: nothing is sent there`;

/** Throws a RefusedAddress when the host of a URL is an IP address that nothing may be sent to. Names are judged as they are resolved. */
export function checkHost(hostname: string, allowPrivate: boolean): void {
  const host = hostname.replace(/^\[|\]$/g, '');
  const fault = isIP(host) === 0 ? undefined : faultOfAddress(host, allowPrivate);
  if (fault !== undefined) throw new RefusedAddress(words(fault));
}

/**
 * Resolves names for a connection, and gives only addresses that something may be sent to: what is judged is what is
 * connected to, so that a name cannot lead elsewhere between the two. Fails with a RefusedAddress.
 */
export function guardedLookup(allowPrivate: boolean, resolve: LookupFunction = systemLookup): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      if (error !== null) return callback(error, []);
      const all = Array.isArray(found) ? found : [{ address: found, family: isIP(found) }];
      const judged = all.map((entry) => ({ entry, fault: faultOfAddress(entry.address, allowPrivate) }));
      const fine = judged.filter(({ fault }) => fault === undefined).map(({ entry }) => entry);
      const [first] = fine;
      if (first === undefined) return callback(new RefusedAddress(words(judged[0]?.fault ?? 'nothing')), []);
      return options.all === true ? callback(null, fine) : callback(null, first.address, first.family);
    });
  };
}
