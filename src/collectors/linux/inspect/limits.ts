import { readFileSync } from 'node:fs';
import { FrameBuilder } from '../../../model/frame.ts';
import { limit } from '../../../model/kinds/process-parts.ts';
import { safeText } from '../../../model/safe-text.ts';
import type { Inspector } from '../../inspector.ts';
import { readCgroupLimits } from './cgroup-limits.ts';
import { humanBytes, humanCount, percentOf } from './human.ts';
import type { LimitRow } from './limit-row.ts';
import { countDescriptors, inspecting, tryRead } from './read.ts';

/** A limit of PROC/PID/limits: getrlimit(2). Infinity is unlimited. */
export interface ResourceLimit {
  readonly name: string;
  readonly soft: number;
  readonly hard: number;
  /** `bytes`, `files`, `seconds`, `us` ... or ''. */
  readonly unit: string;
}

const ROW = /^Max (.{21}) (unlimited|\d+) +(unlimited|\d+) *(\w*) *$/;
const amount = (text: string | undefined): number => (text === 'unlimited' ? Number.POSITIVE_INFINITY : Number(text));

export function parseLimits(text: string): ResourceLimit[] {
  return text.split('\n').flatMap((line) => {
    const match = line.length > 200 ? null : ROW.exec(line);
    return match === null ? [] : [{ name: (match[1] ?? '').trim(), soft: amount(match[2]), hard: amount(match[3]), unit: match[4] ?? '' }];
  });
}

/** Figures of PROC/PID/status that a limit is held against. Sizes there are in KiB. */
const SIZE_FIELDS: Readonly<Record<string, string>> = {
  'address space': 'VmSize', 'locked memory': 'VmLck', 'stack size': 'VmStk', 'data size': 'VmData', 'resident set': 'VmRSS',
};

/** Name of a limit -> what is used of it, in its unit, of PROC/PID/status: proc_pid_status(5). */
export function parseUse(status: string): Map<string, number> {
  const fields = new Map<string, string>();
  for (const line of status.split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) fields.set(line.slice(0, colon), line.slice(colon + 1).trim());
  }
  const use = new Map<string, number>();
  for (const [name, field] of Object.entries(SIZE_FIELDS)) {
    const size = Number.parseInt(fields.get(field) ?? '', 10);
    if (!Number.isNaN(size)) use.set(name, size * 1024);
  }
  const signals = Number.parseInt(fields.get('SigQ') ?? '', 10);
  if (!Number.isNaN(signals)) use.set('pending signals', signals);
  return use;
}

function inWords(value: number, unit: string): string {
  if (unit === 'bytes') return humanBytes(value);
  const figure = humanCount(value);
  return (unit === 'seconds' || unit === 'us') && Number.isFinite(value) ? `${figure} ${unit === 'us' ? 'us' : 's'}` : figure;
}

const SHARED = new Set(['processes', 'pending signals']);

/** Limits of one process as rows, each with what is used of it. */
export function processRows(limits: readonly ResourceLimit[], use: ReadonlyMap<string, number>): LimitRow[] {
  return limits.map(({ name, soft, hard, unit }) => {
    const used = use.get(name) ?? Number.NaN;
    return {
      scope: 'process', name,
      used: inWords(used, unit), soft: inWords(soft, unit), hard: inWords(hard, unit),
      usedPercent: percentOf(used, soft),
      note: SHARED.has(name) ? 'rlimit, counted for the whole user' : 'rlimit',
    };
  });
}

/** Limits of a process and of its cgroup: PROC/PID/limits, cgroups(7). */
export const limits: Inspector = {
  kind: limit.name,
  inspect: ({ roots, pid }) => {
    const base = `${roots.proc}/${pid}`;
    const text = inspecting(pid, 'the limits', () => readFileSync(`${base}/limits`, 'utf8'));
    const use = parseUse(tryRead(`${base}/status`) ?? '');
    const descriptors = countDescriptors(`${base}/fd`);
    if (descriptors !== undefined) use.set('open files', descriptors);
    const builder = new FrameBuilder(limit);
    const rows = [...processRows(parseLimits(text), use), ...readCgroupLimits(roots.sys, tryRead(`${base}/cgroup`) ?? '')];
    for (const row of rows) {
      builder.add({
        scope: safeText(row.scope), name: safeText(row.name),
        used: safeText(row.used), soft: safeText(row.soft), hard: safeText(row.hard),
        usedPercent: row.usedPercent, note: safeText(row.note),
      });
    }
    return builder.build();
  },
};
