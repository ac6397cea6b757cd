import type { Roots } from '../../collectors/collector.ts';
import { FineSampler, type FineReadings } from '../../collectors/linux/backends/fine-sampler.ts';
import { findListeners } from '../../collectors/linux/backends/find-listeners.ts';
import { BACKEND_ROLES } from '../../model/kinds/backend.ts';
import { type SafeText, safeText } from '../../model/safe-text.ts';
import { type BackendState, ELSEWHERE as ELSEWHERE_NUMBER } from './backend-state.ts';
import { ioOf, isThere, nameOf, rssOf } from './process-figures.ts';
import { withWorkers } from './workers.ts';

/** Workers come and go: looked for this often; at once when one has ended or an address is new. */
const LOOK_MILLISECONDS = 30_000;
const LOOK_AGAIN_MILLISECONDS = 2000;
/** Over how long CPU is told. */
const FIGURE_MILLISECONDS = 10_000;
/** What sampling may cost: a part of a core. */
const MOST_COST = 0.01;
const LEAST_INTERVAL = 10;
const MOST_INTERVAL = 40;
/** Nobody asks anything: there is little to learn. */
const IDLE_INTERVAL = 100;
/** Requests a second from which on there is something. */
const IDLE = 0.2;
/**
 * The interval is so many ms divided by the requests a second of the busiest process: of 0.3 of a core in use costs are off by 2 % with 20 ms, 5 % with 60 and 12 % with 100
 * (`bench/attribution/run.ts --every`).
 */
const RULE_MILLISECONDS = 800;
/** Processes and addresses that are told apart: programs that are started for each request would be without end. */
const MOST_BACKENDS = 500;
/** Nobody is there, and no request named it, for so long: its number is another's. */
const GONE_MILLISECONDS = 3_600_000;
/** A process that has ended is off the screen. */
const ENDED_MILLISECONDS = 600_000;

const [UNKNOWN, BACKEND, GATEWAY, ELSEWHERE] = [0, BACKEND_ROLES.indexOf('backend'), BACKEND_ROLES.indexOf('gateway'), BACKEND_ROLES.indexOf('elsewhere')];

interface Watched {
  readonly number: number;
  readonly site: SafeText;
  /** As the log has it; of a gateway the path of its log; of a process its pid. */
  readonly key: string;
  readonly type: 'address' | 'log' | 'pid';
  /** A gateway whose log names nobody behind it serves by itself. */
  alone: boolean;
  /** Whether its number is held by a site. */
  readonly pinned: boolean;
  /** When a request named it, ms. */
  usedAt: number;
  /** Who stands for it: its processes are the same. */
  heir: number;
  title: SafeText;
  pids: readonly number[];
  found: boolean;
  names: ReadonlyMap<number, SafeText>;
  /** Used CPU and delay at some moments of the last while: [ms, ns, ns]. */
  readonly marks: (readonly [at: number, cpu: number, delay: number])[];
  shares: ReadonlyMap<number, number>;
  usedBy: ReadonlyMap<number, number>;
}

/** Which processes serve requests, and what they use: found by the sockets that they listen at and the logs that they write. */
export class BackendWatch {
  readonly #roots: Roots;
  /** Epoch ms with fractions. */
  readonly #now: () => number;
  readonly #sampler: FineSampler;
  readonly #byKey = new Map<string, Watched>();
  readonly #all: Watched[] = [];
  #lookedAt = Number.NEGATIVE_INFINITY;
  #due = true;
  /** When somebody was last found to be gone. */
  #lostAt = Number.NEGATIVE_INFINITY;
  #interval = IDLE_INTERVAL;
  #sweeps = 0;
  readonly #free: number[] = [];
  #retired = 0;

  constructor(roots: Roots, now: () => number) {
    this.#roots = roots;
    this.#now = now;
    this.#sampler = new FineSampler(roots, now);
  }

  /** The number of the processes that listen at an address, as a log has it; -1 when there are too many. `pinned`: it is asked for once and used for good. */
  atAddress(site: SafeText, address: SafeText, pinned = false): number {
    return this.#register(site, address, 'address', pinned);
  }

  /** The number of the processes that write a log. */
  writing(site: SafeText, path: SafeText): number {
    return this.#register(site, path, 'log', true);
  }

  /** The number of one process by its pid; -1 when there are too many. */
  process(site: SafeText, pid: number): number {
    return this.#register(site, safeText(`pid ${pid}`), 'pid', false);
  }

  /** How often numbers were taken from those that are gone: who keeps numbers is to ask anew when it rises. */
  get retired(): number {
    return this.#retired;
  }

  /** Who stands for these processes: one that writes two logs, or listens at two addresses, is one. Told of each request. */
  heir(number: number): number {
    const watched = this.#all[number];
    if (watched === undefined) return number;
    watched.usedAt = this.#now();
    return watched.heir;
  }

