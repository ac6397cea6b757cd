import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import type { Roots } from '../../collector.ts';

/** Threads come and go: looked for each so many sweeps. */
const SWEEPS_PER_LOOK = 20;
/** A sweep that took longer was interrupted: its stamp would be off. */
const LONGEST_SWEEP_MILLISECONDS = 2;
const SPACE = 32;
const ZERO = 48;

interface Thread {
  readonly handle: number;
  cpu: number;
  delay: number;
}

/** CPU and run delay of processes, by their threads. Nanoseconds that never fall while it is the same processes. */
class Subject {
  readonly #proc: string;
  readonly #threads = new Map<string, Thread>();
  #pids: readonly number[] = [];
  cpu = 0;
  delay = 0;
  threads = 0;
  /** Of threads that have ended. */
  #endedCpu = 0;
  #endedDelay = 0;
  /** What its threads had used when they were first seen does not count: the total begins at 0. */
  #baseCpu = 0;
  #baseDelay = 0;

  constructor(proc: string) {
    this.#proc = proc;
  }

  watch(pids: readonly number[], buffer: Buffer): void {
    const wanted = new Set(pids);
    for (const [name, thread] of this.#threads) if (!wanted.has(Number(name.slice(0, name.indexOf('/'))))) this.#end(name, thread);
    this.#pids = pids;
    this.look(buffer, true);
  }

  /** Finds new threads. Those of a new process bring what they had used before: it does not count; those of a known one do. */
  look(buffer: Buffer, fresh = false): void {
    for (const pid of this.#pids) {
      let names: readonly string[];
      try {
        names = readdirSync(`${this.#proc}/${pid}/task`);
      } catch {
        continue;
      }
      const known = names.some((tid) => this.#threads.has(`${pid}/${tid}`));
      for (const tid of names) {
        const name = `${pid}/${tid}`;
        if (this.#threads.has(name)) continue;
        try {
          const thread = { handle: openSync(`${this.#proc}/${pid}/task/${tid}/schedstat`, 'r'), cpu: 0, delay: 0 };
          this.#threads.set(name, thread);
          if (fresh || !known) {
            readThread(thread, buffer);
            this.#baseCpu += thread.cpu;
            this.#baseDelay += thread.delay;
          }
        } catch {
          // It ended meanwhile, or there are no more handles.
        }
      }
    }
    this.threads = this.#threads.size;
  }

  read(buffer: Buffer): void {
    let cpu = this.#endedCpu - this.#baseCpu;
    let delay = this.#endedDelay - this.#baseDelay;
    for (const [name, thread] of this.#threads) {
      if (readThread(thread, buffer)) {
        cpu += thread.cpu;
        delay += thread.delay;
      } else {
        cpu += thread.cpu;
        delay += thread.delay;
        this.#end(name, thread);
      }
    }
    this.cpu = cpu;
    this.delay = delay;
  }

  /** What the threads of each process have used, ns; those that ended are not in it. */
  byProcess(): ReadonlyMap<number, number> {
    const used = new Map<number, number>(this.#pids.map((pid) => [pid, 0]));
    for (const [name, { cpu }] of this.#threads) {
      const pid = Number(name.slice(0, name.indexOf('/')));
      used.set(pid, (used.get(pid) ?? 0) + cpu);
    }
    return used;
  }

  close(): void {
    for (const { handle } of this.#threads.values()) closeSync(handle);
    this.#threads.clear();
  }

  #end(name: string, thread: Thread): void {
    this.#endedCpu += thread.cpu;
    this.#endedDelay += thread.delay;
    closeSync(thread.handle);
    this.#threads.delete(name);
  }
}

/** schedstat: time on a CPU, time waited for one (ns), runs. Whether it is still there. */
function readThread(thread: Thread, buffer: Buffer): boolean {
  let length = 0;
  try {
    length = readSync(thread.handle, buffer, 0, buffer.length, 0);
  } catch {
    return false;
  }
  if (length === 0) return false;
  let at = 0;
  let value = 0;
  for (; at < length && buffer[at] !== SPACE; at += 1) value = value * 10 + (buffer[at] ?? ZERO) - ZERO;
  thread.cpu = value;
  value = 0;
  for (at += 1; at < length && buffer[at] !== SPACE; at += 1) value = value * 10 + (buffer[at] ?? ZERO) - ZERO;
  thread.delay = value;
  return true;
}

/** Readings of one subject: epoch ms (the middle of the sweep), ns of CPU and of run delay since it is watched. */
export interface FineReadings {
  readonly times: Float64Array;
  readonly cpu: Float64Array;
  readonly delay: Float64Array;
  readonly threads: number;
}

interface Kept {
  readonly subject: Subject;
  readonly times: number[];
  readonly cpu: number[];
  readonly delay: number[];
}

/**
 * Reads the CPU of a few processes every 10 to 100 ms, by their threads' schedstat (Documentation/scheduler/sched-stats.rst),
 * which has nanoseconds where stat has hundredths of a second. Each name stands for one or more processes.
 */
export class FineSampler {
  readonly #roots: Roots;
  /** Epoch milliseconds with fractions, of a clock that does not jump within a sweep. */
  readonly #now: () => number;
  readonly #subjects = new Map<string, Kept>();
  readonly #buffer = Buffer.allocUnsafeSlow(128);
  #sweeps = 0;
  /** Milliseconds that all sweeps took. */
  spent = 0;

  constructor(roots: Roots, now: () => number) {
    this.#roots = roots;
    this.#now = now;
  }

  /** From now on `name` stands for these processes. */
  watch(name: string, pids: readonly number[]): void {
    let kept = this.#subjects.get(name);
    if (kept === undefined) {
      kept = { subject: new Subject(this.#roots.proc), times: [], cpu: [], delay: [] };
      this.#subjects.set(name, kept);
    }
    kept.subject.watch(pids, this.#buffer);
  }

  forget(name: string): void {
    this.#subjects.get(name)?.subject.close();
    this.#subjects.delete(name);
  }

  /** CPU of each process of a subject since its own start, ns. */
  byProcess(name: string): ReadonlyMap<number, number> {
    return this.#subjects.get(name)?.subject.byProcess() ?? new Map();
  }

  /** What a subject has used since it is watched, ns. */
  used(name: string): { readonly cpu: number; readonly delay: number } {
    const { cpu = Number.NaN, delay = Number.NaN } = this.#subjects.get(name)?.subject ?? {};
    return { cpu, delay };
  }

  get names(): readonly string[] {
    return [...this.#subjects.keys()];
  }

  /** One reading of all. */
  sweep(): void {
    this.#sweeps += 1;
    const began = this.#now();
    const look = this.#sweeps % SWEEPS_PER_LOOK === 0;
    for (const { subject } of this.#subjects.values()) {
      if (look) subject.look(this.#buffer);
      subject.read(this.#buffer);
    }
    const ended = this.#now();
    this.spent += ended - began;
    // Half a millisecond for each subject is no interruption.
    if (ended - began > LONGEST_SWEEP_MILLISECONDS + this.#subjects.size / 2) return;
    const middle = (began + ended) / 2;
    for (const { subject, times, cpu, delay } of this.#subjects.values()) {
      times.push(middle);
      cpu.push(subject.cpu);
      delay.push(subject.delay);
    }
  }

  /** What was read since it was last asked; the last reading is given again with the next. */
  take(name: string): FineReadings | undefined {
    const kept = this.#subjects.get(name);
    if (kept === undefined) return undefined;
    const { subject, times, cpu, delay } = kept;
    const taken = { times: Float64Array.from(times), cpu: Float64Array.from(cpu), delay: Float64Array.from(delay), threads: subject.threads };
    for (const column of [times, cpu, delay]) column.splice(0, column.length - 1);
    return taken;
  }

  close(): void {
    for (const name of this.names) this.forget(name);
  }
}
