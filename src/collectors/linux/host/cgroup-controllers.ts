import type { cgroup } from '../../../model/kinds/cgroup.ts';
import { parseAmount } from '../inspect/cgroup-figures.ts';
import { toCount } from '../rates.ts';
import { readTextIfAny } from '../read.ts';
import { OUT_OF_REACH } from './cgroup-tree.ts';

/** Figures of one cgroup, NaN or left out when not known. */
export type Figures = { readonly [N in (typeof cgroup.numbers)[number]]?: number };

/** What one controller says of a cgroup by the files in its folder. */
export interface Controller {
  /** What changes seldom: limits that it sets itself, kills. */
  readonly seldom: (directory: string) => Figures;
  /** What is used. `limits`: those of all controllers, for some figures cost too much where nothing is limited. */
  readonly use: (directory: string, limits: Figures) => Figures;
}

export interface Hierarchy {
  readonly root: string;
  readonly controllers: readonly Controller[];
}

/** A figure of a flat keyed file (`oom_kill 3`); NaN if it is not there. */
const figure = (text: string, key: string): number => toCount(new RegExp(`^${key} (\\d{1,20})$`, 'm').exec(text)?.[1]);

/**
 * Bytes of memory.stat that reclaim cannot drop without swapping. Of version 1 the totals, for they count those below in;
 * old kernels do not tell shared memory there.
 */
export function parseAnonymous(text: string): number {
  for (const [own, shared] of [['anon', 'shmem'], ['total_rss', 'total_shmem'], ['rss', 'shmem']] as const) {
    const bytes = figure(text, own);
    const more = figure(text, shared);
    if (!Number.isNaN(bytes)) return bytes + (Number.isNaN(more) ? 0 : more);
  }
  return Number.NaN;
}

/** Processes killed, of memory.events (version 2) or memory.oom_control (version 1, since Linux 4.13). */
export const parseKills = (text: string): number => figure(text, 'oom_kill');

/** A figure or a limit; NaN if it is none, or unlimited. */
export function parseFinite(text: string): number {
  const amount = parseAmount(text);
  return Number.isFinite(amount) ? amount : Number.NaN;
}

const read = (directory: string, file: string): string => readTextIfAny(`${directory}/${file}`, OUT_OF_REACH) ?? '';

const isKnown = (value: number | undefined): boolean => value !== undefined && !Number.isNaN(value);

const limitsMemory = ({ memoryLimitBytes, memoryHighBytes }: Figures): boolean => isKnown(memoryLimitBytes) || isKnown(memoryHighBytes);
export const setsLimit = (figures: Figures): boolean => limitsMemory(figures) || isKnown(figures.tasksLimit);
/** Not so of one that went while its files were read. */
export const isUsed = ({ memoryBytes, tasks }: Figures): boolean => isKnown(memoryBytes) || isKnown(tasks);

interface MemoryFiles {
  readonly limit: string;
  /** Version 1 has none. */
  readonly high?: string;
  readonly used: string;
  readonly kills: string;
}

const memory = (files: MemoryFiles): Controller => ({
  seldom: (directory) => ({
    memoryLimitBytes: parseFinite(read(directory, files.limit)),
    ...(files.high === undefined ? {} : { memoryHighBytes: parseFinite(read(directory, files.high)) }),
    outOfMemoryKills: parseKills(read(directory, files.kills)),
  }),
  use: (directory, limits) => ({
    memoryBytes: parseFinite(read(directory, files.used)),
    // The kernel adds memory.stat up when it is read; and who has no limit is seldom killed.
    ...(limitsMemory(limits) ? { anonymousBytes: parseAnonymous(read(directory, 'memory.stat')), outOfMemoryKills: parseKills(read(directory, files.kills)) } : {}),
  }),
});

const MEMORY_1 = memory({ limit: 'memory.limit_in_bytes', used: 'memory.usage_in_bytes', kills: 'memory.oom_control' });
const MEMORY_2 = memory({ limit: 'memory.max', high: 'memory.high', used: 'memory.current', kills: 'memory.events' });
/** The same files in both versions. */
const TASKS: Controller = {
  seldom: (directory) => ({ tasksLimit: parseFinite(read(directory, 'pids.max')) }),
  use: (directory) => ({ tasks: parseFinite(read(directory, 'pids.current')) }),
};

/** Version 2 by its cgroup.controllers; undefined if it is not mounted there. */
function unified(root: string): Hierarchy | undefined {
  const text = readTextIfAny(`${root}/cgroup.controllers`, OUT_OF_REACH);
  if (text === undefined) return undefined;
  const names = new Set(text.trim().split(' '));
  return { root, controllers: [...(names.has('memory') ? [MEMORY_2] : []), ...(names.has('pids') ? [TASKS] : [])] };
}

/** The hierarchies below SYS/fs/cgroup that limit memory or tasks: version 2, or version 1 with or without 2 beside it (cgroups(7)). */
export function findHierarchies(sys: string): readonly Hierarchy[] {
  const root = `${sys}/fs/cgroup`;
  const whole = unified(root);
  if (whole !== undefined) return [whole];
  const beside = unified(`${root}/unified`);
  const found = [...(beside === undefined ? [] : [beside]), { root: `${root}/memory`, controllers: [MEMORY_1] }, { root: `${root}/pids`, controllers: [TASKS] }];
  return found.filter(({ controllers }) => controllers.length > 0);
}
