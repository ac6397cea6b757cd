import { readdirSync, readlinkSync } from 'node:fs';
import { canonicalHost } from '../socket-address.ts';
import { socketInode, type InetEntry } from '../socket-parse.ts';
import { attempt } from './read.ts';

const family = (protocol: string): string => protocol.replace(/6$/, '');

function keyOf(entry: InetEntry, swapped: boolean): string {
  const local = `${canonicalHost(entry.localHost)}:${entry.localPort}`;
  const remote = `${canonicalHost(entry.remoteHost)}:${entry.remotePort}`;
  return `${family(entry.protocol)} ${swapped ? `${remote} ${local}` : `${local} ${remote}`}`;
}

/** Inode of each connection among `own` -> inode of the other end, where that is among `all`: the entry with swapped addresses. */
export function otherEnds(own: readonly InetEntry[], all: readonly InetEntry[]): Map<number, number> {
  const wanted = new Map<string, number>();
  for (const entry of own) if (entry.remotePort > 0) wanted.set(keyOf(entry, true), entry.inode);
  const ends = new Map<number, number>();
  if (wanted.size === 0) return ends;
  for (const entry of all) {
    if (entry.remotePort === 0) continue;
    const inode = wanted.get(keyOf(entry, false));
    if (inode !== undefined) ends.set(inode, entry.inode);
  }
  return ends;
}

/** What one look found and where it was over: a look has a budget, and the next goes on from there. */
export interface Search {
  known: ReadonlyMap<number, number>;
  last: number;
}

export const newSearch = (): Search => ({ known: new Map(), last: 0 });

/** Looks through the descriptors of processes for those that hold the sockets wanted, until all are found or `over`. */
export function holdersOf(proc: string, wanted: Iterable<number>, pids: Iterable<number>, over: () => boolean, search: Search = newSearch()): Map<number, number> {
  const missing = new Set(wanted);
  const all = [...pids];
  const holders = new Map([...search.known].filter(([inode, pid]) => missing.has(inode) && all.includes(pid)));
  for (const inode of holders.keys()) missing.delete(inode);
  const from = all.indexOf(search.last) + 1;
  for (const pid of [...all.slice(from), ...all.slice(0, from)]) {
    if (missing.size === 0 || over()) break;
    search.last = pid;
    const directory = `${proc}/${pid}/fd`;
    for (const [index, name] of (attempt(() => readdirSync(directory)) ?? []).entries()) {
      if (missing.size === 0 || (index % 256 === 255 && over())) break;
      const inode = socketInode(attempt(() => readlinkSync(`${directory}/${name}`)) ?? '');
      if (missing.delete(inode)) holders.set(inode, pid);
    }
  }
  search.known = holders;
  return holders;
}
