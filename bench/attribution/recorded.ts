import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AttributionInput } from '../../src/analysis/attribution/input.ts';
import { filesOf } from './archive.ts';

/** Where the recorded runs are, if they are there. */
export const RECORDED = join(import.meta.dirname, '../../../shared/data/groundtruth');

interface Truth {
  readonly processUs: number;
  readonly endpoints: Readonly<Record<string, { readonly n: number; readonly us: number }>>;
}

/** A recorded run: what an outside observer saw, and what the backends measured of themselves. */
export interface RecordedRun {
  readonly name: string;
  readonly input: AttributionInput;
  readonly endpoints: readonly string[];
  /** Requests, and CPU seconds of one, by endpoint. */
  readonly requests: readonly number[];
  readonly truth: readonly number[];
}

const LINE = /"\w+ \/api\/(\w+)\/\S* .*msec=(\S+) rt=(\S+) urt=(\S+) ua=\S*:(\d+)/;

function runOf(name: string, read: (file: string) => string | undefined, files: readonly string[]): RecordedRun {
  const meta: { ports: number[] } = JSON.parse(read('meta.json') ?? '{"ports":[]}');
  const rows = (file: string): number[][] => (read(file) ?? '').trim().split('\n').map((line) => line.split(' ').map(Number));
  const [cpu, delay] = [rows('cpu.txt'), files.includes('delay.txt') ? rows('delay.txt') : undefined];
  const column = (table: number[][], place: number): Float64Array => Float64Array.from(table, (row) => row[place] ?? Number.NaN);
  const processes = meta.ports.map((port, index) => ({
    name: `127.0.0.1:${port}`, times: column(cpu, 0), cpu: column(cpu, 1 + 2 * index), delay: delay === undefined ? undefined : column(delay, index),
  }));
  const truths = files.filter((file) => file.startsWith('truth-')).map((file): Truth => JSON.parse(read(file) ?? ''));
  const endpoints = Object.keys(truths[0]?.endpoints ?? {});
  const of = (value: (truth: Truth) => number): number => truths.reduce((sum, truth) => sum + value(truth), 0);
  const requests = endpoints.map((endpoint) => of((truth) => truth.endpoints[endpoint]?.n ?? 0));
  const handled = endpoints.map((endpoint) => of((truth) => truth.endpoints[endpoint]?.us ?? 0));
  const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
  // CPU outside of handlers, spread evenly over requests.
  const spread = (of(({ processUs }) => processUs) - total(handled)) / total(requests);
  const seen = (read('access.log') ?? '').split('\n').flatMap((line) => {
    const [, endpoint = '', msec, rt, urt, port] = LINE.exec(line) ?? [];
    return endpoints.includes(endpoint) ? [{ end: Number(msec) * 1000, duration: 1000 * (Number(urt) || Number(rt) || 0), endpoint: endpoints.indexOf(endpoint), process: meta.ports.indexOf(Number(port)) }] : [];
  });
  return {
    name, endpoints, requests, truth: handled.map((us, index) => (us / (requests[index] ?? 1) + spread) / 1e6),
    input: {
      processes, endpoints: endpoints.length, resolution: 1,
      requests: {
        end: Float64Array.from(seen, ({ end }) => end), duration: Float64Array.from(seen, ({ duration }) => duration),
        endpoint: Int32Array.from(seen, ({ endpoint }) => endpoint), process: Int32Array.from(seen, ({ process }) => process),
      },
    },
  };
}

/** The runs of a folder: archives, or a folder for each; none where there is no such folder. */
export function* recordedRuns(folder = RECORDED): Generator<RecordedRun> {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((left, right) => left.name.localeCompare(right.name))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield runOf(entry.name, (file) => readFileSync(join(path, file), 'utf8'), readdirSync(path));
    else if (entry.name.endsWith('.tar.gz')) {
      const files = filesOf(readFileSync(path));
      yield runOf(entry.name.replace('.tar.gz', ''), (file) => files.get(file)?.toString('utf8'), [...files.keys()]);
    }
  }
}
