import { readdirSync, readFileSync } from 'node:fs';
import type { Frame } from '../../../model/frame.ts';
import type { SafeText } from '../../../model/safe-text.ts';
import type { Demand } from '../../../model/timeline.ts';
import type { Roots, Tick } from '../../collector.ts';
import { isForeign } from '../read.ts';
import { Cells } from './cells.ts';
import { ProcessEntry } from './entry.ts';
import type { Extras } from './extras.ts';
import { DENIED, type FileHandles, GONE } from './file-handles.ts';
import { provisionalTexts, readIdentity } from './identity.ts';
import { PAGE_BYTES } from './page-size.ts';
import { emptyStatLine, parseStatLine } from './stat-line.ts';
import type { Users } from './users.ts';

/** USER_HZ, the unit of times in /proc: 100 on every architecture that Node runs on. */
export const CLOCK_TICKS = 100;
const RUNNING = 1;
const DISK_WAIT = 3;
const ZOMBIE = 4;
/** An identity is read anew this long after the first sight of a young process (a fork may have run exec since), then this rarely. */
const SETTLE_MILLISECONDS = 1500;
const YOUNG_SECONDS = 5;
const IDENTITY_MILLISECONDS = 60_000;
/** So many identities are read in any order. */
const FEW = 64;
const DEEPEST = 64;
/** Milliseconds a tick may spend on identities: before the first screen, and after. */
export const LIVE_IDENTITIES = { first: 15, later: 250 };
export const ALL_IDENTITIES = { first: Infinity, later: Infinity };
/** The folder is listed at least this often, whatever the last pid says. */
const LIST_MILLISECONDS = 10_000;

export interface ProcessTableOptions {
  readonly roots: Roots;
  readonly handles: FileHandles;
  readonly users: Users;
  readonly redact: (args: readonly string[]) => readonly string[];
  readonly monotonic: () => number;
  readonly extras: Extras;
  readonly identityBudgets: { readonly first: number; readonly later: number };
}

/** What the rows depend on that is not theirs. `bootTime`: epoch seconds. */
export interface HostBasis {
  readonly memoryBytes: number;
  readonly bootTime: number;
}

/** Every process of a host, sampled from /proc: one small read each at a tick, all else only when it changed or is asked for. */
export class ProcessTable {
  readonly #options: ProcessTableOptions;
  readonly #entries = new Map<number, ProcessEntry>();
  readonly #stat = emptyStatLine();
  readonly #cells = new Cells();
  #lastPid = '';
  #listedAt = Number.NEGATIVE_INFINITY;
  #sampledAt = -1;
  #identified = false;
  /** Sums over the rows of the last sample. */
  readonly totals = { threads: 0, running: 0, zombies: 0 };

  constructor(options: ProcessTableOptions) {
    this.#options = options;
  }

  pids(): Iterable<number> {
    return this.#entries.keys();
  }

  nameOf(pid: number): SafeText | undefined {
    return this.#entries.get(pid)?.identity?.name;
  }

  /** Epoch seconds at which the process of that pid started; undefined when there is none. */
  startTimeOf(pid: number, bootTime: number): number | undefined {
    const entry = this.#entries.get(pid);
    return entry === undefined ? undefined : bootTime + entry.startTicks / CLOCK_TICKS;
  }

  sample(tick: Tick, basis: HostBasis, demand: Demand): Frame {
    this.#discover(tick);
    this.#cells.reserve(this.#entries.size);
    const rows = this.#read(basis);
    this.#identifyDue(rows, tick, basis, demand);
    this.#options.extras.collect(rows, demand, tick, this.#cells);
    return this.#cells.frame(rows.map((entry) => entry.texts));
  }

