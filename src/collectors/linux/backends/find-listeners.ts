import { readdirSync, readlinkSync } from 'node:fs';
import type { Roots } from '../../collector.ts';
import { attempt, numbersIn, tryRead } from '../inspect/read.ts';
import { formatHost } from '../socket-address.ts';
import { isListening, parseInet, parseUnix, socketInode } from '../socket-parse.ts';
import { isLoopback, type ListenAddress, parseAddress, takesAny } from './address.ts';
import { localAddresses } from './local-addresses.ts';

/** Descriptors of one process that are looked at: a huge server must not use up the time of all others. */
const MOST_LINKS = 20_000;
/** Network namespaces that are looked into. */
const MOST_NAMESPACES = 200;

export interface Found {
  /** Processes by address, ascending: all that hold a socket that listens there. */
  readonly listeners: ReadonlyMap<string, readonly number[]>;
  /** Processes by path: those that have that file open for writing. */
  readonly holders: ReadonlyMap<string, readonly number[]>;
}

interface Wanted {
  readonly text: string;
  readonly address: ListenAddress;
}

interface Namespace {
  /** Sockets that listen at an address that is asked for. */
  readonly inodes: ReadonlyMap<number, readonly string[]>;
}

/** Which of the addresses that are asked for the sockets of a namespace serve. `own`: of the namespace that the gateway is in. */
function socketsOf(base: string, wanted: readonly Wanted[], own: boolean): Namespace {
  const inodes = new Map<number, string[]>();
  const add = (inode: number, text: string): void => {
    const known = inodes.get(inode);
    if (known === undefined) inodes.set(inode, [text]);
    else known.push(text);
  };
  const ports = wanted.filter(({ address }) => address.type === 'port');
  let here: ReadonlySet<string> | undefined;
  const isHere = (host: string): boolean => {
    // A name is not resolved: what listens there in the gateway's own namespace is taken.
    if (isLoopback(host) || !/^[\d.]+$|:/.test(host)) return own;
    here ??= localAddresses(tryRead(`${base}/net/fib_trie`) ?? '', tryRead(`${base}/net/if_inet6`) ?? '');
    return here.has(host);
  };
  for (const table of ports.length === 0 ? [] : ['tcp', 'tcp6']) {
    for (const entry of parseInet(tryRead(`${base}/net/${table}`) ?? '', table)) {
      if (!isListening(entry)) continue;
      for (const { text, address } of ports) {
        if (address.type !== 'port' || address.port !== entry.localPort) continue;
        const host = formatHost(entry.localHost);
        if ((takesAny(entry.localHost) || host === address.host || (isLoopback(host) && isLoopback(address.host))) && isHere(address.host)) add(entry.inode, text);
      }
    }
  }
  const paths = wanted.filter(({ address }) => address.type === 'path');
  if (paths.length > 0) {
    for (const entry of parseUnix(tryRead(`${base}/net/unix`) ?? '')) {
      for (const { text, address } of paths) if (address.type === 'path' && entry.path === address.path && isListeningPath(entry.state)) add(entry.inode, text);
    }
  }
  return { inodes };
}

/** Who only reads a log, as this program does, is not its gateway. proc_pid_fdinfo(5): flags in octal, the lowest two bits are 0 for reading. */
function isWritten(path: string): boolean {
  const flags = /^flags:\s+([0-7]+)/m.exec(tryRead(path) ?? '')?.[1];
  return flags !== undefined && (Number.parseInt(flags, 8) & 3) !== 0;
}

/** Anything but a connection of it: parseUnix says LISTEN, or BOUND for datagrams. */
const isListeningPath = (state: number): boolean => state > 0;

/**
 * Which processes listen at the addresses, and which have the files open. Reads the descriptors of every process that may
 * be read: some 50 us each. `own`: a process in the gateway's network namespace (this one).
 */
export function findListeners(roots: Roots, addresses: readonly string[], files: readonly string[], own: number | 'self' = 'self'): Found {
  const wanted = addresses.flatMap((text): Wanted[] => {
    const address = parseAddress(text);
    return address === undefined ? [] : [{ text, address }];
  });
  const listeners = new Map<string, Set<number>>();
  const holders = new Map<string, Set<number>>();
  const namespaces = new Map<string, Namespace>();
  const ownNamespace = attempt(() => readlinkSync(`${roots.proc}/${own}/ns/net`)) ?? '';
  const paths = new Set(files);
  const put = (map: Map<string, Set<number>>, key: string, pid: number): void => {
    const known = map.get(key);
    if (known === undefined) map.set(key, new Set([pid]));
    else known.add(pid);
  };
  for (const pid of attempt(() => numbersIn(roots.proc)) ?? []) {
    const base = `${roots.proc}/${pid}`;
    const names = attempt(() => readdirSync(`${base}/fd`));
    if (names === undefined || names.length === 0) continue;
    const name = attempt(() => readlinkSync(`${base}/ns/net`)) ?? '';
    let namespace = namespaces.get(name);
    if (namespace === undefined && namespaces.size < MOST_NAMESPACES) {
      namespace = socketsOf(base, wanted, name === ownNamespace);
      namespaces.set(name, namespace);
    }
    for (const fd of names.slice(0, MOST_LINKS)) {
      const target = attempt(() => readlinkSync(`${base}/fd/${fd}`));
      if (target === undefined) continue;
      if (paths.has(target) && isWritten(`${base}/fdinfo/${fd}`)) put(holders, target, pid);
      for (const text of namespace?.inodes.get(socketInode(target)) ?? []) put(listeners, text, pid);
    }
  }
  const sorted = (map: Map<string, Set<number>>): ReadonlyMap<string, readonly number[]> => new Map([...map].map(([key, pids]) => [key, [...pids].sort((one, other) => one - other)]));
  return { listeners: sorted(listeners), holders: sorted(holders) };
}
