import { parseHierarchies } from '../cgroup-path.ts';
import { levelsOf, parseAmount, parseCores, parseIoMax, tightest, type Bound, type Level } from './cgroup-figures.ts';
import { humanBytes, humanCores, humanCount, percentOf } from './human.ts';
import type { LimitRow } from './limit-row.ts';
import { tryRead } from './read.ts';

const read = (level: Level, file: string): string => tryRead(`${level.directory}/${file}`) ?? '';

function amounts(levels: readonly Level[], limit: string, used: string): Bound | undefined {
  const bounds = levels
    .map((level) => ({ path: level.path, limit: parseAmount(read(level, limit)), used: parseAmount(read(level, used)) }))
    .filter((bound) => !Number.isNaN(bound.limit));
  return ofInterest(levels, tightest(bounds));
}

/** A parent without a limit says nothing of a cgroup that has gone. */
function ofInterest(levels: readonly Level[], bound: Bound | undefined): Bound | undefined {
  return bound !== undefined && (Number.isFinite(bound.limit) || bound.path === levels[0]?.path) ? bound : undefined;
}

function rowOf(name: string, file: string, bound: Bound | undefined, inWords: (value: number) => string): LimitRow[] {
  if (bound === undefined) return [];
  return [{
    scope: 'cgroup', name, used: inWords(bound.used), soft: inWords(bound.limit), hard: '',
    usedPercent: percentOf(bound.used, bound.limit), note: `${file} of ${bound.path}`,
  }];
}

function coresRow(levels: readonly Level[], file: string, cores: (level: Level) => number): LimitRow[] {
  const bounds = levels.map((level) => ({ path: level.path, limit: cores(level), used: Number.NaN })).filter((bound) => !Number.isNaN(bound.limit));
  return rowOf('cpu', file, ofInterest(levels, tightest(bounds)), humanCores);
}

function ioRows(levels: readonly Level[]): LimitRow[] {
  return levels.flatMap((level) => parseIoMax(read(level, 'io.max')).map(({ device, limits }): LimitRow => ({
    scope: 'cgroup', name: `io ${device}`, used: '', soft: limits, hard: '', usedPercent: Number.NaN, note: `io.max of ${level.path}`,
  }))).filter((row, index, rows) => rows.findIndex((other) => other.name === row.name) === index);
}

function version2Rows(levels: readonly Level[]): LimitRow[] {
  const own = levels.slice(0, 1);
  const weight = own.map((level) => ({ path: level.path, limit: parseAmount(read(level, 'cpu.weight')), used: Number.NaN })).find((bound) => bound.limit > 0);
  return [
    ...rowOf('memory', 'memory.max', amounts(levels, 'memory.max', 'memory.current'), humanBytes),
    ...rowOf('memory before reclaim', 'memory.high', amounts(levels, 'memory.high', 'memory.current'), humanBytes),
    ...rowOf('swap', 'memory.swap.max', amounts(levels, 'memory.swap.max', 'memory.swap.current'), humanBytes),
    ...coresRow(levels, 'cpu.max', (level) => parseCores(read(level, 'cpu.max'))),
    ...rowOf('cpu weight', 'cpu.weight', weight, humanCount),
    ...rowOf('tasks', 'pids.max', amounts(levels, 'pids.max', 'pids.current'), humanCount),
    ...ioRows(levels),
  ];
}

function version1Rows(root: string, paths: ReadonlyMap<string, string>): LimitRow[] {
  const levelsFor = (controller: string): Level[] => {
    for (const [names, path] of paths) {
      if (names.split(',').includes(controller)) return levelsOf(`${root}/${controller}`, path);
    }
    return [];
  };
  const cores = (level: Level): number => parseCores(`${read(level, 'cpu.cfs_quota_us')} ${read(level, 'cpu.cfs_period_us')}`);
  return [
    ...rowOf('memory', 'memory.limit_in_bytes', amounts(levelsFor('memory'), 'memory.limit_in_bytes', 'memory.usage_in_bytes'), humanBytes),
    ...coresRow(levelsFor('cpu'), 'cpu.cfs_quota_us', cores),
    ...rowOf('tasks', 'pids.max', amounts(levelsFor('pids'), 'pids.max', 'pids.current'), humanCount),
  ];
}

/**
 * Limits that the cgroup of a process, or the tightest of those above it, sets: cgroups(7). Files that are missing, for the
 * controller is off or the cgroup was removed, give no row. `text`: PROC/PID/cgroup.
 */
export function readCgroupLimits(sys: string, text: string): LimitRow[] {
  const root = `${sys}/fs/cgroup`;
  const paths = parseHierarchies(text);
  const path = paths.get('');
  const mounts = path === undefined ? [] : ['', '/unified'].map((mount) => version2Rows(levelsOf(`${root}${mount}`, path)));
  const rows = mounts.find((found) => found.length > 0) ?? [];
  const missing = version1Rows(root, paths).filter((row) => rows.every((other) => other.name !== row.name));
  return [...rows, ...missing];
}
