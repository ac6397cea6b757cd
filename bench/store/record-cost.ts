import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { atEnd } from '../live/closers.ts';
import { childrenOf, fineCpuMilliseconds, usageOf } from '../live/measure.ts';
import { markdown, report, round, type Cell } from '../live/report.ts';
import { STORE_FILE } from '../../storage/history/schema.ts';

const BUILT = fileURLToPath(new URL('../../dist/pyprocwatch.mjs', import.meta.url));
const HOST = fileURLToPath(new URL('record-host.ts', import.meta.url));
const SAMPLER = fileURLToPath(new URL('sampling-alone.ts', import.meta.url));
/** The first ticks read everything once and compile the code. */
const WARM_SECONDS = 30;

export interface RecordCost {
  readonly processes: number;
  readonly seconds: number;
  readonly intervalSeconds: number;
}

interface Measured {
  readonly name: string;
  /** CPU of all threads. */
  readonly percentOfCore: number;
  /** After the measured time; shared pages counted in full. */
  readonly rssMegabytes: number;
  readonly storeBytes: number;
}

/** `pyprocwatch record` as it is built, and the same sampling without a history, on a machine of so many processes in a PID namespace of its own. */
export async function measureRecordCost({ processes, seconds, intervalSeconds }: RecordCost): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'pyprocwatch-record-'));
  const clean = atEnd(() => rmSync(home, { recursive: true, force: true }));
  const measured: Measured[] = [];
  const programs = [
    { name: 'record', args: [BUILT, 'record', '--interval', `${intervalSeconds}s`, '--history', home] },
    { name: 'the same sampling, nothing recorded', args: [SAMPLER, String(intervalSeconds)] },
  ];
  for (const { name, args } of programs) {
    const { host, pid, close } = await startHost(processes, args, home);
    await sleep(WARM_SECONDS * 1000);
    const [before, began] = [fineCpuMilliseconds(pid), performance.now()];
    await sleep(seconds * 1000);
    const used = fineCpuMilliseconds(pid) - before;
    const took = performance.now() - began;
    const store = name === 'record' ? statSync(join(home, STORE_FILE)).size + statSync(join(home, `${STORE_FILE}-wal`)).size : Number.NaN;
    measured.push({ name, percentOfCore: (used / took) * 100, rssMegabytes: usageOf(pid).rssBytes / 1e6, storeBytes: store });
    if (host.exitCode !== null) throw new Error(`${name} ended early`);
    await close();
  }
  clean();
  const [record, alone] = measured;
  const rows = measured.map(({ name, percentOfCore, rssMegabytes }): Cell[] => [processes, name, round(percentOfCore, 3), round(rssMegabytes, 1)]);
  rows.push([processes, 'recording alone (the difference)', round((record?.percentOfCore ?? Number.NaN) - (alone?.percentOfCore ?? Number.NaN), 3), '-']);
  report('store-record', `What recording costs: a sample each ${intervalSeconds} s for ${seconds} s`, markdown(['processes', 'program', '% of a core', 'RSS MB'], rows), { processes, seconds, intervalSeconds, measured });
}

/** The program in a PID namespace with so many processes; its pid as seen from here. */
async function startHost(processes: number, args: readonly string[], home: string): Promise<{ readonly host: ChildProcess; readonly pid: number; readonly close: () => Promise<void> }> {
  const host = spawn('unshare', ['-pf', '--mount-proc', '--kill-child', process.execPath, HOST, String(processes), ...args], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, HOME: home, XDG_STATE_HOME: home } });
  host.on('error', (error) => {
    throw error;
  });
  const end = atEnd(() => host.kill('SIGKILL'));
  const close = async (): Promise<void> => {
    const ended = once(host, 'exit');
    end();
    await ended;
  };
  await once(host.stdout, 'data');
  // unshare, the first of the namespace, and the one of its children that is no sleeper.
  const first = childrenOf(host.pid ?? 0)[0] ?? 0;
  const pid = childrenOf(first).find((child) => child === Math.max(...childrenOf(first)));
  if (pid === undefined) throw new Error('the program did not start');
  return { host, pid, close };
}
