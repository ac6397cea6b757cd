import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AttachedTimeline } from '../../src/engine/attach/attached-timeline.ts';
import { SnapshotServer } from '../../src/engine/attach/server.ts';
import { LiveTimeline } from '../../src/engine/live-timeline.ts';
import { processCount, startLoad } from './load.ts';
import { median } from './measure.ts';
import { markdown, report, round } from './report.ts';

/** What it costs a service that screens attach, and a screen that it follows instead of sampling: CPU of the threads in question, medians of rounds. */
const VERSION = 'bench';
const INTERVAL = 250;
const SAMPLES = 40;
const WARM = 8;
const ROUNDS = 5;
const CLIENTS = [0, 1, 4, 16];

type Watched = Pick<LiveTimeline, 'subscribe'>;

/** Waits for so many samples; gives the CPU that `clock` counted for each, in ms. */
async function cost(timeline: Watched, samples: number, clock: () => NodeJS.CpuUsage): Promise<number> {
  const before = clock();
  await new Promise<void>((resolve) => {
    let left = samples;
    const unsubscribe = timeline.subscribe(() => {
      left -= 1;
      if (left > 0) return;
      unsubscribe();
      // What is still to be sent of the last one belongs to it.
      setTimeout(resolve, INTERVAL / 2);
    });
  });
  const after = clock();
  return (after.user + after.system - before.user - before.system) / 1000 / samples;
}

/** A screen without a terminal, in a process of its own. Sends what a sample cost it. */
async function client(path: string): Promise<void> {
  const timeline = await AttachedTimeline.attach({
    path, version: VERSION, historyFolder: '', intervalMilliseconds: INTERVAL, patience: 5000,
    takeOver: () => {
      throw new Error('the service went away');
    },
  });
  if (timeline === undefined) throw new Error('nobody serves');
  process.on('disconnect', () => process.exit());
  await cost(timeline, WARM, () => process.cpuUsage());
  process.send?.(await cost(timeline, SAMPLES, () => process.cpuUsage()));
}

async function measure(count: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'pyprocwatch-bench-'));
  const load = await startLoad(count);
  const timeline = new LiveTimeline({ source: 'linux', sourceOptions: { roots: { proc: '/proc', sys: '/sys' }, redact: [], oneShot: false }, intervalMilliseconds: INTERVAL });
  const path = join(folder, 'watch.sock');
  const server = await SnapshotServer.open(path, timeline, { version: VERSION, intervalMilliseconds: INTERVAL });
  timeline.subscribe((snapshot) => server.publish(snapshot));
  const main = new Map<number, number[]>(CLIENTS.map((clients) => [clients, []]));
  const [whole, screens]: [number[], number[]] = [[], []];
  try {
    for (let turn = 0; turn < ROUNDS; turn += 1) {
      for (const clients of CLIENTS) {
        const children = Array.from({ length: clients }, () => fork(fileURLToPath(import.meta.url), ['--client', path]));
        const told = children.map(async (child) => {
          const [message]: unknown[] = await once(child, 'message');
          if (typeof message === 'number') screens.push(message);
        });
        while (server.clients < clients) await cost(timeline, 1, () => process.cpuUsage());
        await cost(timeline, WARM, () => process.cpuUsage());
        const [thread, all] = await Promise.all([cost(timeline, SAMPLES, () => process.threadCpuUsage()), cost(timeline, SAMPLES, () => process.cpuUsage())]);
        main.get(clients)?.push(thread);
        if (clients === 0) whole.push(all);
        await Promise.all(told);
        for (const child of children) child.disconnect();
        while (server.clients > 0) await cost(timeline, 1, () => process.cpuUsage());
        process.stderr.write(`round ${turn + 1}, ${clients} clients: ${thread.toFixed(2)} ms of the main thread a sample\n`);
      }
    }
    const found = processCount();
    const base = median(main.get(0) ?? []);
    const rows = CLIENTS.map((clients) => [clients, round(median(main.get(clients) ?? []), 2), clients === 0 ? '' : round((median(main.get(clients) ?? []) - base) / clients, 2)]);
    const table = `${markdown(['screens', 'service, main thread, CPU ms a sample', 'a screen'], rows)}\n\nA screen that follows: ${round(median(screens), 2)} ms a sample, without drawing. One that samples: ${round(median(whole), 2)} ms, both threads.`;
    report('attach', `Screens beside a service, ${found} processes`, table, { found, interval: INTERVAL, samples: SAMPLES, rounds: ROUNDS, main: Object.fromEntries(main), screens, whole });
  } finally {
    await server.close();
    await timeline.close();
    await load.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const [flag, value = '2000'] = process.argv.slice(2);
await (flag === '--client' ? client(value) : measure(Number(flag === '--processes' ? value : 2000)));
