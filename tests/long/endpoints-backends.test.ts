import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { backend, BACKEND_ROLES } from '../../src/model/kinds/backend.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { script, start, type Started } from '../e2e/support/processes.ts';
import { Sandbox } from '../e2e/support/program.ts';
import { configureLogs, stored } from '../e2e/support/request-log.ts';
import { eventually } from '../e2e/support/wait.ts';
import { Watching } from '../e2e/support/watching.ts';
import { areRight, COSTS, FACTOR, follow, freePort, LOAD, toldCosts } from './endpoints-load.ts';

const NGINX = ['/usr/sbin/nginx', '/usr/bin/nginx', '/usr/local/sbin/nginx'].find((path) => existsSync(path));
const FORMAT = '$remote_addr - - [$time_local] "$request" $status $body_bytes_sent "-" "-" $msec $request_time $upstream_response_time $upstream_addr';
const FOUND_MILLISECONDS = 30_000;
const LEARNED_MILLISECONDS = 90_000;
const [BACKEND, GATEWAY] = [BACKEND_ROLES.indexOf('backend'), BACKEND_ROLES.indexOf('gateway')];

/** Two workers of node:cluster, the first process listening for both; one that ends is replaced. Each request burns what its path says. */
const CLUSTER = `
const cluster = require('node:cluster'), http = require('node:http');
const used = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000; };
const costs = ${JSON.stringify(COSTS)};
const [port] = process.argv.slice(2);
if (cluster.isPrimary) {
  const fork = () => { const worker = cluster.fork(); console.log('worker ' + worker.process.pid + ' began.'); };
  cluster.on('exit', fork);
  for (let count = 0; count < 2; count += 1) fork();
} else {
  http.createServer((request, response) => {
    const cost = costs[request.url.split('/')[1]] ?? 0;
    for (const from = used(); used() - from < cost;);
    setTimeout(() => response.end('ok'), 5);
  }).listen(Number(port), '127.0.0.1');
}`;

/** nginx before the cluster, load on it, and what a screen beside the watch shows. */
class Site implements AsyncDisposable {
  readonly sandbox = new Sandbox();
  readonly #stack = new AsyncDisposableStack();
  readonly port: number;
  latest: Snapshot | undefined;
  nginx: Started | undefined;
  cluster: Started | undefined;
  #backPort = 0;

  private constructor(port: number) {
    this.port = port;
    this.#stack.use({ [Symbol.dispose]: () => this.sandbox[Symbol.dispose]() });
  }

  static async start(nginx: string): Promise<Site> {
    const site = new Site(await freePort());
    site.#backPort = await freePort();
    await site.startCluster();
    const { work } = site.sandbox;
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${work}/${name};`).join(' ');
    writeFileSync(join(work, 'nginx.conf'), `daemon off; worker_processes 1; pid ${work}/nginx.pid; error_log ${work}/error.log warn; events { worker_connections 256; }
http { access_log off; ${temporary} log_format own '${FORMAT}'; upstream back { server 127.0.0.1:${site.#backPort} max_fails=0; keepalive 16; }
server { listen 127.0.0.1:${site.port}; location / { access_log ${work}/access.log own; proxy_pass http://back; proxy_http_version 1.1; proxy_set_header Connection ""; } } }`);
    configureLogs(site.sandbox, { watch: { interval: 1 }, endpoints: { logs: [{ file: join(work, 'access.log'), format: FORMAT, name: 'shop' }] } });
    const watch = site.#stack.use(await Watching.start(site.sandbox));
    site.nginx = site.#stack.use(await start(nginx, ['-p', work, '-c', join(work, 'nginx.conf')]));
    site.#stack.use(await follow(site.sandbox, watch, (snapshot) => {
      site.latest = snapshot;
    }));
    await sleep(500);
    site.#stack.use(await script(LOAD, { args: [String(site.port)] }));
    return site;
  }

  async startCluster(): Promise<void> {
    const file = join(this.sandbox.work, 'cluster.cjs');
    writeFileSync(file, CLUSTER);
    this.cluster = this.#stack.use(await start(process.execPath, [file, String(this.#backPort)], { detached: true }));
    await this.cluster.says(/worker \d+ began\.\nworker \d+ began\./);
    await sleep(500);
  }

  /** Workers of the cluster that run. */
  get workers(): readonly number[] {
    return [...(this.cluster?.output() ?? '').matchAll(/worker (\d+) began/g)].map(([, pid]) => Number(pid)).filter((pid) => existsSync(`/proc/${pid}`));
  }

  /** Processes of those that serve, as they are shown. */
  pids(role: number): readonly number[] {
    const frame = this.latest?.frame(backend);
    if (frame === undefined) return [];
    return Array.from({ length: frame.count }, (_, row) => row).filter((row) => frame.number('role', row) === role).flatMap((row) => frame.text('pids', row).split(',').map(Number));
  }

  costs(): ReadonlyMap<string, number> {
    return toldCosts(this.latest, 'shop');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }
}

const seen = (site: Site, what: string, holds: () => boolean, patience: number): Promise<true> => eventually(() => (holds() ? true : undefined), () => `${what}: backends ${site.pids(BACKEND).join()}, gateways ${site.pids(GATEWAY).join()}, workers ${site.workers.join()}, costs ${JSON.stringify([...site.costs()])}, notices ${JSON.stringify(site.latest?.notices)}`, patience);

const installed = NGINX !== undefined && spawnSync(NGINX, ['-v']).status === 0;

test.skipIf(!installed)('workers are replaced, the gateway is reloaded, the backend is restarted: all are found again, and what costs are told stays right (skipped: nginx is not installed)', async () => {
  await using site = await Site.start(NGINX ?? '');
  const serves = (): boolean => site.workers.length === 2 && site.workers.every((pid) => site.pids(BACKEND).includes(pid));
  await seen(site, 'workers of a cluster are not found', serves, FOUND_MILLISECONDS);
  await seen(site, 'costs are not right', () => areRight(site.costs()), LEARNED_MILLISECONDS);

  const [replaced = 0] = site.workers;
  process.kill(replaced, 'SIGKILL');
  await sleep(100);
  await seen(site, 'a worker that took the place of another is not found', () => serves() && !site.pids(BACKEND).includes(replaced), FOUND_MILLISECONDS);

  const before = site.pids(GATEWAY);
  expect(before.length).toBeGreaterThan(0);
  site.nginx?.child.kill('SIGHUP');
  await seen(site, 'the new worker of nginx is not found', () => site.pids(GATEWAY).length > 0 && site.pids(GATEWAY).some((pid) => !before.includes(pid)), FOUND_MILLISECONDS + 10_000);

  await site.cluster?.[Symbol.asyncDispose]();
  await sleep(1000);
  await site.startCluster();
  await seen(site, 'a backend that was restarted is not found', serves, FOUND_MILLISECONDS);
  // What was learned stands, or is learned anew: it is never told wrong.
  for (let second = 0; second < 40; second += 1) {
    await sleep(1000);
    for (const [path, cost] of site.costs()) if (path === 'cheap' || path === 'dear') expect([path, cost > COSTS[path] / FACTOR / 1.5 && cost < (COSTS[path] + 1) * FACTOR * 1.5, cost]).toEqual([path, true, cost]);
  }
  await seen(site, 'costs after all are not right', () => areRight(site.costs()), LEARNED_MILLISECONDS);
  expect(await stored(site.sandbox)).toBeGreaterThan(1000);
}, 400_000);
