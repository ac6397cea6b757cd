import { readFileSync } from 'node:fs';
import type { Roots } from '../../collectors/collector.ts';
import { FineSampler, type FineReadings } from '../../collectors/linux/backends/fine-sampler.ts';
import { findListeners } from '../../collectors/linux/backends/find-listeners.ts';
import { PAGE_BYTES } from '../../collectors/linux/processes/page-size.ts';
import { BACKEND_ROLES } from '../../model/kinds/backend.ts';
import { type SafeText, safeText } from '../../model/safe-text.ts';
import type { BackendState } from './backend-state.ts';

/** Workers come and go: looked for this often; at once when one has ended or an address is new. */
const LOOK_MILLISECONDS = 30_000;
const LOOK_AGAIN_MILLISECONDS = 2000;
/** Over how long CPU is told. */
const FIGURE_MILLISECONDS = 10_000;
/** What sampling may cost: a part of a core. */
const MOST_COST = 0.01;
const LEAST_INTERVAL = 10;
const MOST_INTERVAL = 100;
/** Requests of the busiest process within one interval, by the interval rule: 1500 ms divided by its requests a second. */
const RULE_MILLISECONDS = 1500;

const [UNKNOWN, BACKEND, GATEWAY, ELSEWHERE] = [0, BACKEND_ROLES.indexOf('backend'), BACKEND_ROLES.indexOf('gateway'), BACKEND_ROLES.indexOf('elsewhere')];

interface Watched {
  readonly number: number;
  readonly site: SafeText;
  /** As the log has it; of a gateway the path of its log; of a process its pid. */
  readonly key: string;
  readonly type: 'address' | 'log' | 'pid';
  /** A gateway whose log names nobody behind it serves by itself. */
  alone: boolean;
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
  #interval = MOST_INTERVAL;
  #sweeps = 0;

  constructor(roots: Roots, now: () => number) {
    this.#roots = roots;
    this.#now = now;
    this.#sampler = new FineSampler(roots, now);
  }

  /** The number of the processes that listen at an address, as a log has it. */
  atAddress(site: SafeText, address: SafeText): number {
    return this.#register(site, address, 'address').number;
  }

  /** The number of the processes that write a log. */
  writing(site: SafeText, path: SafeText): number {
    return this.#register(site, path, 'log').number;
  }

  /** The number of one process by its pid. */
  process(site: SafeText, pid: number): number {
    return this.#register(site, safeText(`pid ${pid}`), 'pid').number;
  }

  /** Whether who writes the log serves its requests by itself. */
  alone(number: number, alone: boolean): void {
    const watched = this.#all[number];
    if (watched !== undefined) watched.alone = alone;
  }

  /** ms to the next sweep: by the requests of the busiest process a second, and by what a sweep costs. */
  interval(busiest: number): number {
    const wanted = Math.min(MOST_INTERVAL, Math.max(LEAST_INTERVAL, RULE_MILLISECONDS / Math.max(1, busiest)));
    const cost = this.#sweeps > 0 ? this.#sampler.spent / this.#sweeps : 0;
    this.#interval = Math.max(wanted, cost / MOST_COST);
    return this.#interval;
  }

  /** What the sampling has taken, ms. */
  get spent(): number {
    return this.#sampler.spent;
  }

  sweep(): void {
    this.#sweeps += 1;
    this.#sampler.sweep();
  }

