import { host } from '../model/kinds/host.ts';
import { process } from '../model/kinds/process.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Selector, Series } from '../model/timeline.ts';

const TICKS = 600;
const PROCESS_TICKS = 120;
const PROCESS_FIELDS = ['cpuPercent', 'rssBytes', 'readBytesPerSecond', 'writeBytesPerSecond'] as const;
const MAX_PROCESSES = 4096;

/** Appends to a ring of `size` slots; slot of the nth value is n % size. */
class Ring {
  readonly #values: Float64Array;
  constructor(size: number) {
    this.#values = new Float64Array(size).fill(Number.NaN);
  }
  set(sequence: number, value: number): void {
    this.#values[sequence % this.#values.length] = value;
  }
  get(sequence: number): number {
    return this.#values[sequence % this.#values.length] ?? Number.NaN;
  }
}

/** Readings of a process in the ticks in which it did something. */
interface Trace {
  readonly sequences: Ring;
  readonly values: readonly Ring[];
  length: number;
  seenAt: number;
}

/** How one names a process in a selector. */
export const processKey = (pid: number, startTime: number): string => `${pid}@${startTime}`;

/** The last minutes in memory, for sparklines and charts: the host in full, processes in the ticks in which they did something. */
export class RecentHistory {
  readonly #times = new Ring(TICKS);
  readonly #host = new Map<string, Ring>(host.numbers.map((name) => [name, new Ring(TICKS)]));
  readonly #traces = new Map<string, Trace>();
  #sequence = 0;

  record(snapshot: Snapshot): void {
    const sequence = this.#sequence;
    this.#times.set(sequence, snapshot.time);
    const hostFrame = snapshot.frame(host);
    for (const name of host.numbers) this.#host.get(name)?.set(sequence, hostFrame === undefined || hostFrame.count === 0 ? Number.NaN : hostFrame.number(name, 0));
    const processes = snapshot.frame(process);
    if (processes !== undefined) {
      const columns = PROCESS_FIELDS.map((name) => processes.column(name));
      const pids = processes.column('pid');
      const starts = processes.column('startTime');
      columns[0]?.forEach((cpu, row) => {
        if (cpu > 0) this.#trace(processKey(pids[row] ?? 0, starts[row] ?? 0), sequence, columns, row);
      });
    }
    this.#sequence += 1;
    if (this.#sequence % PROCESS_TICKS === 0 || this.#traces.size > MAX_PROCESSES) this.#prune();
  }

  /** Oldest first. A process did nothing in the ticks that are missing: its CPU and I/O were 0, its memory as before. */
  series({ kind, field, key }: Selector): Series {
    const first = Math.max(0, this.#sequence - TICKS);
    if (kind === host.name) {
      const ring = this.#host.get(field);
      return this.#collect(first, (sequence) => ring?.get(sequence) ?? Number.NaN);
    }
    const trace = this.#traces.get(key);
    const index = PROCESS_FIELDS.findIndex((name) => name === field);
    const ring = trace?.values[index];
    if (trace === undefined || ring === undefined) return { times: [], values: [] };
    const known = new Map<number, number>();
    for (let n = Math.max(0, trace.length - PROCESS_TICKS); n < trace.length; n += 1) known.set(trace.sequences.get(n), ring.get(n));
    const start = Math.min(...known.keys());
    const begin = Math.max(first, start, this.#sequence - PROCESS_TICKS);
    let last = Number.NaN;
    for (const [sequence, value] of known) if (sequence < begin) last = value;
    return this.#collect(begin, (sequence) => {
      const value = known.get(sequence);
      if (value !== undefined) last = value;
      return value ?? (field === 'rssBytes' ? last : 0);
    });
  }

  #collect(first: number, value: (sequence: number) => number): Series {
    const times: number[] = [];
    const values: number[] = [];
    for (let sequence = first; sequence < this.#sequence; sequence += 1) {
      times.push(this.#times.get(sequence));
      values.push(value(sequence));
    }
    return { times, values };
  }

  #trace(key: string, sequence: number, columns: readonly Float64Array[], row: number): void {
    let trace = this.#traces.get(key);
    if (trace === undefined) {
      trace = { sequences: new Ring(PROCESS_TICKS), values: columns.map(() => new Ring(PROCESS_TICKS)), length: 0, seenAt: 0 };
      this.#traces.set(key, trace);
    }
    trace.sequences.set(trace.length, sequence);
    trace.values.forEach((ring, index) => ring.set(trace.length, columns[index]?.[row] ?? Number.NaN));
    trace.length += 1;
    trace.seenAt = sequence;
  }

  #prune(): void {
    for (const [key, trace] of this.#traces) {
      if (this.#sequence - trace.seenAt > PROCESS_TICKS || this.#traces.size > MAX_PROCESSES) this.#traces.delete(key);
    }
  }
}
