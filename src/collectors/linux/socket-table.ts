import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { errorCode } from '../../model/errors.ts';
import type { Roots } from '../collector.ts';
import { attempt, isForbidden, readLines } from './inspect/read.ts';
import { isListening, parseInet, socketInode, type InetEntry } from './socket-parse.ts';

const PORT_TABLES = ['tcp', 'tcp6', 'udp', 'udp6'] as const;
/** Ports of one process that are kept. */
export const MAX_PORTS = 64;
/** Descriptors of one process that the port scan looks at: one huge server must not use up the time of all others. */
const MAX_LINKS = 4096;
const LINKS_PER_LOOK_AT_THE_CLOCK = 256;

/** Reads the sockets of one protocol in the network namespace of a process, until `over`. Missing tables are empty. */
export function readInet(base: string, protocol: string, over: () => boolean, take: (entries: readonly InetEntry[]) => void): boolean {
  return attempt(() => {
    for (const lines of readLines(`${base}/net/${protocol}`, 'latin1')) {
      take(parseInet(lines, protocol));
      if (over()) return false;
    }
    return true;
  }) ?? true;
}

/**
 * Socket inodes of a process -> its lowest descriptor of each. Throws when its descriptors may not be listed.
 * `more` is asked now and then whether to go on; `complete` says whether all descriptors were looked at.
 */
export function socketsOf(base: string, more: (looked: number) => boolean): { inodes: Map<number, number>; complete: boolean } {
  const inodes = new Map<number, number>();
  let looked = 0;
  for (const name of readdirSync(`${base}/fd`)) {
    if (looked % LINKS_PER_LOOK_AT_THE_CLOCK === 0 && looked > 0 && !more(looked)) return { inodes, complete: false };
    looked += 1;
    const target = attempt(() => readlinkSync(`${base}/fd/${name}`));
    const inode = target === undefined ? -1 : socketInode(target);
    const fd = Number(name);
    if (inode > 0 && fd < (inodes.get(inode) ?? Number.POSITIVE_INFINITY)) inodes.set(inode, fd);
  }
  return { inodes, complete: true };
}

/** Ports of one socket, packed: bit 32 listens, bits 16-31 local, bits 0-15 remote. */
type PortTable = ReadonlyMap<number, number>;
const LISTENS = 2 ** 32;

interface Ports {
  /** Ascending: those it listens on, and both sides of its connections. */
  readonly ports: readonly number[];
  /** Ascending: TCP ports it listens on, UDP ports it has bound. */
  readonly listen: readonly number[];
}

const ascending = (ports: Iterable<number>): number[] => [...ports].sort((one, other) => one - other);
const NONE: Ports = { ports: [], listen: [] };

/** Ports of the sockets given. Of too many, those it listens on are kept first, then the lowest. */
function portsOf(inodes: Iterable<number>, table: PortTable): Ports {
  const listen = new Set<number>();
  const others = new Set<number>();
  for (const inode of inodes) {
    const packed = table.get(inode);
    if (packed === undefined) continue;
    const local = Math.floor(packed / 65_536) % 65_536;
    const remote = packed % 65_536;
    if (packed >= LISTENS) listen.add(local);
    else others.add(local);
    if (remote > 0) others.add(remote);
  }
  for (const port of listen) others.delete(port);
  others.delete(0);
  const listening = ascending(listen).slice(0, MAX_PORTS);
  return { listen: listening, ports: ascending([...listening, ...ascending(others).slice(0, MAX_PORTS - listening.length)]) };
}

export interface PortScan {
  readonly ports: Map<number, Ports>;
  /** The time was up before all were looked at: what is missing is not known. */
  readonly incomplete: boolean;
  /** How many of the processes given were looked at before the time was up. */
  readonly looked: number;
  /** Processes whose descriptors may not be listed: those of other users. */
  readonly unreadable: number;
}

/**
 * Ports of the given processes, in their order, within `budgetMilliseconds` by the clock `now`. Reads the descriptors of
 * each, and the socket tables of each network namespace once; a namespace that may not be read counts as our own.
 */
export function scanPorts(roots: Roots, pids: Iterable<number>, budgetMilliseconds: number, now: () => number): PortScan {
  const end = now() + budgetMilliseconds;
  const over = (): boolean => now() > end;
  const tables = new Map<string, PortTable>();
  const ports = new Map<number, Ports>();
  let incomplete = false;
  let unreadable = 0;
  let looked = 0;

  const tableOf = (base: string): PortTable => {
    const namespace = attempt(() => readlinkSync(`${base}/ns/net`)) ?? '';
    const known = tables.get(namespace);
    if (known !== undefined) return known;
    const table = new Map<number, number>();
    for (const protocol of PORT_TABLES) {
      const whole = readInet(base, protocol, over, (entries) => {
        for (const entry of entries) {
          table.set(entry.inode, (isListening(entry) ? LISTENS : 0) + entry.localPort * 65_536 + entry.remotePort);
        }
      });
      incomplete ||= !whole;
    }
    // Through a process that has just ended one reads nothing: the next of this namespace has to try again.
    if (existsSync(base)) tables.set(namespace, table);
    return table;
  };

  for (const pid of pids) {
    if (over()) return { ports, incomplete: true, looked, unreadable };
    looked += 1;
    const base = `${roots.proc}/${pid}`;
    try {
      const { inodes, complete } = socketsOf(base, (looked) => looked < MAX_LINKS && !over());
      incomplete ||= !complete;
      ports.set(pid, inodes.size === 0 ? NONE : portsOf(inodes.keys(), tableOf(base)));
    } catch (error) {
      // One that ended meanwhile is simply not there.
      if (isForbidden(errorCode(error))) unreadable += 1;
    }
  }
  return { ports, incomplete, looked, unreadable };
}
