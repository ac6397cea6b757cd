import os from 'node:os';
import type { Systeminformation } from 'systeminformation';

import { safeText, type SafeText } from '../../model/safe-text.ts';
import { finite, positive } from './figures.ts';

const LETTERS = { running: 'R', sleeping: 'S', blocked: 'D', stopped: 'T', zombie: 'Z', dead: 'X', paging: 'W' } as const;
export type StateLetter = (typeof LETTERS)[keyof typeof LETTERS] | '?';

/** What is listed of a process by systeminformation: KiB, local time. */
export type ListedProcess = Pick<
  Systeminformation.ProcessesProcessData,
  'pid' | 'parentPid' | 'name' | 'cpu' | 'memRss' | 'memVsz' | 'nice' | 'priority' | 'started' | 'state' | 'user' | 'command' | 'params' | 'path'
>;

/** Figures of pidusage: percent of one core, bytes, milliseconds of CPU. */
export interface Usage {
  readonly cpu: number;
  readonly memory: number;
  readonly ctime: number;
}

/** What is used of systeminformation and pidusage, and what must be known of the system to read it. */
export interface ProcessLibraries {
  readonly processes: () => Promise<{ readonly list: readonly ListedProcess[] }>;
  readonly usage: (pids: number[]) => Promise<Readonly<Record<string, Usage | null | undefined>>>;
  readonly platform: string;
  readonly cpuCount: number;
}

/** Loads both when first asked: they are not needed on Linux. */
export async function loadLibraries(): Promise<ProcessLibraries> {
  // It prints its complaints to the terminal, in the middle of a screen.
  process.env['PIDUSAGE_SILENT'] = 'true';
  const [{ processes }, { default: pidusage }] = await Promise.all([import('systeminformation'), import('pidusage')]);
  return { processes: () => processes(), usage: (pids) => pidusage(pids), platform: os.platform(), cpuCount: os.cpus().length };
}

const isNamed = (state: string): state is keyof typeof LETTERS => Object.hasOwn(LETTERS, state);
export const stateLetter = (state: string): StateLetter => (isNamed(state) ? LETTERS[state] : '?');

/** `2026-11-20 08:15:00`, local time, as seconds since the epoch; NaN if it is none. */
export function parseStarted(text: string | null | undefined): number {
  return /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text ?? '') ? Date.parse((text ?? '').replace(' ', 'T')) / 1000 : Number.NaN;
}

/**
 * CPU by systeminformation. On Linux and Windows: percent of all CPUs together, of the time since the
 * reading before; for one that is new, of the time since boot, which says nothing. Elsewhere: as ps has it, of one core.
 */
export function listedCpu({ cpu }: ListedProcess, isNew: boolean, { platform, cpuCount }: ProcessLibraries): number {
  if (platform !== 'linux' && platform !== 'win32') return positive(cpu);
  return isNew ? Number.NaN : positive(cpu) * cpuCount;
}

/** Priority as the kernel has it: ps on Linux prints 39 less that. */
export const listedPriority = ({ priority }: ListedProcess, { platform }: ProcessLibraries): number =>
  platform === 'linux' ? 39 - finite(priority) : finite(priority);

/** Name, owner, program and command line, secrets masked, safe to show. */
export function listedTexts(listed: ListedProcess, platform: string, redact: (args: string) => string) {
  const { name, command, params, path, user } = listed;
  // On Windows these are the whole path and the whole line already.
  const windows = platform === 'win32';
  const line = windows || !path ? command : `${path}/${command}`;
  const executable = windows ? path ?? '' : path ? `${path}/${name}` : '';
  // The library guesses where arguments begin: name and path may hold some.
  const mask = (text: string): SafeText => safeText(redact(text));
  return {
    name: mask(name ?? ''), user: safeText(user ?? ''), executable: mask(executable),
    command: mask(params ? `${line} ${params}` : line ?? ''),
  };
}
