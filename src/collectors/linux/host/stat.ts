import { FrameBuilder } from '../../../model/frame.ts';
import { cpu } from '../../../model/kinds/host-parts.ts';
import type { HostCollector } from '../../collector.ts';
import { increase, known, percentOf, perSecond, rememberLast, toCount, toCountOrZero, wordsOf } from '../rates.ts';
import { readText } from '../read.ts';

/** Clock ticks that one CPU, or all of them, spent. */
export interface CpuTimes {
  /** In programs: user and nice, which hold the time of guests already. */
  readonly user: number;
  /** In the kernel: system, irq and softirq. */
  readonly system: number;
  readonly idle: number;
  readonly iowait: number;
  readonly steal: number;
}

export interface Stat {
  readonly all: CpuTimes | undefined;
  /** By CPU number; only those that are online. */
  readonly cpus: ReadonlyMap<number, CpuTimes>;
  /** Counters since boot; NaN if not given. */
  readonly contextSwitches: number;
  readonly forks: number;
  /** Seconds since the epoch; NaN if not given. */
  readonly bootTime: number;
}

/** user nice system idle iowait irq softirq steal guest guest_nice: the later ones came with later kernels. */
function parseTimes(words: readonly string[]): CpuTimes {
  const at = (index: number): number => toCountOrZero(words[index]);
  return { user: at(1) + at(2), system: at(3) + at(6) + at(7), idle: at(4), iowait: at(5), steal: at(8) };
}

/** /proc/stat, proc_stat(5). */
export function parseStat(text: string): Stat {
  let all: CpuTimes | undefined;
  const cpus = new Map<number, CpuTimes>();
  let contextSwitches = Number.NaN;
  let forks = Number.NaN;
  let bootTime = Number.NaN;
  for (const line of text.split('\n')) {
    // The lines of interrupts have thousands of words and nothing for us.
    if (line.startsWith('intr') || line.startsWith('softirq')) continue;
    const words = wordsOf(line);
    const name = words[0] ?? '';
    if (name === 'cpu') all = parseTimes(words);
    else if (name === 'ctxt') contextSwitches = toCount(words[1]);
    else if (name === 'processes') forks = toCount(words[1]);
    else if (name === 'btime') bootTime = toCount(words[1]);
    else if (name.startsWith('cpu')) {
      const id = toCount(name.slice(3));
      if (!Number.isNaN(id)) cpus.set(id, parseTimes(words));
    }
  }
  return { all, cpus, contextSwitches, forks, bootTime };
}

/** How the time between two readings was spent, in percent of it. */
export function cpuShares(now: CpuTimes, before: CpuTimes) {
  const user = increase(now.user, before.user);
  const system = increase(now.system, before.system);
  const iowait = increase(now.iowait, before.iowait);
  const steal = increase(now.steal, before.steal);
  const whole = user + system + iowait + steal + increase(now.idle, before.idle);
  return {
    usedPercent: percentOf(user + system + steal, whole),
    userPercent: percentOf(user, whole),
    systemPercent: percentOf(system, whole),
    iowaitPercent: percentOf(iowait, whole),
    stealPercent: percentOf(steal, whole),
  };
}

function allShares(now: CpuTimes | undefined, before: CpuTimes | undefined) {
  if (now === undefined || before === undefined) return {};
  const { usedPercent, ...rest } = cpuShares(now, before);
  return { cpuPercent: usedPercent, ...rest };
}

export const stat: HostCollector = {
  name: 'stat',
  start: (roots) => {
    const remember = rememberLast<Stat>();
    return (tick) => {
      const now = parseStat(readText(`${roots.proc}/stat`));
      const before = remember(now, tick.monotonic);
      const frame = new FrameBuilder(cpu);
      for (const [id, times] of now.cpus) {
        const earlier = before?.reading.cpus.get(id);
        frame.add(earlier === undefined ? { id } : { id, ...cpuShares(times, earlier) });
      }
      const rates = before === undefined ? {} : {
        ...allShares(now.all, before.reading.all),
        ...known({
          forksPerSecond: perSecond(now.forks, before.reading.forks, before.seconds),
          contextSwitchesPerSecond: perSecond(now.contextSwitches, before.reading.contextSwitches, before.seconds),
        }),
      };
      const cpuCount = now.cpus.size === 0 ? Number.NaN : now.cpus.size;
      return { host: { ...known({ cpuCount, bootTime: now.bootTime }), ...rates }, frames: [frame.build()] };
    };
  },
};
