import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { processCount, startLoad } from './load.ts';
import { isAlive, median, type Usage, usageOf } from './measure.ts';
import { OURS, type Program } from './peers.ts';
import { markdown, report, round } from './report.ts';
import { inTmux, temporaryHome } from './terminal.ts';

export interface SteadyOptions {
  readonly programs: readonly Program[];
  readonly missing: readonly string[];
  readonly counts: readonly number[];
  readonly seconds: number;
  readonly warm: number;
  readonly rounds: number;
  /** All programs at once instead of one after the other: quicker, and noise is the same for all. */
  readonly together: boolean;
}

interface Reading {
  /** As many as were wanted, and as many as there were. */
  readonly processes: number;
  readonly found: number;
  readonly program: string;
  readonly cpuPercent: number;
  readonly rssMegabytes: number;
}

async function measureOne(program: Program, index: number, options: SteadyOptions): Promise<Omit<Reading, 'processes' | 'found'>> {
  const home = temporaryHome();
  program.prepare?.(home);
  const terminal = inTmux(program.command, home, `bench-${process.pid}-${index}`);
  try {
    await sleep(options.warm * 1000);
    const before: Usage = usageOf(terminal.pid);
    const begun = performance.now();
    await sleep(options.seconds * 1000);
    const after = usageOf(terminal.pid);
    const elapsed = performance.now() - begun;
    if (!isAlive(terminal.pid)) throw new Error(`${program.name} ended by itself`);
    return { program: program.name, cpuPercent: ((after.cpuMilliseconds - before.cpuMilliseconds) / elapsed) * 100, rssMegabytes: after.rssBytes / 1024 ** 2 };
  } finally {
    await terminal.close();
  }
}

/** What each program costs while nobody does anything: share of a core, memory. */
export async function measureSteady(options: SteadyOptions): Promise<void> {
  const { programs, missing, counts, rounds } = options;
  const readings: Reading[] = [];
  for (const wanted of counts) {
    const load = await startLoad(wanted);
    try {
      for (let turn = 0; turn < rounds; turn += 1) {
        const take = async (program: Program, index: number): Promise<void> => {
          const reading = { processes: wanted, found: processCount(), ...(await measureOne(program, index, options)) };
          readings.push(reading);
          process.stderr.write(`${reading.found} processes, round ${turn + 1}: ${reading.program} ${reading.cpuPercent.toFixed(2)} % ${reading.rssMegabytes.toFixed(0)} MB (load ${(loadavg()[0] ?? 0).toFixed(1)})\n`);
        };
        if (options.together) await Promise.all(programs.map(take));
        else for (const [index, program] of programs.entries()) await take(program, index);
      }
    } finally {
      await load.close();
    }
  }
  const of = (wanted: number, name: string) => readings.filter(({ processes, program }) => processes === wanted && program === name);
  const rows = counts.flatMap((wanted) => {
    const own = median(of(wanted, OURS).map(({ cpuPercent }) => cpuPercent));
    return programs.map(({ name }) => {
      const cpu = of(wanted, name).map(({ cpuPercent }) => cpuPercent);
      const rss = median(of(wanted, name).map(({ rssMegabytes }) => rssMegabytes));
      return [wanted, name, round(median(cpu), 2), `${round(Math.min(...cpu), 2)} to ${round(Math.max(...cpu), 2)}`, Number.isNaN(own) ? '' : round(median(cpu) / own, 2), round(rss, 1)];
    });
  });
  const skipped = missing.length === 0 ? '' : `\n\nNot installed here, so not measured: ${missing.join(', ')}.`;
  const table = markdown(['processes', 'program', '% of a core (median)', 'range', 'times ours', 'RSS MB'], rows) + skipped;
  report('live', `The live monitor at 1 Hz, 200x60, ${options.warm} s of warm-up, ${rounds} x ${options.seconds} s`, table, { readings });
}