  close(): void {
    for (const entry of this.#entries.values()) this.#forget(entry);
  }

  /** Lists the folder only if a pid was given out since: /proc/loadavg ends with the last one of our own namespace, not of another host's. */
  #discover(tick: Tick): void {
    const { roots, handles } = this.#options;
    let lastPid = '';
    try {
      if (!isForeign(roots.proc)) lastPid = /(\d+)\s*$/.exec(readFileSync(`${roots.proc}/loadavg`, 'latin1'))?.[1] ?? '';
    } catch {
      // Without it the folder is listed every time.
    }
    if (lastPid !== '' && lastPid === this.#lastPid && tick.monotonic - this.#listedAt < LIST_MILLISECONDS) return;
    this.#lastPid = lastPid;
    this.#listedAt = tick.monotonic;
    for (const name of readdirSync(roots.proc)) {
      const first = name.charCodeAt(0);
      if (first < 0x30 || first > 0x39) continue;
      const pid = Number(name);
      if (!Number.isInteger(pid) || this.#entries.has(pid)) continue;
      const folder = `${roots.proc}/${name}`;
      this.#entries.set(pid, new ProcessEntry(pid, folder, handles.keep(`${folder}/stat`)));
    }
  }

  /** The hot loop: one read and one parse per process, straight into the columns. */
  #read(basis: HostBasis): ProcessEntry[] {
    const { handles, monotonic } = this.#options;
    const cells = this.#cells;
    const stat = this.#stat;
    const rows: ProcessEntry[] = [];
    const pid = cells.column('pid');
    const parentPid = cells.column('parentPid');
    const state = cells.column('state');
    const cpuPercent = cells.column('cpuPercent');
    const memoryPercent = cells.column('memoryPercent');
    const rssBytes = cells.column('rssBytes');
    const virtualBytes = cells.column('virtualBytes');
    const threads = cells.column('threads');
    const priority = cells.column('priority');
    const nice = cells.column('nice');
    const minorFaults = cells.column('minorFaultsPerSecond');
    const majorFaults = cells.column('majorFaultsPerSecond');
    const cpuSeconds = cells.column('cpuSeconds');
    const startTime = cells.column('startTime');
    const processor = cells.column('processor');
    const before = this.#sampledAt;
    const { totals } = this;
    totals.threads = 0;
    totals.running = 0;
    totals.zombies = 0;
    this.#sampledAt = monotonic();

    for (const entry of this.#entries.values()) {
      const length = handles.read(entry.handle, entry.folder, 'stat');
      if (length === GONE) {
        this.#forget(entry);
        continue;
      }
      if (length === DENIED || !parseStatLine(handles.buffer, length, stat)) continue;
      const now = monotonic();
      if (entry.startTicks !== stat.startTicks) this.#begin(entry, before);
      const seconds = entry.readAt < 0 ? Number.NaN : (now - entry.readAt) / 1000;
      const ticks = Math.max(0, stat.cpuTicks - entry.cpuTicks);
      const row = rows.push(entry) - 1;
      const rss = stat.rssPages * PAGE_BYTES;
      pid[row] = entry.pid;
      parentPid[row] = stat.parentPid;
      state[row] = stat.state;
      cpuPercent[row] = (ticks / CLOCK_TICKS / seconds) * 100;
      memoryPercent[row] = (rss / basis.memoryBytes) * 100;
      rssBytes[row] = rss;
      virtualBytes[row] = stat.virtualBytes;
      threads[row] = stat.threads;
      priority[row] = stat.priority;
      nice[row] = stat.nice;
      minorFaults[row] = Math.max(0, stat.minorFaults - entry.minorFaults) / seconds;
      majorFaults[row] = Math.max(0, stat.majorFaults - entry.majorFaults) / seconds;
      cpuSeconds[row] = stat.cpuTicks / CLOCK_TICKS;
      startTime[row] = basis.bootTime + stat.startTicks / CLOCK_TICKS;
      processor[row] = stat.processor;
      if (entry.nameHash !== stat.nameHash || entry.rawName === '') {
        entry.nameHash = stat.nameHash;
        entry.rawName = handles.buffer.toString('utf8', stat.nameStart, stat.nameEnd);
        entry.identityDue = 0;
      }
      entry.active = ticks > 0 || stat.state === DISK_WAIT || Number.isNaN(seconds);
      entry.readAt = now;
      entry.cpuTicks = stat.cpuTicks;
      entry.minorFaults = stat.minorFaults;
      entry.majorFaults = stat.majorFaults;
      entry.parentPid = stat.parentPid;
      entry.flags = stat.flags;
      totals.threads += stat.threads;
      if (stat.state === RUNNING) totals.running += 1;
      else if (stat.state === ZOMBIE) totals.zombies += 1;
    }
    return rows;
  }

  /**
   * A process seen for the first time, or another one under an old pid. One that came up since the last sample
   * counts from that sample on, so that what a short job used is not lost.
   */
  #begin(entry: ProcessEntry, sampledBefore: number): void {
    const reused = entry.startTicks >= 0;
    entry.startTicks = this.#stat.startTicks;
    entry.readAt = sampledBefore;
    entry.cpuTicks = 0;
    entry.minorFaults = 0;
    entry.majorFaults = 0;
    entry.rawName = '';
    entry.identity = undefined;
    entry.texts = [];
    if (reused) this.#options.extras.forget(entry);
  }

