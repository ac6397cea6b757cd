import { readdirSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { DEFAULT_ROOTS } from '../../../src/collectors/collector.ts';
import { formatEndpoint, formatHost } from '../../../src/collectors/linux/socket-address.ts';
import { parseInet, parseLastColumn, parseUnix, socketInode } from '../../../src/collectors/linux/socket-parse.ts';
import { MAX_PORTS, scanPorts } from '../../../src/collectors/linux/socket-table.ts';
import { SOCKET_STATES } from '../../../src/model/kinds/process-parts.ts';
import { expectRobust, fakeTree } from './inspect/support.ts';

const TCP = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000003 00:00000000 00000000  1000        0 41001 1 0000000000000000 100 0 0 10 0
   1: 0100007F:1F90 0100007F:C350 01 00000010:00000020 00:00000000 00000000  1000        0 41002 1 0000000000000000 20 4 30 10 -1
   2: 0101A8C0:C351 08080808:01BB 06 00000000:00000000 03:00000F00 00000000     0        0 0 3 0000000000000000
`;
const TCP6 = `  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000000000000000000000000000:0050 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 42001 1 0000000000000000 100 0 0 10 0
   1: 0000000000000000FFFF00000100007F:C350 0000000000000000FFFF00000100007F:1F90 01 00000000:00000000 00:00000000 00000000     0        0 42002 1 0000000000000000 20 4 30 10 -1
   2: B80D01200000000067452301EFCDAB89:01BB B80D0120000000000000000001000000:D431 01 00000000:00000000 00:00000000 00000000     0        0 42003 1 0000000000000000 20 4 30 10 -1
`;
const UDP = `   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
  339: 00000000:0044 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 43001 2 0000000000000000 0
  340: 0100007F:ABCD 0100007F:0035 01 00000000:00000000 00:00000000 00000000     0        0 43002 2 0000000000000000 0
`;
const UNIX = `Num       RefCount Protocol Flags    Type St Inode Path
000000007f317b0f: 00000003 00000000 00000000 0001 03   629
000000001e0f4b90: 00000002 00000000 00010000 0001 01 44001 /run/my app/x.sock
000000001e0f4b91: 00000002 00000000 00000000 0002 01 44002 @abstract@
000000001e0f4b92: 00000002 00000000 00000000 0002 01 44003
`;
const NETLINK = `sk               Eth Pid        Groups   Rmem     Wmem     Dump  Locks    Drops    Inode
0000000000000000 0   0          00000000 0        0        0     2        0        4
0000000000000000 15  321        00000001 0        0        0     2        0        45001
`;
const state = (name: (typeof SOCKET_STATES)[number]): number => SOCKET_STATES.indexOf(name);

describe('addresses', () => {
  it.each([
    ['0100007F', '127.0.0.1'], ['0101A8C0', '192.168.1.1'], ['00000000', '0.0.0.0'], ['FFFFFFFF', '255.255.255.255'],
    ['00000000000000000000000000000000', '::'], ['00000000000000000000000001000000', '::1'],
    ['0000000000000000FFFF00000101A8C0', '192.168.1.1'],
    ['B80D0120000000000000000001000000', '2001:db8::1'],
    ['000080FE00000000FF005450B6FF1234', 'fe80::5054:ff:3412:ffb6'],
    ['B80D01200000000067452301EFCDAB89', '2001:db8::123:4567:89ab:cdef'],
    ['00000100000001000000010000000100', '1:0:1:0:1:0:1:0'],
    ['00000000010000000000000001000000', '::1:0:0:0:1'],
    ['01', ''], ['ZZZZZZZZ', ''],
  ])('%s is %s', (hex, host) => expect(formatHost(hex)).toBe(host));

  it('brackets IPv6', () => {
    expect(formatEndpoint('00000000000000000000000001000000', 443)).toBe('[::1]:443');
    expect(formatEndpoint('0000000000000000FFFF00000100007F', 80)).toBe('127.0.0.1:80');
  });
});

describe('tables', () => {
  it('reads TCP, leaving out what no process holds', () => {
    expect(parseInet(TCP, 'tcp')).toEqual([
      { protocol: 'tcp', state: state('LISTEN'), localHost: '0100007F', localPort: 8080, remoteHost: '00000000', remotePort: 0, sendQueueBytes: 0, receiveQueueBytes: 3, inode: 41001 },
      { protocol: 'tcp', state: state('ESTABLISHED'), localHost: '0100007F', localPort: 8080, remoteHost: '0100007F', remotePort: 50_000, sendQueueBytes: 16, receiveQueueBytes: 32, inode: 41002 },
    ]);
    expect(parseInet(TCP6, 'tcp6').map(({ inode, localPort, remotePort }) => [inode, localPort, remotePort])).toEqual([[42001, 80, 0], [42002, 50_000, 8080], [42003, 443, 54_321]]);
  });

  it('tells bound UDP from connected', () => {
    expect(parseInet(UDP, 'udp').map((entry) => [entry.inode, SOCKET_STATES[entry.state]])).toEqual([[43001, 'BOUND'], [43002, 'ESTABLISHED']]);
  });

  it('reads Unix sockets, whose paths may hold blanks', () => {
    expect(parseUnix(UNIX).map((entry) => [entry.inode, SOCKET_STATES[entry.state], entry.path])).toEqual([
      [629, 'ESTABLISHED', ''], [44001, 'LISTEN', '/run/my app/x.sock'], [44002, 'BOUND', '@abstract@'], [44003, 'CLOSE', ''],
    ]);
  });

  it('reads the inode of netlink sockets', () => expect(parseLastColumn(NETLINK, 'netlink').map((entry) => entry.inode)).toEqual([4, 45001]));

  it.each([['socket:[12]', 12], ['socket:[x]', -1], ['socket:12', -1], ['/tmp/socket:[12]', -1], ['pipe:[12]', -1], ['', -1]])('link %s', (link, inode) => expect(socketInode(link)).toBe(inode));

  it('takes anything', () => {
    expectRobust((text) => parseInet(text, 'tcp'), [TCP, TCP6, UDP]);
    expectRobust(parseUnix, [UNIX]);
    expectRobust((text) => parseLastColumn(text, 'netlink'), [NETLINK]);
    expectRobust(formatHost, ['0100007F', '00000000000000000000000001000000']);
    expectRobust(socketInode, ['socket:[12]']);
  });
});

describe('scanPorts', () => {
  const tree = (): ReturnType<typeof fakeTree> => fakeTree({
    '7/fd/3': { link: 'socket:[41001]' }, '7/fd/4': { link: 'socket:[41002]' }, '7/fd/5': { link: '/dev/null' }, '7/fd/6': { link: 'socket:[43002]' },
    '7/net/tcp': TCP, '7/net/udp': UDP, '7/ns/net': { link: 'net:[1]' },
    // Of the same namespace: its own table must not be asked for.
    '8/fd/0': { link: 'socket:[42001]' }, '8/fd/1': { link: 'socket:[43001]' }, '8/net/tcp6': TCP6, '8/ns/net': { link: 'net:[1]' },
    '9/fd/0': { link: 'socket:[42001]' }, '9/net/tcp6': TCP6, '9/ns/net': { link: 'net:[2]' },
    '10/fd/0': { link: 'pipe:[1]' },
  });

  it('gives the ports of each process, each namespace read once', () => {
    using proc = tree();
    const { ports, incomplete, unreadable } = scanPorts({ proc: proc.root, sys: '' }, [7, 8, 9, 10, 11], 1000, () => 0);
    expect([...ports]).toEqual([
      [7, { listen: [8080], ports: [53, 8080, 43_981, 50_000] }],
      [8, { listen: [68], ports: [68] }],
      [9, { listen: [80], ports: [80] }],
      [10, { listen: [], ports: [] }],
    ]);
    expect({ incomplete, unreadable }).toEqual({ incomplete: false, unreadable: 0 });
  });

  it('stops when the time is up', () => {
    using proc = tree();
    let clock = 0;
    const { ports, incomplete } = scanPorts({ proc: proc.root, sys: '' }, [10, 8, 9], 1, () => (clock += 1));
    expect(incomplete).toBe(true);
    expect(ports.size).toBeLessThan(3);
  });

  it('keeps the ports listened on of very many', () => {
    const lines = Array.from({ length: 300 }, (_, index) => `   ${index}: 0100007F:${(1000 + index).toString(16).toUpperCase().padStart(4, '0')} 0100007F:0050 01 00000000:00000000 00:00000000 00000000  0        0 ${900 + index} 1 0`);
    lines.push(' 300: 0100007F:FFFE 00000000:0000 0A 00000000:00000000 00:00000000 00000000  0        0 5000 1 0');
    const links = [...Array.from({ length: 300 }, (_, index) => 900 + index), 5000].map((inode, fd): [string, { link: string }] => [`7/fd/${fd}`, { link: `socket:[${inode}]` }]);
    using proc = fakeTree({ '7/net/tcp': lines.join('\n'), ...Object.fromEntries(links) });
    const found = scanPorts({ proc: proc.root, sys: '' }, [7], 1000, () => 0).ports.get(7);
    expect(found?.ports).toHaveLength(MAX_PORTS);
    expect(found?.listen).toEqual([65_534]);
    expect(found?.ports.at(-1)).toBe(65_534);
    expect(found?.ports.at(0)).toBe(80);
  });

  const live = it.runIf(process.platform === 'linux');
  const portOf = (server: Pick<Server, 'address'>): number => {
    const address: AddressInfo | string | null = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  };

  live('finds the ports of this process', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    const datagrams = createSocket('udp4').bind(0, '127.0.0.1');
    await Promise.all([once(server, 'listening'), once(datagrams, 'listening')]);
    try {
      const { ports, incomplete } = scanPorts(DEFAULT_ROOTS, [process.pid], 1000, () => performance.now());
      const expected = [portOf(server), datagrams.address().port];
      expect(ports.get(process.pid)?.listen).toEqual(expect.arrayContaining(expected));
      expect(ports.get(process.pid)?.ports).toEqual(expect.arrayContaining(expected));
      expect(incomplete).toBe(false);
    } finally {
      server.close();
      datagrams.close();
    }
  });

  it.runIf(process.platform === 'linux' && process.getuid?.() === 0)('counts what only others may read', () => {
    try {
      process.seteuid?.(65_534);
      expect(scanPorts(DEFAULT_ROOTS, [1], 1000, () => 0)).toEqual({ ports: new Map(), incomplete: false, looked: 1, unreadable: 1 });
    } finally {
      process.seteuid?.(0);
    }
  });

  live('looks at every process of this machine within its time', () => {
    const pids = readdirSync('/proc').map(Number).filter(Number.isInteger);
    const start = performance.now();
    const { ports, incomplete, unreadable } = scanPorts(DEFAULT_ROOTS, pids, 2000, () => performance.now());
    expect(performance.now() - start).toBeLessThan(4000);
    expect(ports.size + unreadable > 0 || incomplete).toBe(true);
  });
});
