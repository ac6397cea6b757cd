import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RequestIntake } from '../../src/collectors/middleware/index.ts';
import { markdown, report, round } from '../live/report.ts';

// What our middleware costs an application a request, and how exact its meter is: `node bench/endpoints/middleware.ts [REQUESTS]`.
const REQUESTS = Number(process.argv[2] ?? 12_000);
const ROUNDS = 5;
const APP = fileURLToPath(new URL('middleware-app.ts', import.meta.url));
const CONNECTIONS = 16;

interface Told {
  readonly port?: number;
  readonly cpu?: number;
  readonly rss?: number;
  readonly truth?: Readonly<Record<string, number>>;
}

const folder = mkdtempSync(join(tmpdir(), 'middleware-'));
const socket = join(folder, 'requests.sock');
const metered = new Map<string, { count: number; cpu: number }>();
let arrived = 0;
const intake = new RequestIntake({ take: (spans) => {
  arrived += spans.length;
  for (const { path, cpuMilliseconds } of spans) {
    if (Number.isNaN(cpuMilliseconds)) continue;
    const sums = metered.get(path) ?? { count: 0, cpu: 0 };
    sums.count += 1;
    sums.cpu += cpuMilliseconds;
    metered.set(path, sums);
  }
  return true;
} });
const monitor = createServer((connection) => intake.accept(connection)).listen(socket);
await once(monitor, 'listening');

const isTold = (value: unknown): value is Told => typeof value === 'object' && value !== null;
async function hear(app: ChildProcess): Promise<Told> {
  const [told]: unknown[] = await once(app, 'message');
  return isTold(told) ? told : {};
}

async function ask(app: ChildProcess): Promise<Told> {
  app.send('?');
  return hear(app);
}

async function start(mode: string): Promise<{ readonly app: ChildProcess; readonly port: number }> {
  const app = fork(APP, [mode, mode === 'nobody listens' ? join(folder, 'none.sock') : socket], { execArgv: [] });
  const { port = 0 } = await hear(app);
  return { app, port };
}

const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
const get = (port: number, path: string, session: number): Promise<void> => new Promise((resolve, reject) => {
  request({ port, path, agent, headers: { cookie: `sid=${session}` } }, (response) => response.resume().on('end', resolve)).on('error', reject).end();
});

/** So many requests, some at a time. */
async function load(port: number, paths: readonly string[], count: number, atATime: number): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) {
      const number = next;
      next += 1;
      await get(port, paths[number % paths.length] ?? '/', number % 1000);
    }
  };
  await Promise.all(Array.from({ length: atATime }, worker));
}

const MODES = ['none', '0', '0.01', '1'] as const;
const apps = await Promise.all(MODES.map(start));
for (const { port } of apps) await load(port, ['/users/7'], 4000, CONNECTIONS);
const costs = MODES.map((): number[] => []);
for (let turn = 0; turn < ROUNDS; turn += 1) {
  // One after another in each turn, so that what else the machine does meets all alike.
  for (const [index, { app, port }] of apps.entries()) {
    const before = await ask(app);
    await load(port, ['/users/7', '/users/8', '/cart'], REQUESTS, CONNECTIONS);
    const after = await ask(app);
    costs[index]?.push(((after.cpu ?? 0) - (before.cpu ?? 0)) / REQUESTS);
  }
}
const median = (values: readonly number[]): number => values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
const base = median(costs[0] ?? []);
const rows = MODES.map((mode, index) => {
  const cost = median(costs[index] ?? []);
  return [mode === 'none' ? 'without' : `CPU of ${Number(mode) * 100} % of the requests`, round(cost, 1), round(cost - base, 1)];
});
for (const { app } of apps) app.kill();

// The meter: requests of known cost whose parts interleave, all of them metered.
metered.clear();
const { app, port } = await start('1');
await load(port, ['/burn/1'], 20, 1);
const warm = await ask(app);
await new Promise((resolve) => void setTimeout(resolve, 500));
metered.clear();
const paths = ['/burn/1', '/burn/3', '/burn/10', '/burn/30'];
await load(port, paths, 200, 4);
const { truth = {} } = await ask(app);
await new Promise((resolve) => void setTimeout(resolve, 500));
const exact = paths.map((path) => {
  const { count, cpu } = metered.get(path) ?? { count: 0, cpu: 0 };
  const real = ((truth[path] ?? 0) - (warm.truth?.[path] ?? 0)) / 50;
  return [path, count, round(real, 2), round(cpu / count, 2), round(cpu / count - real, 2)];
});
app.kill();
intake.close();
monitor.close();
agent.destroy();
rmSync(folder, { recursive: true });
const tables = `${markdown(['middleware', 'CPU of the application a request, us', 'of which the middleware, us'], rows)}\n\n${markdown(['request', 'metered', 'burned, ms', 'metered, ms', 'difference, ms'], exact)}`;
report('middleware', `What the middleware costs a node:http application (${REQUESTS} requests a turn, median of ${ROUNDS} turns, ${arrived} requests told of), and what its meter reads of requests of known CPU, four at a time`, tables, { requests: REQUESTS, rounds: ROUNDS, rows, exact });
