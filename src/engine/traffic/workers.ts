import { readFileSync, readlinkSync } from 'node:fs';
import type { Roots } from '../../collectors/collector.ts';

/** Processes of one address at most: who starts thousands is no pool of workers. */
const MOST = 256;

function attempt<Value>(work: () => Value): Value | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

const programOf = ({ proc }: Roots, pid: number): string => attempt(() => readlinkSync(`${proc}/${pid}/exe`)) ?? '';

/** Children of the first thread, proc_pid_task(5). */
const childrenOf = ({ proc }: Roots, pid: number): readonly number[] =>
  (attempt(() => readFileSync(`${proc}/${pid}/task/${pid}/children`, 'latin1')) ?? '').split(' ').filter((word) => word.trim() !== '').map(Number);

/**
 * Processes that listen, and those that they started from the same program: node:cluster and PM2 listen in one process that hands each connection to its
 * workers, which hold no listening socket. Ascending. Init listens for others by socket activation, and started everybody.
 */
export function withWorkers(roots: Roots, listening: readonly number[]): readonly number[] {
  const all = new Set(listening);
  for (const pid of all) {
    if (pid <= 1 || all.size >= MOST) continue;
    const program = programOf(roots, pid);
    if (program === '') continue;
    for (const child of childrenOf(roots, pid)) if (all.size < MOST && !all.has(child) && programOf(roots, child) === program) all.add(child);
  }
  return [...all].sort((one, other) => one - other);
}
