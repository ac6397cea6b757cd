import { newAddress, parseAddress } from '../../../src/collectors/geo/address.ts';

export type Plain = string | number | boolean | readonly Plain[] | { readonly [key: string]: Plain };

function head(type: number, size: number): Buffer {
  const [base, extra] = size < 29 ? [size, Buffer.alloc(0)] : size < 285 ? [29, Buffer.from([size - 29])] : [30, Buffer.from([(size - 285) >> 8, (size - 285) & 255])];
  return Buffer.concat([Buffer.from(type < 8 ? [(type << 5) | base] : [base, type - 7]), extra]);
}

/** A value as the MaxMind DB File Format Specification has it: whole numbers as unsigned 32, others as double. */
export function encodeValue(value: Plain): Buffer {
  if (typeof value === 'string') return Buffer.concat([head(2, Buffer.byteLength(value)), Buffer.from(value)]);
  if (typeof value === 'boolean') return head(14, Number(value));
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(Number.isInteger(value) && value >= 0 ? 4 : 8);
    if (bytes.length === 4) bytes.writeUInt32BE(value);
    else bytes.writeDoubleBE(value);
    return Buffer.concat([head(bytes.length === 4 ? 6 : 3, bytes.length), bytes]);
  }
  if (isList(value)) return Buffer.concat([head(11, value.length), ...value.map(encodeValue)]);
  const entries = Object.entries(value);
  return Buffer.concat([head(7, entries.length), ...entries.flatMap(([key, one]) => [encodeValue(key), encodeValue(one)])]);
}

const isList = (value: Plain): value is readonly Plain[] => Array.isArray(value);

/** A database of networks (`192.0.2.0/24`, `2001:db8::/32`) and what is told of each. IPv4 stands at ::/96. */
export function writeMmdb(networks: Readonly<Record<string, Plain>>, recordSize: 24 | 28 | 32 = 24, metadata: Readonly<Record<string, Plain>> = {}): Buffer {
  const nodes: [number, number][] = [[-1, -1]];
  const data: Buffer[] = [];
  let dataLength = 0;
  for (const [network, value] of Object.entries(networks)) {
    const [address = '', length = '0'] = network.split('/');
    const words = newAddress();
    const version = parseAddress(Buffer.from(address), 0, address.length, words);
    const depth = Number(length) + (version === 4 ? 96 : 0);
    let node = 0;
    for (let bit = 0; bit < depth; bit += 1) {
      const side = (words[bit >> 5] ?? 0) >>> (31 - (bit & 31)) & 1;
      const children = nodes[node];
      if (children === undefined) throw new Error(`${network} is within another`);
      if (bit === depth - 1) children[side] = -2 - dataLength;
      else if ((children[side] ?? -1) >= 0) node = children[side] ?? 0;
      else node = children[side] = nodes.push([-1, -1]) - 1;
    }
    const bytes = encodeValue(value);
    data.push(bytes);
    dataLength += bytes.length;
  }
  const tree = Buffer.alloc(nodes.length * recordSize / 4);
  nodes.forEach(([left, right], index) => {
    const [first, second] = [left, right].map((child) => (child === -1 ? nodes.length : child >= 0 ? child : nodes.length + 16 + (-2 - child)));
    const [low = 0, high = 0] = [first, second];
    const at = index * recordSize / 4;
    if (recordSize === 24) {
      tree.writeUIntBE(low, at, 3);
      tree.writeUIntBE(high, at + 3, 3);
    } else if (recordSize === 32) {
      tree.writeUInt32BE(low, at);
      tree.writeUInt32BE(high, at + 4);
    } else {
      tree.writeUIntBE(low & 0xffffff, at, 3);
      tree[at + 3] = ((low >>> 24) << 4) | (high >>> 24);
      tree.writeUIntBE(high & 0xffffff, at + 4, 3);
    }
  });
  const told = encodeValue({ node_count: nodes.length, record_size: recordSize, ip_version: 6, binary_format_major_version: 2, binary_format_minor_version: 0, build_epoch: 1_790_000_000, database_type: 'test', languages: ['en'], ...metadata });
  return Buffer.concat([tree, Buffer.alloc(16), ...data, Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1'), told]);
}
