import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import type { Roots } from '../../../../src/collectors/collector.ts';
import type { Frame } from '../../../../src/model/frame.ts';

const FIXTURES = join(import.meta.dirname, '../../../fixtures');

/** Numbers of the fields of /proc/PID/stat, proc_pid_stat(5). */
export const FIELD = { state: 3, parentPid: 4, flags: 9, minorFaults: 10, majorFaults: 12, user: 14, system: 15, priority: 18, nice: 19, threads: 20, start: 22, rss: 24 } as const;

/** A stat line of which only some fields matter; the others are as those of a quiet process. */
export function statLine(pid: number, name: string, fields: Partial<Record<keyof typeof FIELD, number | string>> = {}): string {
  const values = Array.from({ length: 50 }, () => '0');
  const all = { state: 'S', parentPid: 1, priority: 20, threads: 1, ...fields };
  for (const [field, value] of Object.entries(all)) {
    const number = Object.entries(FIELD).find(([known]) => known === field)?.[1] ?? 0;
    values[number - 3] = String(value);
  }
  return `${pid} (${name}) ${values.join(' ')}\n`;
}

export interface Tree {
  readonly roots: Roots;
  /** Writes a file below proc. */
  put(path: string, text: string): void;
  /** Changes fields of a process's stat line. */
  change(pid: number, fields: Partial<Record<keyof typeof FIELD, number | string>>): void;
  add(pid: number, name: string, args: readonly string[], fields?: Partial<Record<keyof typeof FIELD, number | string>>): void;
  end(pid: number): void;
  [Symbol.dispose](): void;
}

/** A copy of the recorded host with its seven processes, to be changed between two ticks. */
export function recordedTree(): Tree {
  const root = mkdtempSync(join(tmpdir(), 'process-tree-'));
  for (const fixture of ['host-tree/first', 'process-tree']) cpSync(join(FIXTURES, fixture), root, { recursive: true, verbatimSymlinks: true });
  const proc = join(root, 'proc');
  const tree: Tree = {
    roots: { proc, sys: join(root, 'sys') },
    put: (path, text) => {
      mkdirSync(dirname(join(proc, path)), { recursive: true });
      writeFileSync(join(proc, path), text);
    },
    change: (pid, fields) => {
      const line = readFileSync(join(proc, `${pid}/stat`), 'utf8');
      const name = line.slice(line.indexOf('(') + 1, line.lastIndexOf(')'));
      const values = line.slice(line.lastIndexOf(')') + 2).split(' ');
      const now = Object.fromEntries(Object.entries(FIELD).map(([field, number]) => [field, values[number - 3] ?? '0']));
      tree.put(`${pid}/stat`, statLine(pid, name, { ...now, ...fields }));
    },
    add: (pid, name, args, fields) => {
      tree.put(`${pid}/stat`, statLine(pid, name, fields));
      tree.put(`${pid}/cmdline`, args.map((argument) => `${argument}\0`).join(''));
      tree.put(`${pid}/cgroup`, '0::/\n');
    },
    end: (pid) => rmSync(join(proc, String(pid)), { recursive: true }),
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  };
  return tree;
}

/** The row of a pid as a plain object, unknown numbers and empty texts left out. */
export function rowOf(frame: Frame, pid: number): Record<string, number | string> | undefined {
  const row = frame.find((at) => frame.number('pid', at) === pid);
  if (row < 0) return undefined;
  return Object.fromEntries<number | string>([
    ...frame.kind.numbers.map((name): [string, number] => [name, frame.number(name, row)]).filter(([, value]) => !Number.isNaN(value)),
    ...frame.kind.texts.map((name): [string, string] => [name, frame.text(name, row)]).filter(([, value]) => value !== ''),
  ]);
}

export const pidsOf = (frame: Frame): number[] => [...frame.column('pid')].sort((left, right) => left - right);

/** Does `work` without the rights of root: as nobody, when this is root. */
export function withoutRights<T>(work: () => T): T {
  if (process.getuid?.() !== 0 || process.seteuid === undefined) return work();
  process.seteuid(65_534);
  try {
    return work();
  } finally {
    process.seteuid(0);
  }
}
