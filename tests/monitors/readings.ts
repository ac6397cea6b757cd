import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** A process as /proc has it, read here by other means than those under test. */
export interface Reading {
  readonly state: string;
  readonly parentPid: number;
  readonly nice: number;
  readonly threads: number;
  readonly startTicks: number;
  readonly cpuTicks: number;
  readonly rssBytes: number;
  /** Context switches: whoever has none between two readings did nothing at all. */
  readonly switches: number;
}

const PAGE = Number(execFileSync('getconf', ['PAGESIZE'], { encoding: 'utf8' }));
export const TICKS = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
const file = (pid: number, name: string): string => readFileSync(`/proc/${pid}/${name}`, 'latin1');

export function readingOf(pid: number): Reading | undefined {
  try {
    const [state = '', ...numbers] = file(pid, 'stat').replace(/^.*\) /s, '').split(' ');
    const field = (number: number): number => Number(numbers[number - 4]);
    const switches = [...file(pid, 'status').matchAll(/ctxt_switches:\s+(\d+)/g)].reduce((sum, [, count]) => sum + Number(count), 0);
    return {
      state, parentPid: field(4), nice: field(19), threads: field(20), startTicks: field(22), cpuTicks: field(14) + field(15),
      rssBytes: Number(file(pid, 'statm').split(' ')[1]) * PAGE, switches,
    };
  } catch {
    return undefined;
  }
}

export function readAll(): Map<number, Reading> {
  const found = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map((name): [number, Reading | undefined] => [Number(name), readingOf(Number(name))]);
  return new Map(found.flatMap(([pid, reading]): [number, Reading][] => (reading === undefined ? [] : [[pid, reading]])));
}

/** Epoch seconds at which ps says that each process started. */
export function startsByPs(): Map<number, number> {
  const text = execFileSync('ps', ['-eo', 'pid=,lstart='], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' }, maxBuffer: 2 ** 26 });
  return new Map(text.trim().split('\n').map((line) => {
    const [pid, , month, day, time, year] = line.trim().split(/\s+/);
    return [Number(pid), Date.parse(`${month} ${day} ${time} ${year}`) / 1000];
  }));
}

/** CPU ticks of some processes over time, to know what they used between any two moments. */
export class Watch {
  readonly #points = new Map<number, { at: number; ticks: number }[]>();
  readonly #timer: NodeJS.Timeout;

  constructor(pids: readonly number[]) {
    for (const pid of pids) this.#points.set(pid, []);
    this.#timer = setInterval(() => this.#look(), 15);
  }

  #look(): void {
    for (const [pid, points] of this.#points) {
      const ticks = readingOf(pid)?.cpuTicks;
      if (ticks !== undefined) points.push({ at: Date.now(), ticks });
    }
  }

  /**
   * Percentage points by which `shown` is off, for a sample that began at each of two moments. Each process is read a
   * little later than that, by a delay that is not told but much the same both times.
   */
  off(pid: number, shown: number, from: number, to: number): number {
    const delays = Array.from({ length: 9 }, (_, index) => index * 15);
    return Math.min(...delays.flatMap((delay) => [-15, 0, 15].map((more) => {
      const points = Math.abs(shown - this.percent(pid, from + delay, to + delay + more));
      return Number.isNaN(points) ? Infinity : points;
    })));
  }

  /** Percent of a core that it used from one moment to another (milliseconds of the wall clock). */
  percent(pid: number, from: number, to: number): number {
    const at = (moment: number): number => {
      const points = this.#points.get(pid) ?? [];
      const after = points.findIndex((point) => point.at >= moment);
      const [left, right] = [points[after - 1], points[after]];
      if (left === undefined || right === undefined) return Number.NaN;
      return left.ticks + ((right.ticks - left.ticks) * (moment - left.at)) / Math.max(1, right.at - left.at);
    };
    return ((at(to) - at(from)) / TICKS / ((to - from) / 1000)) * 100;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}