  /** Whether who writes the log serves its requests by itself. */
  alone(number: number, alone: boolean): void {
    const watched = this.#all[number];
    if (watched !== undefined) watched.alone = alone;
  }

  /** ms to the next sweep: by the requests of the busiest process a second, and by what a sweep costs. */
  interval(busiest: number): number {
    const wanted = busiest < IDLE ? IDLE_INTERVAL : Math.min(MOST_INTERVAL, Math.max(LEAST_INTERVAL, RULE_MILLISECONDS / busiest));
    const cost = this.#sweeps > 0 ? this.#sampler.spent / this.#sweeps : 0;
    this.#interval = Math.max(wanted, cost / MOST_COST);
    return this.#interval;
  }

  /** What the sampling has taken, ms. */
  get spent(): number {
    return this.#sampler.spent;
  }

  /** What it takes now; 100 is one core. */
  get samplingPercent(): number {
    return this.#sweeps > 0 ? (100 * this.#sampler.spent) / this.#sweeps / this.#interval : Number.NaN;
  }

  sweep(): void {
    this.#sweeps += 1;
    this.#sampler.sweep();
  }

  /** Looks for the processes where that is due, and marks what they have used. Once a second. */
  tend(): void {
    const now = this.#now();
    // The clock may be set back: then it is time too.
    const since = Math.abs(now - this.#lookedAt);
    if (since > this.#patience(now) || (this.#due && since > LOOK_AGAIN_MILLISECONDS)) this.#look(now);
    const serving = new Set(this.#serving());
    for (const watched of this.#byKey.values()) {
      this.#mark(watched, now);
      // Nobody asks for samples of a gateway: they would be kept without end.
      if (!serving.has(watched)) this.#sampler.take(watched.key);
    }
  }

  /** Who was there a moment ago is soon there again: looked for at ever longer intervals. */
  #patience(now: number): number {
    return Math.min(LOOK_MILLISECONDS, Math.max(LOOK_AGAIN_MILLISECONDS, (now - this.#lostAt) / 2));
  }

  /** Samples of a backend since they were last taken. */
  take(number: number): FineReadings | undefined {
    const watched = this.#all[number];
    return watched?.found === true ? this.#sampler.take(watched.key) : undefined;
  }

  /** Numbers of the backends whose CPU is read. */
  sampled(): readonly number[] {
    return this.#serving().map(({ number }) => number);
  }

  /** Whether requests that name these processes may be theirs on this host: -1 names nobody. */
  isHere(number: number): boolean {
    const watched = this.#all[number];
    return watched === undefined ? number !== ELSEWHERE_NUMBER : this.#roleOf(watched) === BACKEND;
  }

  /** Memory of all backends here. */
  rssBytes(): number {
    return this.#serving().reduce((sum, { pids }) => sum + pids.reduce((total, pid) => total + rssOf(this.#roots, pid), 0), 0);
  }

  /** Bytes that all backends here have read from and written to disks; NaN where that may not be read. */
  ioBytes(): number {
    return this.#serving().reduce((sum, { pids }) => sum + pids.reduce((total, pid) => total + ioOf(this.#roots, pid), 0), 0);
  }

  states(): readonly BackendState[] {
    const now = this.#now();
    return this.#live.filter((watched) => watched.heir === watched.number && this.#isShown(watched, now)).map((watched): BackendState => {
      const { number, site, title, pids, names, shares, marks } = watched;
      const [first, last] = [marks[0], marks.at(-1)];
      const span = first === undefined || last === undefined ? 0 : (last[0] - first[0]) * 1e6;
      const percent = (index: 1 | 2): number => (span > 0 && first !== undefined && last !== undefined ? (100 * (last[index] - first[index])) / span : Number.NaN);
      return {
        number, site, sites: this.#live.filter(({ heir }) => heir === number).map(({ site: each }) => each), address: title, role: this.#roleOf(watched), cpuPercent: percent(1), delayPercent: percent(2), rssBytes: pids.length === 0 ? Number.NaN : pids.reduce((sum, pid) => sum + rssOf(this.#roots, pid), 0),
        samplingMilliseconds: Math.round(this.#interval), samplingPercent: this.samplingPercent, pids: pids.map((pid) => ({ pid, name: names.get(pid) ?? safeText('?'), share: shares.get(pid) ?? 1 / pids.length })),
      };
    });
  }

  close(): void {
    this.#sampler.close();
  }

  get #live(): readonly Watched[] {
    return [...this.#byKey.values()];
  }

  #serving(): readonly Watched[] {
    return this.#live.filter((watched) => watched.heir === watched.number && this.#roleOf(watched) === BACKEND);
  }

  #roleOf({ number, type, found, alone }: Watched): number {
    if (!found) return type === 'address' && Number.isFinite(this.#lookedAt) ? ELSEWHERE : UNKNOWN;
    if (type !== 'log') return BACKEND;
    return alone && this.#live.every((other) => other.heir !== number || other.alone) ? BACKEND : GATEWAY;
  }

  #isShown({ type, found, usedAt }: Watched, now: number): boolean {
    return type !== 'pid' || found || now - usedAt < ENDED_MILLISECONDS;
  }

  #register(site: SafeText, key: SafeText, type: Watched['type'], pinned: boolean): number {
    const place = `${type} ${key}`;
    const known = this.#byKey.get(place);
    if (known !== undefined) return known.number;
    const number = this.#free.pop() ?? (this.#all.length < MOST_BACKENDS || pinned ? this.#all.length : -1);
    if (number < 0) return number;
    const watched: Watched = { number, site, key: place, type, alone: false, pinned, usedAt: this.#now(), heir: number, title: key, pids: [], found: false, names: new Map(), marks: [], shares: new Map(), usedBy: new Map() };
    this.#byKey.set(place, watched);
    this.#all[number] = watched;
    this.#due = true;
    return number;
  }

  /** Numbers of those that are gone for good. */
  #retire(now: number): void {
    for (const watched of this.#byKey.values()) {
      if (watched.pinned || watched.found || now - watched.usedAt < GONE_MILLISECONDS) continue;
      this.#byKey.delete(watched.key);
      this.#free.push(watched.number);
      this.#retired += 1;
    }
  }

  #look(now: number): void {
    this.#lookedAt = now;
    this.#due = false;
    this.#retire(now);
    const keys = (type: Watched['type']): string[] => [...this.#byKey.values()].filter((watched) => watched.type === type).map(keyOf);
    const { listeners, holders } = findListeners(this.#roots, keys('address'), keys('log'));
    for (const watched of this.#byKey.values()) {
      const key = keyOf(watched);
      const pids = watched.type === 'pid' ? this.#alive(key) : watched.type === 'log' ? holders.get(key) ?? [] : withWorkers(this.#roots, listeners.get(key) ?? []);
      if (pids.join() === watched.pids.join() && watched.found === pids.length > 0) continue;
      watched.pids = pids;
      if (watched.found && pids.length === 0) this.#lostAt = now;
      watched.found = pids.length > 0;
      watched.names = new Map(pids.map((pid) => [pid, nameOf(this.#roots, pid)]));
      if (watched.type !== 'address') watched.title = titleOf(watched, key);
      if (watched.found) this.#sampler.watch(watched.key, pids);
      else this.#sampler.forget(watched.key);
      watched.marks.length = 0;
    }
    this.#unite();
  }

  /** What is served, or written, by the same processes is one: else all that they use would be used twice. */
  #unite(): void {
    const first = new Map<string, number>();
    for (const watched of this.#byKey.values()) {
      // Programs that tell of themselves are told apart from what a gateway says of them: both count each request.
      const place = watched.found && watched.type !== 'pid' ? `${watched.type} ${watched.type === 'log' ? '' : watched.site} ${watched.pids.join()}` : `${watched.number}`;
      const heir = first.get(place) ?? watched.number;
      first.set(place, heir);
      watched.heir = heir;
      if (heir !== watched.number) this.#sampler.forget(watched.key);
      else if (watched.found && !this.#sampler.names.includes(watched.key)) this.#sampler.watch(watched.key, watched.pids);
    }
  }

  #alive(key: string): readonly number[] {
    const pid = Number(key.slice(4));
    return isThere(this.#roots, pid) ? [pid] : [];
  }

  #mark(watched: Watched, now: number): void {
    if (!watched.found || watched.heir !== watched.number) return;
    const { cpu, delay } = this.#sampler.used(watched.key);
    if ((watched.marks.at(-1)?.[0] ?? now) > now) watched.marks.length = 0;
    watched.marks.push([now, cpu, delay]);
    while (watched.marks.length > 2 && now - (watched.marks[0]?.[0] ?? now) > FIGURE_MILLISECONDS) watched.marks.shift();
    const used = this.#sampler.byProcess(watched.key);
    const grown = [...used].map(([pid, ns]): [number, number] => [pid, Math.max(0, ns - (watched.usedBy.get(pid) ?? ns))]);
    const sum = grown.reduce((total, [, ns]) => total + ns, 0);
    if (sum > 0) watched.shares = new Map(grown.map(([pid, ns]) => [pid, ns / sum]));
    watched.usedBy = used;
    // One of them has ended: others may have come in its place.
    if (watched.pids.some((pid) => !isThere(this.#roots, pid))) this.#due = true;
  }
}

/** The address, path or pid. */
const keyOf = ({ key, type }: Watched): string => key.slice(type.length + 1);

/** Who it is: of several processes of one service each has a row of its own. */
const titleOf = ({ names, type }: Watched, key: string): SafeText => safeText(names.size === 0 ? key : `${[...new Set(names.values())].join(', ')}${type === 'pid' ? ` (${key})` : ''}`);
