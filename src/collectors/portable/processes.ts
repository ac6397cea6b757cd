import type { SafeText } from '../../model/safe-text.ts';
import { known } from '../linux/rates.ts';
import { finite, positive } from './figures.ts';
import {
  listedCpu, listedPriority, listedTexts, loadLibraries, parseStarted, stateLetter, type ProcessLibraries, type StateLetter, type Usage,
} from './process-figures.ts';

/** A process as far as portable libraries know it: names and units of the kind `process`; what is not known is absent. */
export interface PortableProcess {
  readonly pid: number;
  readonly parentPid: number;
  readonly name: SafeText;
  readonly user: SafeText;
  /** Letter as ps prints it. */
  readonly state: StateLetter;
  /** 100 is one core. */
  readonly cpuPercent?: number;
  readonly rssBytes?: number;
  readonly virtualBytes?: number;
  readonly nice?: number;
  readonly priority?: number;
  /** Seconds since the epoch; the same at each reading. */
  readonly startTime?: number;
  readonly cpuSeconds?: number;
  readonly threads?: number;
  /** Secrets are masked. */
  readonly command: SafeText;
  readonly executable: SafeText;
}

interface Remembered {
  readonly startTime: number;
  /** Monotonic milliseconds at which pidusage was asked for it last. */
  readonly askedAt: number;
}
/** What one reading leaves to the next, by pid. */
export type ProcessMemory = Map<number, Remembered>;

export interface ProcessRequest {
  /** Those whose exact CPU and memory are wanted. */
  readonly pids: readonly number[];
  readonly redact: (args: string) => string;
  readonly libraries?: ProcessLibraries;
  readonly memory?: ProcessMemory;
}

/** Start times are computed from an age in whole seconds, so they waver. */
const SAME_START_SECONDS = 2;
/** pidusage forgets after a minute, and then starts anew with a figure that says nothing. */
const FORGOTTEN_MILLISECONDS = 50_000;
// Both libraries keep what they compare with once for the whole program, so one memory is right for them.
const SHARED: ProcessMemory = new Map();

/** No answer for one or all (ended meanwhile, a program missing) leaves the figures of the list. */
async function readUsage(libraries: ProcessLibraries, pids: readonly number[]): Promise<Readonly<Record<string, Usage | null | undefined>>> {
  if (pids.length === 0) return {};
  try {
    return await libraries.usage([...pids]);
  } catch {
    return {};
  }
}

/** All processes. About 1 ms of CPU each: for systems without /proc. */
export async function readPortableProcesses({ pids, redact, libraries, memory = SHARED }: ProcessRequest): Promise<PortableProcess[]> {
  const used = libraries ?? await loadLibraries();
  const { list } = await used.processes();
  const present = new Set(list.map(({ pid }) => pid));
  const usages = await readUsage(used, pids.filter((pid) => present.has(pid)));
  const now = performance.now();

  const result: PortableProcess[] = [];
  const next: ProcessMemory = new Map();
  for (const listed of list) {
    if (!Number.isSafeInteger(listed.pid) || listed.pid < 0 || next.has(listed.pid)) continue;
    const started = parseStarted(listed.started);
    const before = memory.get(listed.pid);
    const same = before !== undefined && !(Math.abs(before.startTime - started) > SAME_START_SECONDS);
    const startTime = same ? before.startTime : started;
    // pidusage answers null for one that has ended meanwhile.
    const usage = usages[listed.pid] ?? undefined;
    const exact = usage !== undefined && same && now - before.askedAt < FORGOTTEN_MILLISECONDS;
    next.set(listed.pid, { startTime, askedAt: usage === undefined ? Number.NEGATIVE_INFINITY : now });
    result.push({
      pid: listed.pid,
      parentPid: finite(listed.parentPid) || 0,
      state: stateLetter(listed.state),
      ...listedTexts(listed, used.platform, redact),
      ...known({
        cpuPercent: exact ? positive(usage.cpu) : listedCpu(listed, !same, used),
        rssBytes: usage === undefined ? positive(listed.memRss) * 1024 : positive(usage.memory),
        virtualBytes: positive(listed.memVsz) * 1024,
        nice: finite(listed.nice),
        priority: listedPriority(listed, used),
        startTime,
        cpuSeconds: usage === undefined ? Number.NaN : positive(usage.ctime) / 1000,
      }),
    });
  }
  memory.clear();
  for (const [pid, remembered] of next) memory.set(pid, remembered);
  return result;
}
