import { z } from 'zod';
import { type Reading, TICKS, type Watch } from './readings.ts';

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
  readonly largest: { readonly rssBytes: number; readonly startSeconds: number; readonly cpuPoints: number; readonly cpuPointsAsTold: number };
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
  const largest = { rssBytes: 0, startSeconds: 0, cpuPoints: 0, cpuPointsAsTold: 0 };
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
      const shownPercent = row.cpuPercent ?? Number.NaN;
      const points = watch.off(pid, shownPercent, from, to);
      largest.cpuPoints = Math.max(largest.cpuPoints, points);
      largest.cpuPointsAsTold = Math.max(largest.cpuPointsAsTold, Math.abs(shownPercent - watch.percent(pid, from, to)));
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
