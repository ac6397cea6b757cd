import { readFileSync } from 'node:fs';
import type { Roots } from '../../collectors/collector.ts';
import { PAGE_BYTES } from '../../collectors/linux/processes/page-size.ts';
import { type SafeText, safeText } from '../../model/safe-text.ts';

const read = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};

/** Name of a process; ? for one that is not there. */
export const nameOf = ({ proc }: Roots, pid: number): SafeText => safeText(read(`${proc}/${pid}/comm`)?.trimEnd() ?? '?');

export const isThere = ({ proc }: Roots, pid: number): boolean => read(`${proc}/${pid}/comm`) !== undefined;

/** Resident memory, bytes; 0 for a process that has ended. */
export function rssOf({ proc }: Roots, pid: number): number {
  const pages = Number(read(`${proc}/${pid}/statm`)?.split(' ')[1] ?? 0);
  return pages * PAGE_BYTES;
}

/** read_bytes and write_bytes of proc_pid_io(5), which only its owner and root may read: else NaN. */
export function ioOf({ proc }: Roots, pid: number): number {
  const text = read(`${proc}/${pid}/io`);
  if (text === undefined) return Number.NaN;
  const field = (name: string): number => Number(new RegExp(`^${name}: (\\d+)`, 'm').exec(text)?.[1] ?? Number.NaN);
  return field('read_bytes') + field('write_bytes');
}
