import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Frame } from '../../../model/frame.ts';
import type { SafeText } from '../../../model/safe-text.ts';
import type { Demand } from '../../../model/timeline.ts';
import type { Roots, Tick } from '../../collector.ts';
import { isForeign } from '../read.ts';
import { Cells } from './cells.ts';
import { ProcessEntry } from './entry.ts';
import type { Extras } from './extras.ts';
import { DENIED, type FileHandles, GONE } from './file-handles.ts';
import { provisionalTexts, readIdentity, readOr } from './identity.ts';
import { runMark } from './run-mark.ts';
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
/** Up to so many new pids are looked for one by one; more are cheaper to find in the list. */
const MOST_PROBES = 64;
/** What others do to a sleeping process (its niceness, parent, pages) is seen this late, on the screen and off it. */
const VISIBLE_MILLISECONDS = 2000;
const HIDDEN_MILLISECONDS = 30_000;
/** It moves to another cgroup without running, but seldom. */
const IDLE_IDENTITY_MILLISECONDS = 600_000;
/** So many readings in a row it must have run in to be watched by stat again. */
const AWAKE_READINGS = 2;
const MOST_PATIENCE = 256;

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
  #lastPid = Number.NaN;
  /** Pids given out whose process was not to be seen yet. */
  #missed: number[] = [];
  /** Processes that ended at the last tick: their children have another parent. */
  #ended = new Set<number>();
  #generation = -1;
  #bootTime = Number.NaN;
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
    const rows = this.#read(basis, new Set(demand.pids));
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
    let lastPid = Number.NaN;
    try {
      if (!isForeign(roots.proc)) lastPid = Number(/(\d+)\s*$/.exec(readFileSync(`${roots.proc}/loadavg`, 'latin1'))?.[1]);
    } catch {
      // Without it the folder is listed every time.
    }
    const first = this.#lastPid + 1;
    this.#lastPid = lastPid;
    if (lastPid - first < MOST_PROBES && lastPid >= first - 1 && tick.monotonic - this.#listedAt < LIST_MILLISECONDS) {
      const wanted = [...this.#missed];
      const old = wanted.length;
      for (let pid = first; pid <= lastPid; pid += 1) wanted.push(pid);
      // One that is not there has ended already, or is not made up yet: it is looked for once more.
      this.#missed = wanted.filter((pid, index) => !this.#probe(pid) && index >= old);
      return;
    }
    this.#missed = [];
    this.#listedAt = tick.monotonic;
    for (const name of readdirSync(roots.proc)) {
      const digit = name.charCodeAt(0);
      if (digit < 0x30 || digit > 0x39) continue;
      const pid = Number(name);
      if (!Number.isInteger(pid) || this.#entries.has(pid)) continue;
      const folder = `${roots.proc}/${name}`;
      this.#entries.set(pid, new ProcessEntry(pid, folder, handles.keep(`${folder}/stat`)));
    }
  }

  /** Looks for the process of a pid. False when there is none; threads have pids too, and folders that no list shows. */
  #probe(pid: number): boolean {
    const { roots, handles } = this.#options;
    const folder = `${roots.proc}/${pid}`;
    if (this.#entries.has(pid)) return true;
    if (!existsSync(folder)) return false;
    if (/^Tgid:\t(\d+)$/m.exec(readOr(`${folder}/status`))?.[1] === String(pid)) this.#entries.set(pid, new ProcessEntry(pid, folder, handles.keep(`${folder}/stat`)));
    return true;
  }

  /** The hot loop: one read and one parse per process, straight into the columns. */
  #read(basis: HostBasis, visible: ReadonlySet<number>): ProcessEntry[] {
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
    const ended = this.#ended;
    this.#ended = new Set();
    const { totals } = this;
    totals.threads = 0;
    totals.running = 0;
    totals.zombies = 0;
    const tickAt = monotonic();
    this.#sampledAt = tickAt;
    // Columns made anew hold nothing, and start times follow the clock.
    const kept = this.#generation === cells.generation && this.#bootTime === basis.bootTime;
    this.#generation = cells.generation;
    this.#bootTime = basis.bootTime;

    for (const entry of this.#entries.values()) {
      let ran = true;
      if (entry.quiet) {
        const length = handles.read(entry.handle, entry.folder, 'schedstat');
        if (length === GONE) {
          this.#forget(entry);
          continue;
        }
        const mark = length < 0 ? -1 : runMark(handles.buffer, length);
        ran = mark < 0 || mark !== entry.runMark;
        entry.runMark = mark;
        // Rows only move up, or what another is to take would be overwritten.
        if (!ran && kept && !ended.has(entry.parentPid) && entry.row >= rows.length && tickAt - entry.statAt < (visible.has(entry.pid) ? VISIBLE_MILLISECONDS : HIDDEN_MILLISECONDS)) {
          const row = rows.push(entry) - 1;
          if (row !== entry.row) cells.move(entry.row, row);
          entry.row = row;
          cpuPercent[row] = 0;
          minorFaults[row] = 0;
          majorFaults[row] = 0;
          entry.fresh = false;
          entry.active = false;
          entry.awake = 0;
          entry.readAt = tickAt;
          totals.threads += threads[row] ?? 0;
          if (state[row] === RUNNING) totals.running += 1;
          else if (state[row] === ZOMBIE) totals.zombies += 1;
          continue;
        }
      }
      const length = handles.read(entry.quiet ? -1 : entry.handle, entry.folder, 'stat');
      if (length === GONE) {
        this.#forget(entry);
        continue;
      }
      if (length === DENIED || !parseStatLine(handles.buffer, length, stat)) {
        entry.row = -1;
        continue;
      }
      const now = monotonic();
      if (entry.startTicks !== stat.startTicks) this.#begin(entry, before);
      const seconds = entry.readAt < 0 ? Number.NaN : (now - entry.readAt) / 1000;
      const ticks = Math.max(0, stat.cpuTicks - entry.cpuTicks);
      const row = rows.push(entry) - 1;
      entry.row = row;
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
      if (ran) entry.ranAt = now;
      entry.fresh = true;
      entry.statAt = tickAt;
      if (entry.handle >= 0) this.#watch(entry, ran, ticks === 0 && stat.minorFaults === entry.minorFaults && stat.threads === 1);
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

  /** Chooses by which file a process is watched: stat while it runs, schedstat while it sleeps. */
  #watch(entry: ProcessEntry, ran: boolean, still: boolean): void {
    const { handles } = this.#options;
    if (entry.quiet) {
      entry.awake = ran ? entry.awake + 1 : 0;
      if (entry.awake < AWAKE_READINGS) return;
      entry.patience = Math.min(entry.patience * 2, MOST_PATIENCE);
    } else {
      entry.still = still ? entry.still + 1 : 0;
      if (entry.still < entry.patience) return;
    }
    handles.close(entry.handle);
    entry.quiet = !entry.quiet;
    entry.handle = handles.keep(`${entry.folder}/${entry.quiet ? 'schedstat' : 'stat'}`);
    if (entry.handle < 0) entry.quiet = false;
    // No mark yet: the next reading of stat comes after the first mark, so that nothing falls in between.
    entry.runMark = -1;
    // Spread by pid, so that thousands are not due at one tick.
    entry.statAt -= (HIDDEN_MILLISECONDS * (entry.pid % 64)) / 64;
    entry.still = 0;
    entry.awake = 0;
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
    const due = rows.map((entry, row) => ({ entry, row })).filter(({ entry }) => tick.monotonic >= entry.identityDue && (entry.ranAt >= entry.identityAt || tick.monotonic >= entry.identityAt + IDLE_IDENTITY_MILLISECONDS));
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
    entry.identityAt = this.#options.monotonic();
    const young = tick.wall / 1000 - (basis.bootTime + entry.startTicks / CLOCK_TICKS) < YOUNG_SECONDS;
    // Spread by pid, so that thousands are not due at one tick.
    entry.identityDue = tick.monotonic + (before === undefined && young ? SETTLE_MILLISECONDS : IDENTITY_MILLISECONDS * (0.75 + (entry.pid % 64) / 128));
  }

  #forget(entry: ProcessEntry): void {
    this.#options.handles.close(entry.handle);
    entry.handle = -1;
    this.#options.extras.forget(entry);
    this.#entries.delete(entry.pid);
    // Its pid may be another's already.
    this.#missed.push(entry.pid);
    this.#ended.add(entry.pid);
  }
}
