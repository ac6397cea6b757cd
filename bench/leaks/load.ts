import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import type { Life, Trace } from './trace.ts';

const DATA = new URL('../../../shared/data/leaks/', import.meta.url);

const LABELS = z.array(z.object({
  name: z.string(), kind: z.enum(['recorded', 'synthetic']), leak: z.number(), metric: z.string(), onset_s: z.number().optional(),
  leaky_pids: z.union([z.array(z.number()), z.string()]).optional(),
}));

const METRICS = { anon: 'anonymousMemory', fds: 'fileDescriptors', threads: 'threads' } as const;

/** The rows of a trace, process by process. */
export function livesOf(text: string): Life[] {
  const [head = '', ...lines] = text.split('\n');
  const columns = head.split(',');
  const rows = new Map<string, number[][]>();
  for (const line of lines) {
    if (line === '') continue;
    const cells = line.split(',');
    const cell = (name: string): number => Number(cells[columns.indexOf(name)] ?? Number.NaN);
    const kilobytes = cell('anon_kb') + (columns.includes('shmem_kb') ? cell('shmem_kb') + cell('swap_kb') : 0);
    const key = `${cell('pid')} ${cell('start')}`;
    const own = rows.get(key) ?? [];
    if (own.length === 0) rows.set(key, own);
    own.push([cell('pid'), cell('t'), kilobytes * 1024, cell('fds'), cell('threads'), cell('cpu_ticks')]);
  }
  const column = (own: readonly (readonly number[])[], index: number): Float64Array => Float64Array.from(own, (row) => row[index] ?? Number.NaN);
  return [...rows.values()].map((own) => ({
    pid: own[0]?.[0] ?? 0, seconds: column(own, 1), ticks: column(own, 5),
    values: { anonymousMemory: column(own, 2), fileDescriptors: column(own, 3), threads: column(own, 4) },
  }));
}

/** The public traces; none where they are not there. */
export function* publicTraces(): Generator<Trace> {
  const folder = fileURLToPath(DATA);
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return;
  }
  const labels = LABELS.parse(JSON.parse(readFileSync(`${folder}labels.json`, 'utf8')));
  for (const { name, kind, leak, metric, onset_s: onset, leaky_pids: pids } of labels) {
    if (!names.includes(`${name}.csv.gz`)) continue;
    const leaking = leak === 1 ? Object.entries(METRICS).find(([short]) => short === metric)?.[1] : undefined;
    yield {
      name, shape: name.replace(/_a$/, ''), kind: kind === 'recorded' ? 'recorded' : 'long', metric: leaking,
      leakyPids: Array.isArray(pids) ? new Set(pids) : undefined, onsetSeconds: onset ?? 0, ratePerHour: undefined,
      lives: livesOf(gunzipSync(readFileSync(`${folder}${name}.csv.gz`)).toString('utf8')),
    };
  }
}
