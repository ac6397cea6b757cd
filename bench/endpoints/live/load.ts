import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { endpoint } from '../../../src/model/kinds/endpoint.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import { atEnd } from '../../live/closers.ts';
import { slope } from '../../live/measure.ts';
import { Watched } from './watched.ts';

const WRITER = fileURLToPath(new URL('load-writer.ts', import.meta.url));
const BACKENDS = 4;
const FORMAT = '$remote_addr - - [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" $msec $request_time $upstream_response_time $upstream_addr $http_x_session $http_x_plan';
/** The first minute reads everything once, compiles the code and fills what is kept. */
const WARM_MILLISECONDS = 60_000;
const EACH_MILLISECONDS = 5000;
const SETTLE_MILLISECONDS = 5000;

export interface LoadOptions {
  readonly minutes: number;
  readonly perMinute: number;
  readonly sessions: number;
}

export interface LoadCost {
  readonly name: string;
  readonly percentOfCore: number;
  /** Of a thread each, by its name and number: the greatest first. */
  readonly threads: readonly { readonly name: string; readonly percent: number }[];
  /** RSS after the warm-up and at the end, and how fast it grew by a straight line. */
  readonly rssFirst: number;
  readonly rssLast: number;
  readonly rssPerMinute: number;
  /** From a line to the snapshot that has it, ms. */
  readonly latencies: readonly number[];
  readonly linesPerMinute: number;
  readonly endpoints: number;
}

/** CPU of each thread so far, ms. */
function threadsOf(pid: number): Map<string, number> {
  const times = new Map<string, number>();
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    try {
      const read = (file: string): string => readFileSync(`/proc/${pid}/task/${thread}/${file}`, 'latin1').trim();
      times.set(`${read('comm')} ${Number(thread) - pid}`, Number(read('schedstat').split(' ')[0]) / 1e6);
    } catch {
      // It ended meanwhile.
    }
  }
  return times;
}

/** `watch` beside a made-up gateway, with and without its log. */
export async function loadCosts(options: LoadOptions): Promise<LoadCost[]> {
  const folder = mkdtempSync(join(tmpdir(), 'pyprocwatch-load-'));
  const log = join(folder, 'access.log');
  writeFileSync(log, '');
  const children: ChildProcess[] = [];
  const end = atEnd(() => {
    for (const child of children) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  try {
    const ports = await Promise.all(Array.from({ length: BACKENDS }, async () => {
      const child = fork(WRITER, ['serve']);
      children.push(child);
      const [message]: { port: number }[] = await once(child, 'message');
      return `127.0.0.1:${message?.port ?? 0}`;
    }));
    const writer = fork(WRITER, ['write', log, String(options.perMinute), String(options.sessions), ...ports]);
    children.push(writer);
    await once(writer, 'message');
    const endpoints = { logs: [{ file: log, format: FORMAT, name: 'shop', session: 'http_x_session', cohort: 'http_x_plan' }] };
    return [await costOf('with the log', endpoints, log, writer, options), await costOf('without', undefined, log, writer, { ...options, minutes: Math.min(3, options.minutes) })];
  } finally {
    end();
  }
}

async function costOf(name: string, endpoints: object | undefined, log: string, writer: ChildProcess, { minutes }: LoadOptions): Promise<LoadCost> {
  const probes = new Map<number, number>();
  const latencies: number[] = [];
  let [seen, shown] = [0, 0];
  const onMessage = (message: { probe?: number; at?: number }): void => {
    if (message.probe !== undefined) probes.set(message.probe, message.at ?? Number.NaN);
  };
  writer.on('message', onMessage);
  await using watched = await Watched.start(endpoints, (snapshot: Snapshot) => {
    const now = Date.now();
    const frame = snapshot.frame(endpoint);
    if (frame === undefined) return;
    shown = frame.count;
    const row = frame.find((place) => frame.text('route', place) === '/probe');
    const total = row < 0 ? Number.NaN : frame.number('totalRequests', row);
    if (Number.isNaN(total)) return;
    for (; seen < total; seen += 1) latencies.push(now - (probes.get(seen + 1) ?? Number.NaN));
  });
  // By then it is at the end of the log.
  await sleep(SETTLE_MILLISECONDS);
  if (endpoints !== undefined) writer.send('probe');
  await sleep(WARM_MILLISECONDS);
  latencies.length = 0;
  const size = statSync(log).size;
  const [cpu, began] = [threadsOf(watched.pid), performance.now()];
  const before = watched.cpuMilliseconds;
  const rss: [minutes: number, bytes: number][] = [];
  while (performance.now() - began < minutes * 60_000) {
    await sleep(EACH_MILLISECONDS);
    rss.push([(performance.now() - began) / 60_000, watched.rssBytes]);
  }
  const took = performance.now() - began;
  const threads = [...threadsOf(watched.pid)].map(([id, ms]) => ({ name: id, percent: (100 * (ms - (cpu.get(id) ?? 0))) / took })).sort((one, other) => other.percent - one.percent).slice(0, 6);
  const percentOfCore = (100 * (watched.cpuMilliseconds - before)) / took;
  writer.off('message', onMessage);
  // Its lines are of about the same length.
  const some = readFileSync(log).subarray(0, 1 << 20).toString('latin1').split('\n');
  const bytes = (1 << 20) / some.length;
  const linesPerMinute = ((statSync(log).size - size) / bytes / took) * 60_000;
  return { name, percentOfCore, threads, rssFirst: rss[0]?.[1] ?? Number.NaN, rssLast: rss.at(-1)?.[1] ?? Number.NaN, rssPerMinute: slope(rss), latencies: latencies.filter((each) => !Number.isNaN(each)), linesPerMinute, endpoints: shown };
}