  /** Looks for the processes where that is due, and marks what they have used. Once a second. */
  tend(): void {
    const now = this.#now();
    const since = now - this.#lookedAt;
    if (since > LOOK_MILLISECONDS || (this.#due && since > LOOK_AGAIN_MILLISECONDS)) this.#look(now);
    for (const watched of this.#all) this.#mark(watched, now);
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
    return watched === undefined || this.#roleOf(watched) === BACKEND;
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
    return this.#all.map((watched): BackendState => {
      const { number, site, title, pids, names, shares, marks } = watched;
      const [first, last] = [marks[0], marks.at(-1)];
      const span = first === undefined || last === undefined ? 0 : (last[0] - first[0]) * 1e6;
      const percent = (index: 1 | 2): number => (span > 0 && first !== undefined && last !== undefined ? (100 * (last[index] - first[index])) / span : Number.NaN);
      return {
        number, site, address: title, role: this.#roleOf(watched), cpuPercent: percent(1), delayPercent: percent(2), rssBytes: pids.length === 0 ? Number.NaN : pids.reduce((sum, pid) => sum + rssOf(this.#roots, pid), 0),
        samplingMilliseconds: Math.round(this.#interval), pids: pids.map((pid) => ({ pid, name: names.get(pid) ?? safeText('?'), share: shares.get(pid) ?? 1 / pids.length })),
      };
    });
  }

  close(): void {
    this.#sampler.close();
  }

  #serving(): readonly Watched[] {
    return this.#all.filter((watched) => this.#roleOf(watched) === BACKEND);
  }

  #roleOf({ type, found, alone }: Watched): number {
    if (!found) return type === 'address' && Number.isFinite(this.#lookedAt) ? ELSEWHERE : UNKNOWN;
    return type === 'log' && !alone ? GATEWAY : BACKEND;
  }

  #register(site: SafeText, key: SafeText, type: Watched['type']): Watched {
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const watched: Watched = { number: this.#all.length, site, key, type, alone: false, title: key, pids: [], found: false, names: new Map(), marks: [], shares: new Map(), usedBy: new Map() };
    this.#byKey.set(key, watched);
    this.#all.push(watched);
    this.#due = true;
    return watched;
  }

  #look(now: number): void {
    this.#lookedAt = now;
    this.#due = false;
    const keys = (type: Watched['type']): string[] => this.#all.filter((watched) => watched.type === type).map(({ key }) => key);
    const { listeners, holders } = findListeners(this.#roots, keys('address'), keys('log'));
    for (const watched of this.#all) {
      const pids = watched.type === 'pid' ? this.#alive(watched.key) : (watched.type === 'address' ? listeners : holders).get(watched.key) ?? [];
      if (pids.join() === watched.pids.join() && watched.found === pids.length > 0) continue;
      watched.pids = pids;
      watched.found = pids.length > 0;
      watched.names = new Map(pids.map((pid) => [pid, nameOf(this.#roots, pid)]));
      if (watched.type !== 'address') watched.title = safeText([...new Set(watched.names.values())].join(', ') || watched.key);
      if (watched.found) this.#sampler.watch(watched.key, pids);
      else this.#sampler.forget(watched.key);
      watched.marks.length = 0;
    }
  }

  #alive(key: string): readonly number[] {
    const pid = Number(key.slice(4));
    return isThere(this.#roots, pid) ? [pid] : [];
  }

  #mark(watched: Watched, now: number): void {
    if (!watched.found) return;
    const { cpu, delay } = this.#sampler.used(watched.key);
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

const read = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};

const nameOf = ({ proc }: Roots, pid: number): SafeText => safeText(read(`${proc}/${pid}/comm`)?.trimEnd() ?? '?');
const isThere = ({ proc }: Roots, pid: number): boolean => read(`${proc}/${pid}/comm`) !== undefined;

function rssOf(roots: Roots, pid: number): number {
  const pages = Number(read(`${roots.proc}/${pid}/statm`)?.split(' ')[1] ?? 0);
  return pages * PAGE_BYTES;
}

/** read_bytes and write_bytes of proc_pid_io(5), which only its owner and root may read. */
function ioOf({ proc }: Roots, pid: number): number {
  const text = read(`${proc}/${pid}/io`);
  if (text === undefined) return Number.NaN;
  const field = (name: string): number => Number(new RegExp(`^${name}: (\\d+)`, 'm').exec(text)?.[1] ?? Number.NaN);
  return field('read_bytes') + field('write_bytes');
}
