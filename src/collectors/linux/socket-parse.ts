import { SOCKET_STATES } from '../../model/kinds/process-parts.ts';

const LISTEN = SOCKET_STATES.indexOf('LISTEN');
const BOUND = SOCKET_STATES.indexOf('BOUND');
const CLOSE = SOCKET_STATES.indexOf('CLOSE');
const ESTABLISHED = SOCKET_STATES.indexOf('ESTABLISHED');
const SYN_SENT = SOCKET_STATES.indexOf('SYN_SENT');

/** A socket of the internet protocols. Hosts are in the kernel's hexadecimal: most are never shown. */
export interface InetEntry {
  readonly protocol: string;
  /** Index into SOCKET_STATES. */
  readonly state: number;
  readonly localHost: string;
  readonly localPort: number;
  readonly remoteHost: string;
  /** 0 when it has no other side. */
  readonly remotePort: number;
  readonly sendQueueBytes: number;
  readonly receiveQueueBytes: number;
  readonly inode: number;
}

/** A Unix socket, or one of which only the inode is known. */
export interface OtherEntry {
  readonly protocol: string;
  readonly state: number;
  /** Path; '@...' in the abstract namespace; '' when it has none. */
  readonly path: string;
  readonly inode: number;
}

/** Whether it waits for others: listens (TCP), or is bound without another side (UDP). */
export const isListening = (entry: InetEntry): boolean => entry.state === LISTEN || entry.state === BOUND;

const hex = (text: string | undefined): number => Number.parseInt(text ?? '', 16);

// slot: local remote state send:receive timer:when retransmits uid timeout inode
const INET = /^ *\d+: ([\dA-F]{8,32}):([\dA-F]{4}) ([\dA-F]{8,32}):([\dA-F]{4}) ([\dA-F]{2}) ([\dA-F]{8}):([\dA-F]{8}) \S+ \S+ +\d+ +\d+ +(\d+)/gm;

function inetState(protocol: string, code: number, localPort: number): number {
  // The kernel shows a datagram socket without a peer as 07, which is CLOSE for TCP.
  if (!protocol.startsWith('tcp') && code === CLOSE) return localPort > 0 ? BOUND : CLOSE;
  return code > 0 && code < BOUND ? code : 0;
}

/** Rows of PROC/PID/net/{tcp,tcp6,udp,udp6,raw,raw6}: proc_pid_net(5). Those no longer of any process (TIME_WAIT) are left out. */
export function parseInet(text: string, protocol: string): InetEntry[] {
  const entries: InetEntry[] = [];
  for (const match of text.matchAll(INET)) {
    const inode = Number(match[8]);
    if (inode === 0) continue;
    const localPort = hex(match[2]);
    entries.push({
      protocol,
      state: inetState(protocol, hex(match[5]), localPort),
      localHost: match[1] ?? '', localPort,
      remoteHost: match[3] ?? '', remotePort: hex(match[4]),
      sendQueueBytes: hex(match[6]), receiveQueueBytes: hex(match[7]),
      inode,
    });
  }
  return entries;
}

// pointer: references protocol flags type state inode path
const UNIX = /^[\da-f]+: [\dA-F]{8} [\dA-F]{8} ([\dA-F]{8}) [\dA-F]{4} ([\dA-F]{2}) +(\d+)(?: ([^\n]*))?/gm;
const ACCEPTS = 0x10000;

function unixState(flags: number, code: number, path: string): number {
  if ((flags & ACCEPTS) !== 0) return LISTEN;
  if (code === 3) return ESTABLISHED;
  if (code === 2) return SYN_SENT;
  return path === '' ? CLOSE : BOUND;
}

/** Rows of PROC/PID/net/unix: proc_pid_net(5), unix(7). */
export function parseUnix(text: string): OtherEntry[] {
  const entries: OtherEntry[] = [];
  for (const match of text.matchAll(UNIX)) {
    const path = match[4] ?? '';
    entries.push({ protocol: 'unix', state: unixState(hex(match[1]), hex(match[2]), path), path, inode: Number(match[3]) });
  }
  return entries;
}

/** Rows of PROC/PID/net/{netlink,packet}, of which only the inode, their last column, is of use. */
export function parseLastColumn(text: string, protocol: string): OtherEntry[] {
  const entries: OtherEntry[] = [];
  for (const line of text.split('\n')) {
    const fields = line.trimEnd();
    const inode = Number(fields.slice(fields.lastIndexOf(' ') + 1));
    if (fields !== '' && Number.isInteger(inode)) entries.push({ protocol, state: 0, path: '', inode });
  }
  return entries;
}

/** Inode of a descriptor that links to `socket:[123]`, or -1. */
export function socketInode(target: string): number {
  if (!target.startsWith('socket:[') || !target.endsWith(']')) return -1;
  const inode = Number(target.slice(8, -1));
  return Number.isInteger(inode) ? inode : -1;
}
