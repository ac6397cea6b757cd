import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** USER_HZ, the unit of times in /proc: 100 on every architecture that Node runs on. */
const CLOCK_TICKS = 100;
const PAGE_BYTES = Number(execFileSync('getconf', ['PAGESIZE'], { encoding: 'utf8' }));

export interface Usage {
  readonly cpuMilliseconds: number;
  readonly rssBytes: number;
}

const readOrNothing = (path: string): string => {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
};

const tasksOf = (pid: number): readonly string[] => {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
};

/** Children of all threads of a process. */
export function childrenOf(pid: number): number[] {
  return tasksOf(pid).flatMap((task) => readOrNothing(`/proc/${pid}/task/${task}/children`).split(' ').filter((word) => word.trim() !== '').map(Number));
}

export function familyOf(pid: number): number[] {
  return [pid, ...childrenOf(pid).flatMap((child) => familyOf(child))];
}

/** What a process, all its threads and all its children used, ended children among them. */
export function usageOf(pid: number): Usage {
  let ticks = 0;
  let pages = 0;
  for (const member of familyOf(pid)) {
    const stat = readOrNothing(`/proc/${member}/stat`);
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ').map(Number);
    // utime, stime, cutime, cstime are the fields 14 to 17, rss is the 24th; the first here is the third.
    for (const field of [14, 15, 16, 17]) ticks += fields[field - 3] ?? 0;
    pages += fields[24 - 3] ?? 0;
  }
  return { cpuMilliseconds: (ticks * 1000) / CLOCK_TICKS, rssBytes: pages * PAGE_BYTES };
}

/** CPU of the live threads of a process to the nanosecond, in milliseconds; `usageOf` knows 10 ms steps only. */
export function fineCpuMilliseconds(pid: number): number {
  return tasksOf(pid).reduce((sum, task) => sum + Number(readOrNothing(`/proc/${pid}/task/${task}/schedstat`).split(' ')[0]) / 1e6, 0);
}

export const isAlive = (pid: number): boolean => readOrNothing(`/proc/${pid}/stat`) !== '';

/** The value below which the given share (0 to 1) of the values lies; NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** Slope of the line that fits the points best. */
export function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / points.length;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / points.length;
  const covariance = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return covariance / points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}