  /**
   * Reads who is due: those on the screen, then the largest, while the budget lasts. On a large machine the first
   * screen would else wait for files of thousands; till its turn a process goes by the name that stat has.
   */
  #identifyDue(rows: readonly ProcessEntry[], tick: Tick, basis: HostBasis, demand: Demand): void {
    const due = rows.map((entry, row) => ({ entry, row })).filter(({ entry }) => tick.monotonic >= entry.identityDue);
    if (due.length === 0) return;
    const { monotonic, identityBudgets } = this.#options;
    const budget = this.#identified ? identityBudgets.later : identityBudgets.first;
    this.#identified = true;
    if (due.length > FEW) {
      const visible = new Set(demand.pids);
      const rss = this.#cells.column('rssBytes');
      const rank = (each: { entry: ProcessEntry; row: number }): number => (visible.has(each.entry.pid) ? Infinity : (rss[each.row] ?? 0));
      due.sort((left, right) => (rank(left) === rank(right) ? 0 : rank(right) - rank(left)));
    }
    const end = monotonic() + budget;
    for (const { entry } of due) {
      if (monotonic() >= end) break;
      this.#identify(entry, tick, basis);
    }
    for (const { entry } of due) if (entry.texts.length === 0) entry.texts = provisionalTexts(entry.rawName);
  }

  #identify(entry: ProcessEntry, tick: Tick, basis: HostBasis, depth = 0): void {
    // Masters before their workers, whose group is the master's; pids wrap, so their order says nothing.
    const parent = this.#entries.get(entry.parentPid);
    if (parent !== undefined && parent.identity === undefined && parent.rawName !== '' && depth < DEEPEST) this.#identify(parent, tick, basis, depth + 1);
    const before = entry.identity;
    const identity = readIdentity({
      folder: entry.folder,
      rawName: entry.rawName,
      flags: entry.flags,
      users: this.#options.users,
      redact: this.#options.redact,
      parent: parent?.identity,
      before,
      texts: entry.texts,
    });
    if (identity !== before) entry.texts = identity.texts;
    entry.identity = identity;
    const young = tick.wall / 1000 - (basis.bootTime + entry.startTicks / CLOCK_TICKS) < YOUNG_SECONDS;
    // Spread by pid, so that thousands are not due at one tick.
    entry.identityDue = tick.monotonic + (before === undefined && young ? SETTLE_MILLISECONDS : IDENTITY_MILLISECONDS * (0.75 + (entry.pid % 64) / 128));
  }

  #forget(entry: ProcessEntry): void {
    this.#options.handles.close(entry.handle);
    entry.handle = -1;
    this.#options.extras.forget(entry);
    this.#entries.delete(entry.pid);
    // Its pid may be another's already: list again at the next tick.
    this.#lastPid = '';
  }
}
