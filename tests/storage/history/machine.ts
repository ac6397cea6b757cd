import { FrameBuilder } from '../../../src/model/frame.ts';
import { cpu } from '../../../src/model/kinds/host-parts.ts';
import { host } from '../../../src/model/kinds/host.ts';
import { process as processKind } from '../../../src/model/kinds/process.ts';
import { safeText } from '../../../src/model/safe-text.ts';
import { Snapshot } from '../../../src/model/snapshot.ts';
import type { Tiers } from '../../../storage/history/tiers.ts';
import { DEFAULT_TIERS } from '../../../storage/history/tiers.ts';
import { HistoryWriter } from '../../../storage/history/writer.ts';
import { NAME } from './support.ts';

/** One process at one tick; NaN is not known. */
export interface Sample {
  readonly pid: number;
  readonly startTime: number;
  readonly group: string;
  readonly user: string;
  readonly container: string;
  readonly cpuPercent: number;
  readonly rssBytes: number;
  readonly readBytesPerSecond: number;
}

export interface Tick {
  readonly time: number;
  readonly processes: readonly Sample[];
}

/** Mulberry32: numbers from 0 to 1 that follow from the seed alone. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Plan {
  readonly seed: number;
  readonly from: number;
  readonly ticks: number;
  readonly intervalMilliseconds: number;
  readonly processes: number;
  /** How often nothing is recorded for a while, as a part of the ticks. */
  readonly gaps?: number;
}

/** Ticks of processes that are born and die, with values that are not known, and gaps in which nothing was recorded. */
export function generate({ seed, from, ticks, intervalMilliseconds, processes, gaps = 0.004 }: Plan): Tick[] {
  const random = seeded(seed);
  let pid = 0;
  const born = (time: number): { pid: number; startTime: number; place: number; pages: number } => {
    pid += 1;
    return { pid, startTime: Math.floor(time / 1000), place: Math.floor(random() * 5), pages: 100 + Math.floor(random() * 1000) };
  };
  let alive = Array.from({ length: processes }, () => born(from));
  let time = from;
  return Array.from({ length: ticks }, () => {
    time += intervalMilliseconds;
    if (random() < gaps) time += Math.floor((5 + random() * 200)) * intervalMilliseconds;
    alive = alive.filter(() => random() > 0.01);
    while (alive.length < processes && random() < 0.5) alive.push(born(time));
    return {
      time,
      processes: alive.map((each) => {
        each.pages += Math.floor(random() * 5);
        const works = random() < 0.3;
        return {
          pid: each.pid, startTime: each.startTime, group: `group-${each.place}`, user: each.place % 2 === 0 ? 'root' : 'ann', container: each.place < 2 ? `unit-${each.place}.service` : '',
          cpuPercent: works ? Math.floor(random() * 2000) / 10 : random() < 0.05 ? Number.NaN : 0,
          rssBytes: random() < 0.02 ? Number.NaN : each.pages * 4096,
          readBytesPerSecond: random() < 0.3 ? Number.NaN : works ? Math.floor(random() * 1e6) : 0,
        };
      }),
    };
  });
}

export const CPUS = 4;
export const MEMORY_BYTES = 16 * 1024 ** 3;

export function snapshotAt({ time, processes }: Tick): Snapshot {
  const rows = new FrameBuilder(processKind);
  for (const { group, user, container, ...numbers } of processes) rows.add({ ...numbers, group: safeText(group), user: safeText(user), container: safeText(container), name: safeText(group) });
  const cpus = new FrameBuilder(cpu);
  for (let id = 0; id < CPUS; id += 1) cpus.add({ id, usedPercent: 10 * id });
  const hosts = new FrameBuilder(host);
  hosts.add({ name: safeText('here'), cpuPercent: 25, memoryTotalBytes: MEMORY_BYTES });
  return new Snapshot(time, 10, [rows.build(), cpus.build(), hosts.build()], []);
}

interface Breaks {
  /** Whether the writer ends before that tick, and another one takes over. */
  readonly breakBefore?: (tick: number) => boolean;
  /** Whether history is tended after that tick. */
  readonly tendAfter?: (tick: number) => boolean;
  readonly tiers?: Tiers;
}

/** Records those ticks; with breaks, what a writer had in memory is gone at each of them, as after a kill. */
export async function recordAll(folder: string, ticks: readonly Tick[], { breakBefore = () => false, tendAfter = () => true, tiers = DEFAULT_TIERS }: Breaks = {}): Promise<void> {
  let writer = await HistoryWriter.open(folder, NAME, tiers);
  for (const [index, tick] of ticks.entries()) {
    if (breakBefore(index)) {
      writer.close();
      writer = await HistoryWriter.open(folder, NAME, tiers);
    }
    if (!writer.record(snapshotAt(tick))) throw new Error(writer.trouble ?? 'not recorded');
    while (tendAfter(index) && writer.tend(tick.time)) { /* Until there is nothing to do. */ }
    if (writer.trouble !== undefined) throw new Error(writer.trouble);
  }
  writer.close();
}

/** Seconds that each tick stands for. */
export const secondsOfTicks = (ticks: readonly Tick[], intervalMilliseconds: number): number[] => ticks.map(({ time }, index) => {
  const step = time - (ticks[index - 1]?.time ?? Number.NaN);
  return (step <= 4 * intervalMilliseconds ? step : intervalMilliseconds) / 1000;
});

export type By = 'group' | 'user' | 'container';
export type Measured = 'cpuPercent' | 'rssBytes' | 'readBytesPerSecond';
export const MEASURED: readonly Measured[] = ['cpuPercent', 'rssBytes', 'readBytesPerSecond'];

/** What an entity used at the ticks of a period at which it was known, worked out plainly. */
export interface Plain {
  readonly values: number[];
  seconds: number;
  integral: number;
  most: number;
  mostAt: number;
}

/** Totals of each tick of `from` <= time < `to`, by entity and field. */
export function plainTallies(ticks: readonly Tick[], intervalMilliseconds: number, by: By, from: number, to: number): Map<string, Plain> {
  const seconds = secondsOfTicks(ticks, intervalMilliseconds);
  const found = new Map<string, Plain>();
  ticks.forEach(({ time, processes }, index) => {
    if (time < from || time >= to) return;
    const sums = new Map<string, number>();
    const add = (entity: string, field: string, value: number): void => {
      const key = `${entity}/${field}`;
      if (entity !== '' && !Number.isNaN(value)) sums.set(key, (sums.get(key) ?? 0) + value);
    };
    for (const each of processes) {
      add(each[by], 'processes', 1);
      for (const field of MEASURED) add(each[by], field, each[field]);
    }
    for (const [key, sum] of sums) {
      const plain = found.get(key) ?? { values: [], seconds: 0, integral: 0, most: Number.NEGATIVE_INFINITY, mostAt: Number.NaN };
      plain.values.push(sum);
      plain.seconds += seconds[index] ?? 0;
      plain.integral += sum * (seconds[index] ?? 0);
      if (sum > plain.most) {
        plain.most = sum;
        plain.mostAt = time;
      }
      found.set(key, plain);
    }
  });
  return found;
}

/** The value below which a part of them lies, by nearest rank. */
export function exactQuantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.max(1, Math.ceil(q * sorted.length)) - 1] ?? Number.NaN;
}
