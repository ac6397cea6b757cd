import { Frame, type Texts } from '../../src/model/frame.ts';
import { process as processKind } from '../../src/model/kinds/process.ts';
import { safeText } from '../../src/model/safe-text.ts';
import { Random } from '../leaks/random.ts';
import { type Role, SHARES } from './roles.ts';
import { PAGE, SimulatedProcess } from './simulated-process.ts';

/** The ten metrics of the comparison. */
export const TEN = ['cpuPercent', 'rssBytes', 'anonymousBytes', 'threads', 'openFiles', 'readBytesPerSecond', 'writeBytesPerSecond', 'minorFaultsPerSecond', 'cpuSeconds', 'processor'] as const;
/** All that `pyprocwatch record` knows of each process. */
export const RECORDED = [...TEN, 'parentPid', 'state', 'memoryPercent', 'virtualBytes', 'priority', 'nice', 'majorFaultsPerSecond'] as const;
export type Metric = (typeof RECORDED)[number];

const MEMORY_BYTES = 64 * 1024 ** 3;
const CPUS = 8;
/** Processes of one program, a master and its workers: a server with 400 processes has some 70 units. */
const OF_A_PROGRAM = 4;
const HOUR_SECONDS = 3600;
const USERS = ['root', 'www-data', 'postgres', 'ann', 'redis', 'nobody'] as const;
/** Timers of a busy machine are late by so many milliseconds. */
const LATEST_MILLISECONDS = 8;

const VALUES: Readonly<Record<Metric, (process: SimulatedProcess) => number>> = {
  cpuPercent: ({ cpuPercent }) => cpuPercent,
  rssBytes: ({ rssPages }) => rssPages * PAGE,
  anonymousBytes: ({ ownPages }) => ownPages * PAGE,
  threads: ({ threads }) => threads,
  openFiles: ({ files }) => files,
  readBytesPerSecond: ({ readBytesPerSecond }) => readBytesPerSecond,
  writeBytesPerSecond: ({ writeBytesPerSecond }) => writeBytesPerSecond,
  minorFaultsPerSecond: ({ minorFaultsPerSecond }) => minorFaultsPerSecond,
  cpuSeconds: ({ ticks }) => ticks / 100,
  processor: ({ processor }) => processor,
  parentPid: ({ parentPid }) => parentPid,
  state: ({ state }) => state,
  memoryPercent: ({ rssPages }) => ((rssPages * PAGE) / MEMORY_BYTES) * 100,
  virtualBytes: ({ virtualPages }) => virtualPages * PAGE,
  priority: ({ role }) => (role === 'kernel' ? 0 : 20),
  nice: ({ role }) => (role === 'kernel' ? -20 : 0),
  majorFaultsPerSecond: ({ majorFaultsPerSecond }) => majorFaultsPerSecond,
};

export interface Plan {
  readonly seed: number;
  readonly processes: number;
  readonly intervalSeconds: number;
  /** When it begins, ms since the epoch. */
  readonly from: number;
  readonly metrics: readonly Metric[];
}

/** One tick of a host's process table. */
export interface GeneratedTick {
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly intervalSeconds: number;
  readonly frame: Frame;
}

/** How busy the host's users are, 0 to 1: by the hour and the day of the week. `time` in ms since the epoch. */
export function loadAt(time: number): number {
  const hours = time / 1000 / HOUR_SECONDS;
  const weekday = (Math.floor(hours / 24) + 4) % 7;
  const day = Math.max(0, Math.sin(((hours % 24) - 7) * (Math.PI / 13)));
  return 0.15 + 0.85 * day * (weekday === 0 || weekday === 6 ? 0.4 : 1);
}

/** A host's processes, tick by tick; the same seed gives the same. */
export class GeneratedHost {
  readonly #plan: Plan;
  readonly #random: Random;
  readonly #processes: SimulatedProcess[];
  /** When each of them ends, ms since the epoch. */
  readonly #ends: number[] = [];
  #pid = 1;
  #tick = 0;
  #last: number;

  constructor(plan: Plan) {
    this.#plan = plan;
    this.#random = new Random(plan.seed);
    this.#last = plan.from - plan.intervalSeconds * 1000;
    this.#processes = Array.from({ length: plan.processes }, (_, index) => this.#start(index, plan.from));
  }

  /** Lets one interval go by. */
  next(): GeneratedTick {
    const { from, intervalSeconds, processes: count, metrics } = this.#plan;
    const time = from + this.#tick * intervalSeconds * 1000 + Math.floor(this.#random.next() * LATEST_MILLISECONDS);
    const seconds = (time - this.#last) / 1000;
    [this.#last, this.#tick] = [time, this.#tick + 1];
    const load = loadAt(time);
    this.#processes.forEach((process, index) => {
      if ((this.#ends[index] ?? Infinity) <= time) this.#processes[index] = this.#start(index, time);
      else process.step(seconds, load);
    });
    const numbers = new Float64Array(processKind.numbers.length * count).fill(Number.NaN);
    const fill = (name: Metric | 'pid' | 'startTime', value: (process: SimulatedProcess) => number): void => {
      const base = processKind.numbers.indexOf(name) * count;
      for (let row = 0; row < count; row += 1) {
        const process = this.#processes[row];
        if (process !== undefined) numbers[base + row] = value(process);
      }
    };
    fill('pid', ({ pid }) => pid);
    fill('startTime', ({ startTime }) => startTime);
    for (const metric of metrics) fill(metric, VALUES[metric]);
    return { time, intervalSeconds: seconds, frame: new Frame(processKind, count, numbers, this.#processes.map(({ texts }) => texts)) };
  }

  /** The process of that place: who stood there ended, or the host begins. */
  #start(index: number, time: number): SimulatedProcess {
    const random = this.#random;
    // Pids of those that lived between two samples are gone too.
    this.#pid += 1 + Math.floor(random.next() * 40);
    const { role, lifeHours } = shareOf((index + 0.5) / this.#plan.processes);
    this.#ends[index] = lifeHours === Infinity ? Infinity : time - Math.log(1 - random.next()) * lifeHours * HOUR_SECONDS * 1000;
    return new SimulatedProcess({ pid: this.#pid, startTime: Math.floor(time / 10) / 100, texts: textsOf(role, index, this.#pid, random), role }, random, CPUS);
  }
}

function shareOf(place: number): (typeof SHARES)[number] {
  let left = place;
  for (const share of SHARES) {
    if (left < share.part) return share;
    left -= share.part;
  }
  return SHARES[0];
}

function textsOf(role: Role, index: number, pid: number, random: Random): Texts {
  const program = `${role}-${Math.floor(index / OF_A_PROGRAM)}`;
  const kernel = role === 'kernel';
  // A part of the command lines is said only once: a number of a job, a file.
  const argument = role === 'short' && random.next() < 0.3 ? ` --job ${pid}` : ` --worker ${index}`;
  const unit = role === 'short' ? 'user.slice' : `${program}.service`;
  const words: Readonly<Record<string, string>> = {
    user: kernel ? 'root' : random.pick(USERS), group: kernel ? 'kernel' : role === 'short' ? program : unit, container: kernel ? '' : unit, cgroup: kernel ? '/' : `/system.slice/${unit}`,
    name: program.slice(0, 15), executable: kernel ? '' : `/usr/bin/${program}`, command: kernel ? `[${program}]` : `/usr/bin/${program} --config /etc/${program}.conf${argument}`,
  };
  return processKind.texts.map((name) => safeText(words[name] ?? ''));
}
