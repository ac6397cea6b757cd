import type { Random } from '../leaks/random.ts';
import type { Texts } from '../../src/model/frame.ts';
import { type Habits, habitsOf, type Role } from './roles.ts';

export const PAGE = 4096;
/** Of the kernel: times in stat are counted in these. */
const CLOCK_TICK_MILLISECONDS = 10;
/** How long what makes a service busier than usual lasts. */
const MOOD_SECONDS = 600;

/** State as its number in `PROCESS_STATES`. */
const STATE = { running: 1, sleeping: 2, waiting: 3, idle: 8 } as const;

/** Who it is, and since when. */
export interface Birth {
  readonly pid: number;
  /** Seconds since the epoch. */
  readonly startTime: number;
  readonly texts: Texts;
  readonly role: Role;
}

/** One process as /proc would tell of it; `step` lets time go by. */
export class SimulatedProcess {
  readonly pid: number;
  readonly startTime: number;
  readonly texts: Texts;
  readonly role: Role;
  readonly #habits: Habits;
  readonly #random: Random;
  readonly #cpus: number;
  #milliseconds = 0;
  #mood = 0;
  #bursting = false;
  #leaked = 0;
  /** Pages that come and go with work; a collector of garbage takes them back. */
  #heap = 0;
  #sharedPages: number;
  parentPid = 1;
  ticks = 0;
  cpuPercent = 0;
  ownPages: number;
  threads: number;
  files: number;
  state: number;
  processor: number;
  readBytesPerSecond = 0;
  writeBytesPerSecond = 0;
  minorFaultsPerSecond = 0;
  majorFaultsPerSecond = 0;

  constructor({ pid, startTime, texts, role }: Birth, random: Random, cpus: number) {
    [this.pid, this.startTime, this.texts, this.role, this.#random, this.#cpus] = [pid, startTime, texts, role, random, cpus];
    this.#habits = habitsOf(role, random);
    this.ownPages = this.#habits.ownPages;
    this.#sharedPages = this.#habits.sharedPages;
    this.threads = this.#habits.threads;
    this.files = this.#habits.files;
    this.state = role === 'kernel' ? STATE.idle : STATE.sleeping;
    this.processor = Math.floor(random.next() * cpus);
  }

  get rssPages(): number {
    return this.ownPages + this.#sharedPages;
  }

  /** Address space: what it has reserved hardly ever changes but with its threads. */
  get virtualPages(): number {
    return this.role === 'kernel' ? 0 : this.#habits.ownPages * 3 + this.#habits.sharedPages * 2 + this.threads * 2048 + Math.ceil((this.#leaked + this.#heap) / 256) * 256;
  }

  /** `load`: how busy the host's users are now, 0 to 1. */
  step(seconds: number, load: number): void {
    const used = this.#used(seconds, load);
    this.#milliseconds += used;
    const ticks = Math.floor(this.#milliseconds / CLOCK_TICK_MILLISECONDS);
    this.cpuPercent = ((ticks - this.ticks) * CLOCK_TICK_MILLISECONDS) / seconds / 10;
    this.ticks = ticks;
    this.readBytesPerSecond = 0;
    this.writeBytesPerSecond = 0;
    this.minorFaultsPerSecond = 0;
    this.majorFaultsPerSecond = 0;
    if (used > 0) this.#work(used, seconds, load);
    else if (this.state !== STATE.idle) this.state = STATE.sleeping;
  }

  /** CPU milliseconds of the interval. */
  #used(seconds: number, load: number): number {
    const { wakesPerSecond, wakeMilliseconds, busyPercent, idleSeconds, burstSeconds } = this.#habits;
    const random = this.#random;
    const wakes = wakesPerSecond === 0 ? 0 : random.poisson(wakesPerSecond * seconds);
    let used = wakes === 0 ? 0 : wakes * wakeMilliseconds * Math.max(0.1, 1 + (0.5 * random.normal()) / Math.sqrt(wakes));
    if (burstSeconds > 0) {
      if (random.next() < 1 - Math.exp(-seconds / (this.#bursting ? burstSeconds : idleSeconds))) this.#bursting = !this.#bursting;
      if (this.#bursting) used += seconds * 10 * busyPercent * random.between(0.6, 1);
    } else if (busyPercent > 0) {
      const kept = Math.exp(-seconds / MOOD_SECONDS);
      this.#mood = kept * this.#mood + Math.sqrt(1 - kept * kept) * 0.5 * random.normal();
      // Requests of some milliseconds each come by chance.
      const mean = seconds * 10 * busyPercent * load * Math.exp(this.#mood);
      used += mean * Math.max(0, 1 + random.normal() * Math.min(1, 2 / Math.sqrt(mean + 1)) + 0.05 * random.normal());
    }
    return used;
  }

  #work(used: number, seconds: number, load: number): void {
    const habits = this.#habits;
    const random = this.#random;
    if (random.next() < 0.5) this.processor = Math.floor(random.next() * this.#cpus);
    if (this.role === 'kernel') return;
    const share = used / (seconds * 1000);
    const drawn = random.next();
    this.state = drawn < share ? STATE.running : drawn < share * 1.2 ? STATE.waiting : STATE.sleeping;
    if (habits.faultsPerMillisecond > 0) this.minorFaultsPerSecond = random.poisson(used * habits.faultsPerMillisecond * random.between(0.5, 1.5)) / seconds;
    if (habits.pagesWritten > 0) this.writeBytesPerSecond = (random.poisson((used / 1000) * habits.pagesWritten) * PAGE) / seconds;
    // Most of what is read is in the page cache.
    if (habits.pagesRead > 0 && random.next() < 0.1) {
      this.readBytesPerSecond = (random.poisson((used / 1000) * habits.pagesRead * 10) * PAGE) / seconds;
      if (this.readBytesPerSecond > 0) this.majorFaultsPerSecond = random.poisson(0.5) / seconds;
    }
    this.#moveMemory(used, seconds);
    if (habits.connections > 0) this.files = habits.files + random.poisson(habits.connections * load * Math.exp(this.#mood / 2));
    else if (random.next() < share * 0.2) this.files = Math.max(3, habits.files + Math.round(random.normal() * 2));
    if (habits.threads > 1 && random.next() < Math.min(0.02, share * seconds * 0.01)) this.threads = Math.max(1, habits.threads + Math.round(random.normal() * 2));
  }

  #moveMemory(used: number, seconds: number): void {
    const { faultsPerMillisecond, leakedPagesPerHour, ownPages, sharedPages } = this.#habits;
    const random = this.#random;
    this.#leaked += leakedPagesPerHour === 0 ? 0 : random.poisson((leakedPagesPerHour * seconds) / 3600);
    if (random.next() < Math.min(0.9, used * faultsPerMillisecond * 0.02)) {
      this.#heap += Math.round(random.normal() * Math.sqrt(used * faultsPerMillisecond) + 0.05 * used * faultsPerMillisecond);
      if (this.#heap > ownPages * 0.5) this.#heap = Math.round(ownPages * 0.1 * random.next());
      this.#heap = Math.max(Math.round(-ownPages / 3), this.#heap);
      if (random.next() < 0.05) this.#sharedPages = Math.max(sharedPages, this.#sharedPages + random.poisson(2) - 2);
    }
    this.ownPages = ownPages + this.#heap + Math.floor(this.#leaked);
  }
}
