import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';

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
const TICKS = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
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
   * Percentage points by which `shown` is off, for a sample that began at each of two moments: the process was read
   * a little later, at a time that is not told.
   */
  off(pid: number, shown: number, from: number, to: number): number {
    const delays = Array.from({ length: 9 }, (_, index) => index * 15);
    return Math.min(...delays.flatMap((first) => delays.map((second) => {
      const points = Math.abs(shown - this.percent(pid, from + first, to + second));
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

export const DUMP = z.object({
  time: z.string(),
  intervalSeconds: z.number(),
  host: z.object({ bootTime: z.string() }),
  processes: z.array(z.object({
    pid: z.number(), parentPid: z.number(), state: z.string(), nice: z.number(), threads: z.number(), rssBytes: z.number(), cpuPercent: z.number().nullable(), startTime: z.string(),
  })),
});
export type Dump = z.infer<typeof DUMP>;

export interface Agreement {
  /** Processes alive throughout; `quiet`: those that did nothing meanwhile, of which every figure must agree. */
  readonly compared: number;
  readonly quiet: number;
  readonly largest: { readonly rssBytes: number; readonly startSeconds: number; readonly cpuPoints: number };
  readonly wrong: string[];
}

interface Surroundings {
  readonly before: ReadonlyMap<number, Reading>;
  readonly after: ReadonlyMap<number, Reading>;
  readonly starts: ReadonlyMap<number, number>;
  readonly watch: Watch;
  readonly watched: readonly number[];
}

/** Holds what was shown against readings just before and just after it, for every process that was there all the time. */
export function agreement(dump: Dump, { before, after, starts, watch, watched }: Surroundings): Agreement {
  const shown = new Map(dump.processes.map((row) => [row.pid, row]));
  const boot = Date.parse(dump.host.bootTime) / 1000;
  const to = Date.parse(dump.time);
  const from = to - dump.intervalSeconds * 1000;
  const wrong: string[] = [];
  const largest = { rssBytes: 0, startSeconds: 0, cpuPoints: 0 };
  let [compared, quiet] = [0, 0];
  for (const [pid, first] of before) {
    const last = after.get(pid);
    if (last === undefined || last.startTicks !== first.startTicks) continue;
    compared += 1;
    const row = shown.get(pid);
    const check = (what: string, ok: boolean, ...values: readonly unknown[]): void => {
      if (!ok) wrong.push(`${pid}: ${what}: ${values.join(' ')}`);
    };
    check('is missing', row !== undefined);
    if (row === undefined) continue;
    const still = first.switches === last.switches && first.cpuTicks === last.cpuTicks && first.state === last.state;
    check('nice', row.nice === first.nice || row.nice === last.nice, row.nice, first.nice, last.nice);
    check('parent', row.parentPid === first.parentPid || row.parentPid === last.parentPid, row.parentPid, first.parentPid, last.parentPid);
    const start = Date.parse(row.startTime) / 1000;
    check('start', Math.abs(start - (boot + first.startTicks / TICKS)) < 0.002, row.startTime);
    const byPs = starts.get(pid);
    if (byPs !== undefined) {
      // ps cuts off the fraction of a second.
      const off = start >= byPs ? Math.max(0, start - byPs - 1) : byPs - start;
      largest.startSeconds = Math.max(largest.startSeconds, off);
      check('start by ps', off <= 1, start, byPs);
    }
    // All that it used from the one reading to the other is the most that it can have used within.
    const most = ((last.cpuTicks - first.cpuTicks) / TICKS / dump.intervalSeconds) * 100;
    check('CPU above all that it used', (row.cpuPercent ?? Number.NaN) <= most + 3, row.cpuPercent, most);
    if (watched.includes(pid)) {
      const points = watch.off(pid, row.cpuPercent ?? Number.NaN, from, to);
      largest.cpuPoints = Math.max(largest.cpuPoints, points);
      check('CPU', points <= 3, row.cpuPercent, watch.percent(pid, from, to));
    }
    if (!still) continue;
    quiet += 1;
    check('state', row.state === first.state, row.state, first.state);
    check('threads', row.threads === first.threads, row.threads, first.threads);
    const off = Math.min(Math.abs(row.rssBytes - first.rssBytes), Math.abs(row.rssBytes - last.rssBytes));
    largest.rssBytes = Math.max(largest.rssBytes, off);
    check('RSS', off <= Math.max(0.01 * first.rssBytes, 256 * 1024), row.rssBytes, first.rssBytes, last.rssBytes);
  }
  return { compared, quiet, largest, wrong };
}
