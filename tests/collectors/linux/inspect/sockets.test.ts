import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { holdersOf, otherEnds } from '../../../../src/collectors/linux/inspect/peers.ts';
import { sockets } from '../../../../src/collectors/linux/inspect/sockets.ts';
import { parseInet } from '../../../../src/collectors/linux/socket-parse.ts';
import { SOCKET_STATES } from '../../../../src/model/kinds/process-parts.ts';
import { safeText } from '../../../../src/model/safe-text.ts';
import { contextFor, expectSafe, fakeTree, rowsOf } from './support.ts';

const row = (slot: number, local: string, remote: string, state: string, inode: number): string => `   ${slot}: ${local} ${remote} ${state} 00000000:00000000 00:00000000 00000000  0        0 ${inode} 1 0\n`;
const TCP = row(0, '0100007F:1F90', '0100007F:C350', '01', 11) + row(1, '0100007F:1F90', '00000000:0000', '0A', 12);
const TCP6 = row(0, '0000000000000000FFFF00000100007F:C350', '0000000000000000FFFF00000100007F:1F90', '01', 21);

describe('the other end', () => {
  it('is the entry with swapped addresses, IPv4 in IPv6 too', () => {
    const own = parseInet(TCP, 'tcp');
    expect([...otherEnds(own, [...own, ...parseInet(TCP6, 'tcp6')])]).toEqual([[11, 21]]);
    expect([...otherEnds(own, own)]).toEqual([]);
  });

  it('is looked for until found, or until the time is up', () => {
    using proc = fakeTree({ '8/fd/1': { link: 'socket:[21]' }, '9/fd/1': { link: 'socket:[22]' }, '10/fd/1': { link: 'socket:[23]' } });
    expect([...holdersOf(proc.root, [21, 22], [7, 8, 9, 10], () => false)]).toEqual([[21, 8], [22, 9]]);
    expect([...holdersOf(proc.root, [21, 22], [8, 9], () => true)]).toEqual([]);
  });

  it('is shown with its name', () => {
    using proc = fakeTree({
      '7/fd/4': { link: 'socket:[11]' }, '7/fd/9': { link: 'socket:[11]' }, '7/fd/5': { link: 'socket:[12]' }, '7/fd/6': { link: 'socket:[99]' },
      '7/net/tcp': TCP, '7/net/tcp6': TCP6, '8/fd/3': { link: 'socket:[21]' }, '8/comm': 'client\n',
    });
    const roots = { proc: proc.root, sys: '' };
    const expected = [
      { fd: 4, inode: 11, protocol: 'tcp', state: 1, localAddress: '127.0.0.1:8080', remoteAddress: '127.0.0.1:50000', localPort: 8080, remotePort: 50_000, sendQueueBytes: 0, receiveQueueBytes: 0, peerPid: 8, peerName: 'client' },
      { fd: 5, inode: 12, protocol: 'tcp', state: 10, localAddress: '127.0.0.1:8080', remoteAddress: '', localPort: 8080, sendQueueBytes: 0, receiveQueueBytes: 0, peerName: '' },
      { fd: 6, inode: 99, protocol: 'other', localAddress: '', remoteAddress: '', peerName: '' },
    ];
    const byFd = (rows: Record<string, number | string>[]): Record<string, number | string>[] => rows.toSorted((one, other) => Number(one['fd']) - Number(other['fd']));
    expect(byFd(rowsOf(sockets.inspect(contextFor(7, { roots, pids: () => [7, 8] }))))).toEqual(expected);
    expect(rowsOf(sockets.inspect(contextFor(7, { roots, pids: () => [8], nameOf: () => safeText('known') }))).some((found) => found['peerName'] === 'known')).toBe(true);
    expect(rowsOf(sockets.inspect(contextFor(7, { roots })))[0]).not.toHaveProperty('peerPid');
  });
});

describe.runIf(process.platform === 'linux')('sockets of this process', () => {
  const stateOf = (found: Record<string, number | string> | undefined): string => SOCKET_STATES[Number(found?.['state'])] ?? '';

  it('shows both ends of a connection to itself, and to a child', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const accepted: Socket[] = [];
    server.on('connection', (socket) => accepted.push(socket));
    const client = connect(port, '127.0.0.1');
    const child = spawn(process.execPath, ['-e', `require('net').connect(${port},'127.0.0.1',()=>console.log('ready'))`], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      await Promise.all([once(client, 'connect'), once(child.stdout, 'data')]);
      const frame = sockets.inspect(contextFor(process.pid, { pids: () => [1, child.pid ?? 0] }));
      const rows = rowsOf(frame).filter((found) => found['localPort'] === port || found['remotePort'] === port);
      expect(rows.filter((found) => stateOf(found) === 'LISTEN')).toHaveLength(1);
      expect(rows.filter((found) => stateOf(found) === 'ESTABLISHED' && found['peerPid'] === process.pid)).toHaveLength(2);
      const toChild = rows.filter((found) => found['peerPid'] === child.pid);
      expect(toChild).toHaveLength(1);
      expect(String(toChild[0]?.['peerName'])).not.toBe('');
      expectSafe(frame);
    } finally {
      child.kill('SIGKILL');
      client.destroy();
      for (const socket of accepted) socket.destroy();
      server.close();
    }
  });

  it('shows IPv6 in brackets and Unix sockets by their path', async () => {
    const path = join(tmpdir(), `pyprocwatch-\u001b]52;c;x\u0007-${process.pid}.sock`);
    const unix = createServer().listen(path);
    const six = createServer().listen(0, '::1');
    try {
      const [, hasIpv6] = await Promise.all([once(unix, 'listening'), once(six, 'listening').then(() => true, () => false)]);
      const frame = sockets.inspect(contextFor(process.pid));
      const rows = rowsOf(frame);
      expect(rows.find((found) => String(found['localAddress']).endsWith(`-${process.pid}.sock`))).toMatchObject({ protocol: 'unix', state: 10 });
      if (hasIpv6) expect(rows.some((found) => String(found['localAddress']).startsWith('[::1]:') && found['protocol'] === 'tcp6')).toBe(true);
      expectSafe(frame);
    } finally {
      unix.close();
      six.close();
    }
  });
});
