import { Frame } from '../../model/frame.ts';
import { PROCESS_STATES, process as processKind } from '../../model/kinds/process.ts';
import { makeRow, type Row } from './process-row.ts';
import type { PortableProcess } from './processes.ts';
import type { Usage } from './process-figures.ts';

/** Where CPU time is told in hundredths of a second or better, so that it makes a rate over a second. */
const EXACT_PLATFORMS = new Set(['linux', 'android', 'darwin', 'win32']);

type NumberField = (typeof processKind.numbers)[number];

/** The rows of the process table, taken from listings and from what is asked of single processes in between. */
export class ProcessRows {
  readonly #exact: boolean;
  #rows = new Map<number, Row>();

  constructor(platform: string) {
    this.#exact = EXACT_PLATFORMS.has(platform);
  }

  get size(): number {
    return this.#rows.size;
  }

  pids(): number[] {
    return [...this.#rows.keys()];
  }

  /** Pids of the `count` that use most CPU. */
  busiest(count: number): number[] {
    return [...this.#rows.values()]
      .filter((row) => row.cpuPercent > 0)
      .sort((left, right) => right.cpuPercent - left.cpuPercent)
      .slice(0, count)
      .map((row) => row.listed.pid);
  }

  /** Pids, at most `count`, whose CPU is not known yet: a first listing knows no rates on some systems. */
  unmeasured(count: number): number[] {
    return [...this.#rows.values()].filter((row) => Number.isNaN(row.cpuPercent)).slice(0, count).map((row) => row.listed.pid);
  }

  has(pid: number): boolean {
    return this.#rows.has(pid);
  }

  /** Takes over a listing. Rows of processes that go on keep their texts, so that these are not sent anew. */
  list(processes: readonly PortableProcess[]): void {
    const before = this.#rows;
    const byPid = new Map(processes.map((one) => [one.pid, one]));
    const next = new Map<number, Row>();
    const making = new Set<number>();
    const rowFor = (listed: PortableProcess): Row => {
      const made = next.get(listed.pid);
      if (made !== undefined) return made;
      making.add(listed.pid);
      const parent = byPid.get(listed.parentPid);
      // Parents first, for a group may be the parent's; a ring of parents (a pid that was reused) has none.
      const parentRow = parent === undefined || making.has(parent.pid) ? undefined : rowFor(parent);
      making.delete(listed.pid);
      const row = makeRow(listed, before.get(listed.pid), parentRow, byPid);
      next.set(listed.pid, row);
      return row;
    };
    for (const one of processes) rowFor(one);
    this.#rows = new Map(processes.map((one) => [one.pid, rowFor(one)]));
  }

  /** Takes over what was asked of `pids` at `now` (monotonic). One that had an answer before and has none now has ended. */
  refresh(pids: readonly number[], usages: Readonly<Record<string, Usage | null | undefined>>, now: number): void {
    for (const row of this.#rows.values()) row.fresh = false;
    for (const pid of pids) {
      const row = this.#rows.get(pid);
      const usage = usages[pid];
      if (row === undefined) continue;
      if (usage === undefined || usage === null) {
        if (!Number.isNaN(row.askedAt)) this.#rows.delete(pid);
        continue;
      }
      const cpuSeconds = usage.ctime / 1000;
      const seconds = (now - row.askedAt) / 1000;
      if (this.#exact && seconds > 0 && cpuSeconds >= row.cpuSeconds) row.cpuPercent = ((cpuSeconds - row.cpuSeconds) / seconds) * 100;
      if (usage.memory >= 0) row.rssBytes = usage.memory;
      row.cpuSeconds = cpuSeconds;
      row.askedAt = now;
      row.fresh = true;
    }
  }

  frame(memoryBytes: number): Frame {
    const rows = [...this.#rows.values()];
    const numbers = new Float64Array(processKind.numbers.length * rows.length).fill(Number.NaN);
    const columns = new Map(processKind.numbers.map((name, index) => [name, numbers.subarray(index * rows.length, (index + 1) * rows.length)]));
    rows.forEach((row, index) => {
      const put = (name: NumberField, value: number | undefined): void => void columns.get(name)?.fill(value ?? Number.NaN, index, index + 1);
      const { listed } = row;
      put('pid', listed.pid);
      put('parentPid', listed.parentPid);
      put('state', stateOf(listed));
      put('cpuPercent', row.cpuPercent);
      put('memoryPercent', (row.rssBytes / memoryBytes) * 100);
      put('rssBytes', row.rssBytes);
      put('virtualBytes', listed.virtualBytes);
      put('threads', listed.threads);
      put('priority', listed.priority);
      put('nice', listed.nice);
      put('cpuSeconds', row.fresh ? row.cpuSeconds : undefined);
      put('startTime', listed.startTime);
    });
    return new Frame(processKind, rows.length, numbers, rows.map(({ texts }) => texts));
  }

  /** Counts of states where any is known, as no listing on Windows has one. */
  totals(): { processes: number; threads: number; running: number; zombies: number } {
    let threads = 0;
    const states = new Map<string, number>();
    for (const { listed } of this.#rows.values()) {
      threads += listed.threads ?? Number.NaN;
      states.set(listed.state, (states.get(listed.state) ?? 0) + 1);
    }
    const known = (states.get('?') ?? 0) < this.#rows.size;
    const count = (letter: string): number => (known ? states.get(letter) ?? 0 : Number.NaN);
    return { processes: this.#rows.size, threads, running: count('R'), zombies: count('Z') };
  }
}

const stateOf = ({ state }: PortableProcess): number => PROCESS_STATES.indexOf(state);
