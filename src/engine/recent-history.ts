import { host } from '../model/kinds/host.ts';
import { process } from '../model/kinds/process.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Selector, Series } from '../model/timeline.ts';
import { RecentRows } from './recent-rows.ts';

const TICKS = 600;
const PROCESS_TICKS = 120;
const PROCESS_FIELDS = ['cpuPercent', 'rssBytes', 'readBytesPerSecond', 'writeBytesPerSecond'] as const;
const PRUNE_TICKS = 15;
const MAX_PROCESSES = 2048;

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

const FIRST_POINTS = 8;
const WIDTH = 1 + PROCESS_FIELDS.length;

/** Readings of a process in the last ticks in which it did something. Begins small: most processes live shortly or do little. */
class Trace {
  #points = new Float64Array(FIRST_POINTS * WIDTH);
  #length = 0;
  seenAt = 0;

  add(sequence: number, columns: readonly Float64Array[], row: number): void {
    if (this.#length * WIDTH === this.#points.length && this.#length < PROCESS_TICKS) {
      const larger = new Float64Array(Math.min(PROCESS_TICKS, this.#length * 2) * WIDTH);
      larger.set(this.#points);
      this.#points = larger;
    }
    const at = (this.#length % (this.#points.length / WIDTH)) * WIDTH;
    this.#points[at] = sequence;
    columns.forEach((column, index) => {
      this.#points[at + 1 + index] = column[row] ?? Number.NaN;
    });
    this.#length += 1;
    this.seenAt = sequence;
  }

  /** Values of one field by tick, oldest first. */
  values(field: number): Map<number, number> {
    const room = this.#points.length / WIDTH;
    const known = new Map<number, number>();
    for (let n = Math.max(0, this.#length - room); n < this.#length; n += 1) {
      const at = (n % room) * WIDTH;
      known.set(this.#points[at] ?? 0, this.#points[at + 1 + field] ?? Number.NaN);
    }
    return known;
  }
}

/** How one names a process in a selector. */
export const processKey = (pid: number, startTime: number): string => `${pid}@${startTime}`;

/** The last minutes in memory, for sparklines and charts: the host in full, processes in the ticks in which they did something. */
export class RecentHistory {
  readonly #times = new Ring(TICKS);
  readonly #host = new Map<string, Ring>(host.numbers.map((name) => [name, new Ring(TICKS)]));
  readonly #traces = new Map<string, Trace>();
  readonly #rows = new RecentRows();
  #sequence = 0;

  record(snapshot: Snapshot): void {
    const sequence = this.#sequence;
    this.#times.set(sequence, snapshot.time);
    this.#rows.record(snapshot);
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
    if (this.#sequence % PRUNE_TICKS === 0 || this.#traces.size > 2 * MAX_PROCESSES) this.#prune(snapshot);
  }

  /** Oldest first. A process did nothing in the ticks that are missing: its CPU and I/O were 0, its memory as before. */
  series(selector: Selector): Series {
    const { kind, field, key } = selector;
    const rows = this.#rows.series(selector);
    if (rows !== undefined) return rows;
    const first = Math.max(0, this.#sequence - TICKS);
    if (kind === host.name) {
      const ring = this.#host.get(field);
      return this.#collect(first, (sequence) => ring?.get(sequence) ?? Number.NaN);
    }
    const trace = this.#traces.get(key);
    const index = PROCESS_FIELDS.findIndex((name) => name === field);
    if (trace === undefined || index < 0) return { times: [], values: [] };
    const known = trace.values(index);
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
      trace = new Trace();
      this.#traces.set(key, trace);
    }
    trace.add(sequence, columns, row);
  }

  /** Drops those that have ended or did nothing for as long as is remembered; of too many, those longest quiet. */
  #prune(snapshot: Snapshot): void {
    const processes = snapshot.frame(process);
    const pids = processes?.column('pid') ?? new Float64Array(0);
    const starts = processes?.column('startTime') ?? new Float64Array(0);
    const alive = new Set<string>();
    pids.forEach((pid, row) => alive.add(processKey(pid, starts[row] ?? 0)));
    for (const [key, trace] of this.#traces) {
      if (!alive.has(key) || this.#sequence - trace.seenAt > 2 * PROCESS_TICKS) this.#traces.delete(key);
    }
    const surplus = this.#traces.size - MAX_PROCESSES;
    if (surplus <= 0) return;
    const quietest = [...this.#traces].sort(([, left], [, right]) => left.seenAt - right.seenAt).slice(0, surplus);
    for (const [key] of quietest) this.#traces.delete(key);
  }
}
