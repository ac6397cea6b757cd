import { readdirSync, readFileSync, statSync } from 'node:fs';
import { errorCode } from '../../../model/errors.ts';
import type { DemandGroup } from '../../../model/fields.ts';
import { safeText } from '../../../model/safe-text.ts';
import type { Demand } from '../../../model/timeline.ts';
import type { Roots, Tick } from '../../collector.ts';
import { parseLimits } from '../inspect/limits.ts';
import { scanPorts } from '../socket-table.ts';
import type { Cells } from './cells.ts';
import type { ProcessEntry } from './entry.ts';
import { PAGE_BYTES } from './page-size.ts';
import { readOr, sameTexts, withTexts } from './identity.ts';

/** Milliseconds of reading a tick may spend on each group beyond the rows on the screen; Infinity for a one-shot dump. */
export type Budgets = Readonly<Record<DemandGroup, number>>;
export const LIVE_BUDGETS: Budgets = { io: 4, smaps: 8, files: 4, sockets: 50 };
export const FULL_BUDGETS: Budgets = { io: Infinity, smaps: Infinity, files: Infinity, sockets: Infinity };

/** Ports change seldom and cost a walk over all open files. */
const PORTS_MILLISECONDS = 3000;
/** Shared memory is summed by the kernel page by page: 12 to 23 microseconds a megabyte. */
const SMAPS_MILLISECONDS = 2000;
/** Limits of a process change seldom: by its own doing or by prlimit(1). */
const LIMITS_MILLISECONDS = 60_000;

export const parseIo = (text: string): { readBytes: number; writeBytes: number } => ({
  readBytes: Number(/^read_bytes: (\d+)$/m.exec(text)?.[1] ?? Number.NaN),
  writeBytes: Number(/^write_bytes: (\d+)$/m.exec(text)?.[1] ?? Number.NaN),
});

export const parseSmapsRollup = (text: string): { pssBytes: number; swapBytes: number } => ({
  pssBytes: Number(/^Pss:\s+(\d+) kB$/m.exec(text)?.[1] ?? Number.NaN) * 1024,
  swapBytes: Number(/^Swap:\s+(\d+) kB$/m.exec(text)?.[1] ?? Number.NaN) * 1024,
});

/** Pages of /proc/PID/statm, proc_pid_statm(5): resident, and those of them that files or shared memory back. NaN when the process has ended. */
export function parseStatm(text: string): { readonly resident: number; readonly shared: number } {
  const [, resident, shared] = /^\d+ (\d+) (\d+)/.exec(text) ?? [];
  return { resident: Number(resident ?? Number.NaN), shared: Number(shared ?? Number.NaN) };
}

/** Descriptors a process may have open, of /proc/PID/limits; NaN when unlimited or not told. */
export function parseOpenFilesLimit(text: string): number {
  const soft = parseLimits(text).find(({ name }) => name === 'open files')?.soft ?? Number.NaN;
  return Number.isFinite(soft) ? soft : Number.NaN;
}

/** Facts that cost too much for every process at every tick: I/O, shared memory, open files, ports. */
export class Extras {
  readonly #roots: Roots;
  readonly #budgets: Budgets;
  readonly #patient: boolean;
  readonly #monotonic: () => number;
  #portsAt = Number.NEGATIVE_INFINITY;
  /** Some were never looked at yet: who waits for an answer gets the rest with the next samples. */
  #portsDue = false;
  #sampled = false;
  /** Rows whose facts may not be read, by group, at the last collection. */
  readonly denied: Record<DemandGroup, number> = { io: 0, smaps: 0, files: 0, sockets: 0 };

  /** `patient`: what was never read is read whatever it takes. */
  constructor(roots: Roots, budgets: Budgets, monotonic: () => number, patient = false) {
    this.#roots = roots;
    this.#budgets = budgets;
    this.#patient = patient;
    this.#monotonic = monotonic;
  }

