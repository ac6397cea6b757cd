import type { ProcessReading } from '../../analysis/leaks/watch.ts';
import { EXIT, UserError } from '../../model/errors.ts';

/** All processes of one moment of a recording. */
export interface Moment {
  readonly seconds: number;
  readonly processes: readonly ProcessReading[];
}

const KILO = 1024;
/** Columns that are read; those with `needed` must be there. All others are left alone. */
const NEEDED = ['t', 'pid'] as const;
const MEASURED = ['anon_kb', 'fds', 'threads'] as const;

type Cells = (column: string) => number;

const bad = (what: string, where: string, mend: string): UserError => new UserError(what, { where, mend, exitCode: EXIT.data });

function columnsOf(head: string, where: string): Map<string, number> {
  const columns = new Map(head.replace(/^\uFEFF/, '').split(',').map((name, index) => [name.trim(), index]));
  const missing = NEEDED.filter((name) => !columns.has(name));
  if (missing.length > 0) throw bad(`the header has no column ${missing.map((name) => `"${name}"`).join(', ')}`, where, 'begin with a line like t,pid,start,anon_kb,fds,threads,cpu_ticks');
  if (!MEASURED.some((name) => columns.has(name))) throw bad('the header has nothing that can leak', where, `give one of the columns ${MEASURED.join(', ')}`);
  return columns;
}

function readingOf(cell: Cells): ProcessReading {
  const kilobytes = cell('anon_kb') + (cell('shmem_kb') || 0) + (cell('swap_kb') || 0);
  return {
    pid: cell('pid'), start: cell('start') || 0, work: cell('cpu_ticks'),
    values: { anonymousMemory: kilobytes * KILO, fileDescriptors: cell('fds'), threads: cell('threads') },
  };
}

/**
 * Reads a recorded trace row by row: a header, then one row for each process and moment, times rising. `t` is in
 * seconds, `*_kb` in KiB, `cpu_ticks` counts since the start of the process; an empty cell is not known.
 * Throws `UserError` with file and line at the first row that is wrong.
 */
export async function* momentsOf(lines: AsyncIterable<string>, file: string): AsyncGenerator<Moment> {
  let columns: Map<string, number> | undefined;
  let [line, seconds] = [0, Number.NaN];
  let processes: ProcessReading[] = [];
  for await (const text of lines) {
    line += 1;
    const where = `${file}:${line}`;
    if (columns === undefined) {
      columns = columnsOf(text, where);
      continue;
    }
    if (text === '') continue;
    const known = columns;
    const cells = text.split(',');
    if (cells.length !== known.size) throw bad(`${cells.length} cells where the header has ${known.size}`, where, 'mend or remove the line');
    const cell: Cells = (name) => {
      const found = cells[known.get(name) ?? -1]?.trim() ?? '';
      if (found === '') return Number.NaN;
      const value = Number(found);
      if (!Number.isFinite(value)) throw bad(`"${found.slice(0, 40)}" in column ${name} is no number`, where, 'write a number, or nothing where it is not known');
      return value;
    };
    const at = cell('t');
    if (Number.isNaN(at) || Number.isNaN(cell('pid'))) throw bad('a row without t or pid', where, 'mend or remove the line');
    if (at < seconds) throw bad(`time goes back from ${seconds} to ${at}`, where, 'sort the rows by t');
    if (at > seconds) {
      yield { seconds, processes };
      processes = [];
    }
    seconds = at;
    processes.push(readingOf(cell));
  }
  if (columns === undefined) throw bad('there is nothing in it', file, 'begin with a line like t,pid,start,anon_kb,fds,threads,cpu_ticks');
  if (processes.length > 0) yield { seconds, processes };
}
