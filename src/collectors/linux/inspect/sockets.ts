import { FrameBuilder } from '../../../model/frame.ts';
import { socket } from '../../../model/kinds/process-parts.ts';
import { EMPTY_TEXT, safeText, type SafeText } from '../../../model/safe-text.ts';
import type { InspectContext, Inspector } from '../../inspector.ts';
import { formatEndpoint } from '../socket-address.ts';
import { parseLastColumn, parseUnix, type InetEntry, type OtherEntry } from '../socket-parse.ts';
import { readInet, socketsOf } from '../socket-table.ts';
import { holdersOf, newSearch, otherEnds } from './peers.ts';
import { attempt, inspecting, MAX_ROWS, readLines, tryRead } from './read.ts';

/** Goes on from one look to the next: on a machine with thousands of processes one look does not reach them all. */
const search = newSearch();

const INET = ['tcp', 'tcp6', 'udp', 'udp6', 'raw', 'raw6'] as const;
const BARE = ['netlink', 'packet'] as const;
/** Milliseconds to look for the processes on the other ends. */
const PEER_BUDGET = 100;
/** Milliseconds to read descriptors, and then tables: there may be millions of either. */
const READ_BUDGET = 1000;

interface Tables {
  /** Own ones by inode. */
  readonly own: ReadonlyMap<number, InetEntry | OtherEntry>;
  readonly ends: ReadonlyMap<number, number>;
}

function readTables(base: string, inodes: ReadonlyMap<number, number>, over: () => boolean): Tables {
  const own = new Map<number, InetEntry | OtherEntry>();
  if (inodes.size === 0) return { own, ends: new Map() };
  const connected: InetEntry[] = [];
  const all: InetEntry[] = [];
  for (const protocol of INET) {
    readInet(base, protocol, over, (entries) => {
      for (const entry of entries) {
        if (entry.remotePort > 0) all.push(entry);
        if (!inodes.has(entry.inode)) continue;
        own.set(entry.inode, entry);
        connected.push(entry);
      }
    });
  }
  const keep = (entries: readonly OtherEntry[]): void => {
    // The path of a Unix socket may hold line feeds, and so forge lines: the first of an inode counts.
    for (const entry of entries) if (inodes.has(entry.inode) && !own.has(entry.inode)) own.set(entry.inode, entry);
  };
  attempt(() => {
    for (const lines of readLines(`${base}/net/unix`, 'utf8')) {
      keep(parseUnix(lines));
      if (own.size === inodes.size || over()) break;
    }
  });
  for (const protocol of BARE) {
    if (own.size < inodes.size && !over()) keep(parseLastColumn(tryRead(`${base}/net/${protocol}`) ?? '', protocol));
  }
  return { own, ends: otherEnds(connected, all) };
}

/** The process that holds the other end of each connection, by the inode of our end. The process itself is asked first. */
function findPeers({ roots, pid, pids, monotonic }: InspectContext, ends: ReadonlyMap<number, number>, inodes: ReadonlyMap<number, number>): Map<number, number> {
  const peers = new Map<number, number>();
  const elsewhere = new Map<number, number>();
  for (const [inode, end] of ends) {
    if (inodes.has(end)) peers.set(inode, pid);
    else if (end > 0) elsewhere.set(inode, end);
  }
  if (elsewhere.size === 0) return peers;
  const deadline = monotonic() + PEER_BUDGET;
  const holders = holdersOf(roots.proc, elsewhere.values(), pids(), () => monotonic() > deadline, search);
  for (const [inode, end] of elsewhere) {
    const holder = holders.get(end);
    if (holder !== undefined) peers.set(inode, holder);
  }
  return peers;
}

const isInet = (entry: InetEntry | OtherEntry): entry is InetEntry => 'localPort' in entry;

type Details = Record<'protocol' | 'localAddress' | 'remoteAddress', SafeText>
  & Partial<Record<'state' | 'localPort' | 'remotePort' | 'sendQueueBytes' | 'receiveQueueBytes', number>>;

function details(entry: InetEntry | OtherEntry | undefined): Details {
  if (entry === undefined) return { protocol: safeText('other'), localAddress: EMPTY_TEXT, remoteAddress: EMPTY_TEXT };
  const { state } = entry;
  const protocol = safeText(entry.protocol);
  if (!isInet(entry)) return { protocol, state, localAddress: safeText(entry.path), remoteAddress: EMPTY_TEXT };
  const { localPort, remotePort, sendQueueBytes, receiveQueueBytes } = entry;
  return {
    protocol, state, localPort, sendQueueBytes, receiveQueueBytes,
    localAddress: safeText(formatEndpoint(entry.localHost, localPort)),
    remoteAddress: remotePort > 0 ? safeText(formatEndpoint(entry.remoteHost, remotePort)) : EMPTY_TEXT,
    ...(remotePort > 0 ? { remotePort } : {}),
  };
}

/** Sockets of a process: PROC/PID/fd and the tables of its network namespace, PROC/PID/net. */
export const sockets: Inspector = {
  kind: socket.name,
  inspect: (context) => {
    const { roots, pid, monotonic, nameOf } = context;
    const base = `${roots.proc}/${pid}`;
    const within = (deadline: number) => (): boolean => monotonic() <= deadline;
    const { inodes, complete } = inspecting(pid, 'the sockets', () => socketsOf(base, within(monotonic() + READ_BUDGET)));
    const inTime = within(monotonic() + READ_BUDGET);
    const { own, ends } = readTables(base, inodes, () => !inTime());
    const peers = findPeers(context, ends, inodes);
    const builder = new FrameBuilder(socket);
    let left = MAX_ROWS;
    for (const [inode, fd] of inodes) {
      left -= 1;
      if (left < 0) break;
      const peerPid = peers.get(inode);
      const peerName = peerPid === undefined ? undefined : (nameOf(peerPid) ?? safeText((tryRead(`${roots.proc}/${peerPid}/comm`) ?? '').trimEnd()));
      builder.add({
        fd, inode, ...details(own.get(inode)),
        ...(peerPid === undefined ? {} : { peerPid }),
        ...(peerName === undefined ? {} : { peerName }),
      });
    }
    if (!complete) builder.add({ localAddress: safeText('(too many descriptors to look at all)') });
    if (inodes.size > MAX_ROWS) builder.add({ localAddress: safeText(`(${inodes.size - MAX_ROWS} more are not shown)`) });
    return builder.build();
  },
};