  collect(rows: readonly ProcessEntry[], demand: Demand, tick: Tick, cells: Cells): void {
    const visible = new Set(demand.pids);
    this.#each('io', rows, demand, visible, (entry) => this.#io(entry, tick));
    this.#each('smaps', rows, demand, visible, (entry) => this.#smaps(entry, tick));
    this.#each('files', rows, demand, visible, (entry) => this.#files(entry, tick));
    this.#ports(rows, demand, tick, visible);
    this.#resident(rows, visible, cells);
    const readRate = cells.column('readBytesPerSecond');
    const writeRate = cells.column('writeBytesPerSecond');
    const pss = cells.column('pssBytes');
    const swap = cells.column('swapBytes');
    const files = cells.column('openFiles');
    const filesLimit = cells.column('openFilesLimit');
    const anonymous = cells.column('anonymousBytes');
    rows.forEach((entry, row) => {
      readRate[row] = entry.readRate;
      writeRate[row] = entry.writeRate;
      pss[row] = entry.pssBytes;
      swap[row] = entry.swapBytes;
      files[row] = entry.openFiles;
      filesLimit[row] = entry.openFilesLimit;
      anonymous[row] = entry.anonymousBytes;
    });
  }

  forget(entry: ProcessEntry): void {
    entry.ioAt = -1;
    entry.readRate = Number.NaN;
    entry.writeRate = Number.NaN;
    entry.ioDenied = false;
    entry.smapsAt = -1;
    entry.smapsDenied = false;
    entry.pssBytes = Number.NaN;
    entry.swapBytes = Number.NaN;
    entry.filesAt = -1;
    entry.openFiles = Number.NaN;
    entry.limitsAt = -1;
    entry.openFilesLimit = Number.NaN;
    entry.anonymousBytes = Number.NaN;
    entry.portsAt = -1;
  }

  /** Visible rows always; then, where all are wanted, those that did something, then the ones read longest ago, while the budget lasts. */
  #each(group: 'io' | 'smaps' | 'files', rows: readonly ProcessEntry[], demand: Demand, visible: ReadonlySet<number>, read: (entry: ProcessEntry) => boolean): void {
    const everywhere = demand.everywhere.includes(group);
    if (!everywhere && !demand.visible.includes(group)) return;
    let denied = 0;
    const visit = (entry: ProcessEntry): void => {
      if (!read(entry)) denied += 1;
    };
    const rest: ProcessEntry[] = [];
    for (const entry of rows) {
      if (visible.has(entry.pid)) visit(entry);
      else if (everywhere) rest.push(entry);
    }
    const readAt = (entry: ProcessEntry): number => (group === 'io' ? entry.ioAt : group === 'smaps' ? entry.smapsAt : entry.filesAt);
    const budget = this.#budgets[group];
    if (budget !== Infinity) rest.sort((left, right) => Number(right.active) - Number(left.active) || readAt(left) - readAt(right));
    const end = this.#monotonic() + budget;
    for (const entry of rest) {
      if (this.#monotonic() < end || (this.#patient && readAt(entry) < 0)) visit(entry);
      else if (!this.#patient) break;
    }
    this.denied[group] = denied;
  }

  /**
   * Since Linux 6.2 the resident pages in stat lag behind by what each CPU has not yet added up, some 100 KB; statm
   * adds up. It is read wherever stat was.
   */
  #resident(rows: readonly ProcessEntry[], visible: ReadonlySet<number>, cells: Cells): void {
    const rss = cells.column('rssBytes');
    const percent = cells.column('memoryPercent');
    // The first screen does not wait for it; from then on only rows that were read anew are.
    const all = this.#budgets.io === Infinity || this.#sampled;
    this.#sampled = true;
    rows.forEach((entry, row) => {
      const before = rss[row] ?? 0;
      if (!entry.fresh || (!all && !visible.has(entry.pid)) || before === 0) return;
      const { resident: pages, shared } = parseStatm(readOr(`${entry.folder}/statm`));
      if (Number.isNaN(pages)) return;
      entry.anonymousBytes = (pages - shared) * PAGE_BYTES;
      rss[row] = pages * PAGE_BYTES;
      percent[row] = ((percent[row] ?? 0) * pages * PAGE_BYTES) / before;
    });
  }

