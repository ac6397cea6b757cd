import { FrameBuilder } from '../../../model/frame.ts';
import { thread } from '../../../model/kinds/process-parts.ts';
import { PROCESS_STATES } from '../../../model/kinds/process.ts';
import { safeText } from '../../../model/safe-text.ts';
import type { Inspector } from '../../inspector.ts';
import { inspecting, MAX_ROWS, numbersIn, tryRead } from './read.ts';

/** Clock ticks in a second (USER_HZ): 100 on every architecture that Node runs on. */
const TICKS_PER_SECOND = 100;
/** Processes whose last reading is remembered. */
const REMEMBERED = 4;
/** Over less than this a tick of 10 ms is too coarse: the older reading stays the one compared with. */
const LEAST_MILLISECONDS = 200;

/** What PROC/PID/task/TID/stat says: proc_pid_stat(5). */
export interface ThreadStat {
  readonly name: string;
  /** Index into PROCESS_STATES. */
  readonly state: number;
  /** User and system time used, in ticks. */
  readonly ticks: number;
  readonly priority: number;
  readonly nice: number;
  /** Start after boot, in ticks: tells threads of the same id apart. */
  readonly start: number;
  readonly processor: number;
}

const STATE_INDEX: ReadonlyMap<string, number> = new Map([...PROCESS_STATES.entries()].map(([index, letter]) => [letter, index]));

/** Undefined when the text is not a stat line. The name may hold anything, `) R 1` too: fields count from the last `)`. */
export function parseThreadStat(text: string): ThreadStat | undefined {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  if (open < 0 || close < open) return undefined;
  const fields = text.slice(close + 2, close + 2000).split(' ');
  // Field 3 of the manual, the state, is the first here.
  const field = (number: number): number => Number(fields[number - 3] ?? Number.NaN);
  return {
    name: text.slice(open + 1, close),
    state: STATE_INDEX.get(fields[0] ?? '') ?? 0,
    ticks: field(14) + field(15),
    priority: field(18), nice: field(19), start: field(22), processor: field(39),
  };
}

/** Kernel function of PROC/PID/task/TID/wchan; '' where the kernel does not say. */
export const parseWaitChannel = (text: string): string => (text.trim() === '0' ? '' : text.trim());

interface Reading {
  readonly monotonic: number;
  /** `TID/START` -> ticks. */
  readonly ticks: ReadonlyMap<string, number>;
}

/** Percent of one core between two readings; NaN without an earlier one. */
function percentSince(before: Reading | undefined, key: string, ticks: number, monotonic: number): number {
  const earlier = before?.ticks.get(key);
  const elapsed = monotonic - (before?.monotonic ?? monotonic);
  if (earlier === undefined || elapsed <= 0) return Number.NaN;
  return (Math.max(0, ticks - earlier) / TICKS_PER_SECOND / (elapsed / 1000)) * 100;
}

/** Threads of a process: PROC/PID/task. CPU use is known from the second look at the same process on. */
export function threadInspector(): Inspector {
  const readings = new Map<number, Reading>();

  const remember = (pid: number, before: Reading | undefined, reading: Reading): void => {
    const keep = before !== undefined && reading.monotonic - before.monotonic < LEAST_MILLISECONDS ? before : reading;
    readings.delete(pid);
    readings.set(pid, keep);
    for (const oldest of readings.keys()) {
      if (readings.size <= REMEMBERED) break;
      readings.delete(oldest);
    }
  };

  return {
    kind: thread.name,
    inspect: ({ roots, pid, monotonic }) => {
      const directory = `${roots.proc}/${pid}/task`;
      const ids = inspecting(pid, 'the threads', () => numbersIn(directory));
      const before = readings.get(pid);
      const now = monotonic();
      const ticks = new Map<string, number>();
      const builder = new FrameBuilder(thread);
      for (const tid of ids.slice(0, MAX_ROWS)) {
        const text = tryRead(`${directory}/${tid}/stat`);
        const stat = text === undefined ? undefined : parseThreadStat(text);
        if (stat === undefined) continue;
        const key = `${tid}/${stat.start}`;
        ticks.set(key, stat.ticks);
        builder.add({
          tid,
          state: stat.state,
          cpuPercent: percentSince(before, key, stat.ticks, now),
          cpuSeconds: stat.ticks / TICKS_PER_SECOND,
          priority: stat.priority, nice: stat.nice, processor: stat.processor,
          waitingIn: safeText(parseWaitChannel(tryRead(`${directory}/${tid}/wchan`) ?? '')),
          name: safeText(stat.name),
        });
      }
      remember(pid, before, { monotonic: now, ticks });
      const left = ids.length - MAX_ROWS;
      if (left > 0) builder.add({ name: safeText(`(${left} more are not shown)`) });
      return builder.build();
    },
  };
}

export const threads = threadInspector();
