import { spawn } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { fineCpuMilliseconds, median, quantile, usageOf } from '../live/measure.ts';
import { type Cell, markdown, report, round } from '../live/report.ts';
import { makeRules } from './rules.ts';
import { WatchBench } from './watch-bench.ts';

const BUILT = fileURLToPath(new URL('../../dist/pyprocwatch.mjs', import.meta.url));
/** The first ticks read everything once and compile the code. */
const WARM_SECONDS = 45;
const MARK = 'marked-';
const MARKED_RULE = `- alert: Marked\n  when: process.up{name=~"${MARK}.*"}\n`;

export interface WatchCost {
  readonly processes: number;
  readonly rules: number;
  readonly seconds: number;
  readonly trials: number;
  /** Another build of dist/pyprocwatch.mjs. */
  readonly program?: string | undefined;
}

interface Cost {
  readonly name: string;
  readonly percentOfCore: number;
  readonly mainPercent: number;
  readonly rssMegabytes: number;
  /** Of evaluations, ms; empty where none are made. */
  readonly evaluations: readonly number[];
}

/** `watch` with rules beside `record` on a machine of many processes, and how soon a webhook hears of what begins there. */
export async function measureWatchCost(options: WatchCost): Promise<void> {
  const costs: Cost[] = [];
  const latencies: { readonly interval: number; readonly milliseconds: readonly number[] }[] = [];
  for (const name of ['watch', 'record'] as const) costs.push(await costOf(name, options));
  for (const interval of [1, 5]) latencies.push({ interval, milliseconds: await latencyOf(interval, options) });
  const costRows = costs.map(({ name, percentOfCore, mainPercent, rssMegabytes, evaluations }): Cell[] => [
    name, round(percentOfCore, 2), round(mainPercent, 2), round(rssMegabytes, 1), ...(evaluations.length === 0 ? ['-', '-'] : [round(median(evaluations), 1), round(Math.max(...evaluations), 1)]),
  ]);
  const latencyRows = latencies.map(({ interval, milliseconds }): Cell[] => [interval, milliseconds.length, ...[0.5, 0.95, 1].map((share) => Math.round(quantile(milliseconds, share))), interval * 1000 + 1000]);
  const text = [
    markdown(['program', '% of a core', 'of it the main thread', 'RSS MB', 'evaluation ms, median', 'most'], costRows),
    'From the start of a process to the arrival of the webhook that tells of it, `groupWait` 0:',
    markdown(['interval s', 'trials', 'ms, median', 'p95', 'most', 'goal of p95'], latencyRows),
  ].join('\n\n');
  report('alerts-watch', `pyprocwatch watch: ${options.rules} rules, ${options.processes} processes, a sample each 5 s, ${options.seconds} s`, text, { options: { ...options, program: undefined }, costs, latencies });
}

async function costOf(name: 'watch' | 'record', { processes, rules, seconds, program = BUILT }: WatchCost): Promise<Cost> {
  await using bench = await WatchBench.start({ processes, rules: makeRules(rules), interval: 5, command: name, program });
  await sleep(WARM_SECONDS * 1000);
  const { pid } = bench;
  const [before, mainBefore, began] = [fineCpuMilliseconds(pid), threadMilliseconds(pid, pid), performance.now()];
  await sleep(seconds * 1000);
  const took = performance.now() - began;
  const [used, main] = [fineCpuMilliseconds(pid) - before, threadMilliseconds(pid, pid) - mainBefore];
  const rssMegabytes = usageOf(pid).rssBytes / 1e6;
  // Asked for afterwards: to write /metrics costs something too.
  const evaluations: number[] = [];
  const asked = name === 'watch' ? 12 : 0;
  for (let count = 0; count < asked; count += 1) {
    const text = await (await fetch(`http://127.0.0.1:${bench.port}/metrics`)).text();
    evaluations.push(Number(/^pyprocwatch_evaluation_seconds (\S+)$/m.exec(text)?.[1]) * 1000);
    await sleep(5000);
  }
  return { name, percentOfCore: (used / took) * 100, mainPercent: (main / took) * 100, rssMegabytes, evaluations };
}

const threadMilliseconds = (pid: number, thread: number): number => Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'latin1').split(' ')[0]) / 1e6;

/** Starts a marked process again and again, at no rhythm that samples have. */
async function latencyOf(interval: number, { processes, rules, trials, program = BUILT }: WatchCost): Promise<number[]> {
  await using bench = await WatchBench.start({ processes, rules: makeRules(rules) + MARKED_RULE, interval, command: 'watch', program });
  await sleep(WARM_SECONDS * 1000);
  const started = new Map<string, number>();
  const milliseconds: number[] = [];
  bench.onMessage = (body) => {
    const at = performance.now();
    const { data }: { data: { status: string; groupLabels: Record<string, string> } } = JSON.parse(body);
    const begun = started.get(data.groupLabels['name'] ?? '');
    if (data.status === 'firing' && begun !== undefined) milliseconds.push(at - begun);
  };
  for (let trial = 0; trial < trials; trial += 1) {
    const name = `${MARK}${trial}`;
    symlinkSync('/bin/sleep', join(bench.home, name));
    started.set(name, performance.now());
    const child = spawn('nsenter', ['-t', String(bench.pid), '-p', '--', join(bench.home, name), '60'], { stdio: 'ignore' });
    child.on('error', (error) => {
      throw error;
    });
    await sleep(700 + Math.random() * 1300);
  }
  await sleep(interval * 2000 + 2000);
  if (milliseconds.length !== trials) throw new Error(`${milliseconds.length} of ${trials} were told`);
  return milliseconds;
}