  #io(entry: ProcessEntry, tick: Tick): boolean {
    if (entry.ioDenied) return false;
    if (entry.ioAt > entry.ranAt && !entry.fresh) {
      // It has not run since: it read and wrote nothing.
      entry.ioAt = this.#monotonic();
      entry.readRate = 0;
      entry.writeRate = 0;
      return true;
    }
    let counts;
    try {
      counts = parseIo(readFileSync(`${entry.folder}/io`, 'latin1'));
    } catch (error) {
      // Permission does not come back while a process lives; an ended one goes at the next tick.
      entry.ioDenied = errorCode(error) === 'EACCES' || errorCode(error) === 'EPERM';
      return !entry.ioDenied;
    }
    const now = this.#monotonic();
    if (entry.ioAt >= 0 && now > entry.ioAt) {
      const seconds = (now - entry.ioAt) / 1000;
      entry.readRate = Math.max(0, counts.readBytes - entry.readBytes) / seconds;
      entry.writeRate = Math.max(0, counts.writeBytes - entry.writeBytes) / seconds;
    }
    entry.ioAt = tick.monotonic > now ? tick.monotonic : now;
    entry.readBytes = counts.readBytes;
    entry.writeBytes = counts.writeBytes;
    return true;
  }

  #smaps(entry: ProcessEntry, tick: Tick): boolean {
    if (entry.smapsAt >= 0 && tick.monotonic - entry.smapsAt < SMAPS_MILLISECONDS) return !entry.smapsDenied;
    entry.smapsAt = tick.monotonic;
    try {
      const sums = parseSmapsRollup(readFileSync(`${entry.folder}/smaps_rollup`, 'latin1'));
      entry.pssBytes = sums.pssBytes;
      entry.swapBytes = sums.swapBytes;
      entry.smapsDenied = false;
    } catch (error) {
      entry.smapsDenied = errorCode(error) !== 'ESRCH' && errorCode(error) !== 'ENOENT';
    }
    return !entry.smapsDenied;
  }

  #files(entry: ProcessEntry, tick: Tick): boolean {
    if (entry.limitsAt < 0 || tick.monotonic - entry.limitsAt >= LIMITS_MILLISECONDS) {
      entry.limitsAt = tick.monotonic;
      entry.openFilesLimit = parseOpenFilesLimit(readOr(`${entry.folder}/limits`));
    }
    try {
      // Since Linux 6.2 the size of the folder is the number of open files.
      const { size } = statSync(`${entry.folder}/fd`);
      entry.openFiles = size > 0 ? size : readdirSync(`${entry.folder}/fd`).length;
      entry.filesAt = this.#monotonic();
      return true;
    } catch (error) {
      return errorCode(error) === 'ESRCH' || errorCode(error) === 'ENOENT';
    }
  }

  /** Visible rows first, then those looked at longest ago: on a large host the budget ends a scan, and the next one goes on. */
  #ports(rows: readonly ProcessEntry[], demand: Demand, tick: Tick, visible: ReadonlySet<number>): void {
    if (!demand.everywhere.includes('sockets') && !demand.visible.includes('sockets')) return;
    if (!this.#portsDue && tick.monotonic - this.#portsAt < PORTS_MILLISECONDS) return;
    this.#portsAt = tick.monotonic;
    const order = rows.toSorted((left, right) => Number(visible.has(right.pid)) - Number(visible.has(left.pid)) || left.portsAt - right.portsAt);
    const found = scanPorts(this.#roots, order.map((entry) => entry.pid), this.#budgets.sockets, this.#monotonic);
    this.denied.sockets = found.unreadable;
    order.forEach((entry, index) => {
      if (index < found.looked) entry.portsAt = tick.monotonic;
    });
    this.#portsDue = rows.some((entry) => entry.portsAt < 0);
    for (const entry of rows) {
      const own = found.ports.get(entry.pid);
      // Not reached this time: what was known of it stays.
      if (own === undefined) continue;
      const texts = withTexts(entry.texts, { ports: safeText(own.ports.join(',')), listenPorts: safeText(own.listen.join(',')) });
      if (!sameTexts(texts, entry.texts)) entry.texts = texts;
    }
  }
}
