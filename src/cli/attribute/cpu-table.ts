import type { ProcessSamples } from '../../analysis/attribution/input.ts';
import { EXIT, UserError } from '../../model/errors.ts';
import { GrowingColumn } from './growing-column.ts';

export interface CpuTable {
  readonly processes: readonly ProcessSamples[];
  /** Rows that could not be read. */
  readonly badRows: number;
}

const TIME = 'time_ms';
const DELAY = ':delay';
const HEADER = `begin with a line like ${TIME},127.0.0.1:8081,127.0.0.1:8081${DELAY}`;
/** More columns than this are no table of processes. */
const MOST_COLUMNS = 4096;

const bad = (what: string, where: string, mend: string): UserError => new UserError(what, { where, mend, exitCode: EXIT.data });

function columnsOf(head: string, where: string): readonly string[] {
  const names = head.replace(/^\uFEFF/, '').split(',').map((name) => name.trim().replace(/^"(.*)"$/, '$1'));
  if (names[0] !== TIME) throw bad(`the first column is not "${TIME}"`, where, HEADER);
  if (names.length > MOST_COLUMNS) throw bad(`${names.length} columns`, where, `give ${MOST_COLUMNS} at most`);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw bad(`two columns have the name "${twice.slice(0, 80)}"`, where, 'give each process one');
  if (!names.some((name, index) => index > 0 && name !== '' && !name.endsWith(DELAY))) throw bad('the header has no column of a process', where, HEADER);
  return names;
}

/**
 * Reads samples: a header `time_ms,<upstream address>,...[,<address>:delay,...]`, then rows of epoch milliseconds and
 * cumulative nanoseconds of CPU and of run delay. An empty cell is not known. Rows that cannot be read are counted.
 * Throws `UserError` with file and line where it is no such table.
 */
export async function readCpuTable(lines: AsyncIterable<string>, file: string): Promise<CpuTable> {
  let names: readonly string[] | undefined;
  let columns: readonly GrowingColumn[] = [];
  let badRows = 0;
  for await (const line of lines) {
    if (names === undefined) {
      names = columnsOf(line, `${file}:1`);
      columns = names.map(() => new GrowingColumn());
      continue;
    }
    if (line === '') continue;
    const cells = line.split(',');
    const values = cells.map((cell) => (cell.trim() === '' ? Number.NaN : Number(cell)));
    if (values.length !== names.length || !Number.isFinite(values[0]) || values.some((value, index) => Number.isNaN(value) && cells[index]?.trim() !== '')) badRows += 1;
    else columns.forEach((column, index) => column.push(values[index] ?? Number.NaN));
  }
  if (names === undefined) throw bad('there is nothing in it', file, HEADER);
  const known = names;
  const times = columns[0]?.values ?? new Float64Array(0);
  if (times.length === 0) throw bad(badRows > 0 ? 'no row can be read' : 'there are no samples in it', file, 'give rows of epoch milliseconds and cumulative nanoseconds');
  const processes = known.flatMap((name, index): ProcessSamples[] => {
    const cpu = columns[index]?.values;
    if (index === 0 || name === '' || name.endsWith(DELAY) || cpu === undefined) return [];
    return [{ name, times, cpu, delay: columns[known.indexOf(name + DELAY)]?.values }];
  });
  return { processes, badRows };
}
