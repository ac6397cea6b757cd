import { Frame, FrameBuilder, type Texts } from '../../src/model/frame.ts';
import { cpu, disk } from '../../src/model/kinds/host-parts.ts';
import { host } from '../../src/model/kinds/host.ts';
import { process as processKind } from '../../src/model/kinds/process.ts';
import { safeText } from '../../src/model/safe-text.ts';
import { Snapshot } from '../../src/model/snapshot.ts';
import { DEFAULT_TIERS } from '../../storage/history/tiers.ts';
import { HistoryWriter } from '../../storage/history/writer.ts';
import { Random } from '../leaks/random.ts';

/** So many processes are of one program. */
const OF_A_PROGRAM = 6;
/** Every so many ticks one process ends and another takes its place. */
const LIFE_TICKS = 30;
/** Part of the processes that works at a time. */
const BUSY = 0.15;

interface Process {
  readonly pid: number;
  readonly startTime: number;
  readonly texts: Texts;
  pages: number;
  cpuSeconds: number;
  reads: boolean;
}

/** A machine with so many processes: most sleep, some work, one ends now and then. */
class Machine {
  readonly #random = new Random(6);
  readonly #processes: Process[];
  #pid = 100;

  constructor(count: number, now: number) {
    this.#processes = Array.from({ length: count }, (_, index) => this.#start(index, now));
  }

  #start(index: number, now: number): Process {
    this.#pid += 1;
    const program = Math.floor(index / OF_A_PROGRAM);
    const words: Readonly<Record<string, string>> = {
      user: ['root', 'www-data', 'postgres', 'ann'][program % 4] ?? '', group: `program-${program}`, container: program % 3 === 0 ? `service-${program}.service` : '',
      name: `program-${program}`, command: `/usr/bin/program-${program} --worker ${index}`,
    };
    return { pid: this.#pid, startTime: now / 1000, texts: processKind.texts.map((name) => safeText(words[name] ?? '')), pages: 2000 + Math.floor(this.#random.next() * 50_000), cpuSeconds: 0, reads: this.#random.next() < 0.3 };
  }

  tick(time: number, tick: number, seconds: number): Snapshot {
    const random = (): number => this.#random.next();
    if (tick % LIFE_TICKS === 0) {
      const index = Math.floor(random() * this.#processes.length);
      this.#processes[index] = this.#start(index, time);
    }
    const count = this.#processes.length;
    const numbers = new Float64Array(processKind.numbers.length * count).fill(Number.NaN);
    const column = (name: (typeof processKind.numbers)[number]): number => processKind.numbers.indexOf(name) * count;
    const [pid, start, state, percent, rss, memory, read, write, threads, used, nice] = [column('pid'), column('startTime'), column('state'), column('cpuPercent'), column('rssBytes'), column('memoryPercent'), column('readBytesPerSecond'), column('writeBytesPerSecond'), column('threads'), column('cpuSeconds'), column('nice')];
    this.#processes.forEach((each, row) => {
      const works = random() < BUSY;
      const share = works ? Math.round(random() ** 3 * 1000) / 10 : 0;
      if (works && random() < 0.3) each.pages += Math.floor((random() - 0.48) * 200);
      each.cpuSeconds += (share / 100) * seconds;
      numbers[pid + row] = each.pid;
      numbers[start + row] = each.startTime;
      numbers[state + row] = works ? 1 : 2;
      numbers[percent + row] = share;
      numbers[rss + row] = each.pages * 4096;
      numbers[memory + row] = each.pages / 40_000;
      numbers[read + row] = works && each.reads ? Math.floor(random() * 1e6) : 0;
      numbers[write + row] = works && each.reads ? Math.floor(random() * 1e5) : 0;
      numbers[threads + row] = 1 + (row % 9);
      numbers[used + row] = each.cpuSeconds;
      numbers[nice + row] = 0;
    });
    const cpus = new FrameBuilder(cpu);
    for (let id = 0; id < 8; id += 1) cpus.add({ id, usedPercent: Math.round(random() * 1000) / 10 });
    const hosts = new FrameBuilder(host);
    hosts.add({ name: safeText('bench'), cpuCount: 8, cpuPercent: random() * 100, memoryTotalBytes: 64 * 1024 ** 3, memoryUsedBytes: 20 * 1024 ** 3 + Math.floor(random() * 1024 ** 3), load1: random() * 4 });
    const disks = new FrameBuilder(disk);
    disks.add({ name: safeText('nvme0n1'), readBytesPerSecond: Math.floor(random() * 1e7), busyPercent: Math.round(random() * 300) / 10 });
    return new Snapshot(time, seconds, [new Frame(processKind, count, numbers, this.#processes.map(({ texts }) => texts)), hosts.build(), cpus.build(), disks.build()], []);
  }
}

export interface Stretch {
  readonly hours: number;
  readonly intervalSeconds: number;
}

/** Records stretches of time that end at `end`, as a writer does, with what keeps the history small. */
export async function recordStore(folder: string, processes: number, stretches: readonly Stretch[], end: number, tell: (text: string) => void = () => undefined): Promise<void> {
  const writer = await HistoryWriter.open(folder, { pid: process.pid, command: 'bench', since: end }, DEFAULT_TIERS);
  let time = end - stretches.reduce((sum, { hours }) => sum + hours, 0) * 3_600_000;
  const machine = new Machine(processes, time);
  let [tick, tended] = [0, 0];
  for (const { hours, intervalSeconds } of stretches) {
    const until = time + hours * 3_600_000;
    for (; time < until; time += intervalSeconds * 1000) {
      if (!writer.record(machine.tick(time, tick, intervalSeconds))) throw new Error(writer.trouble ?? 'not recorded');
      while (writer.tend(time)) tended += 1;
      tick += 1;
      if (tick % 5000 === 0) tell(`${tick} ticks, ${tended} chunks made into minutes and hours`);
    }
  }
  writer.close();
}
