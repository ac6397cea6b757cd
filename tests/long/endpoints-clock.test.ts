import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { script } from '../e2e/support/processes.ts';
import { Sandbox } from '../e2e/support/program.ts';
import { configureLogs } from '../e2e/support/request-log.ts';
import { eventually } from '../e2e/support/wait.ts';
import { Watching } from '../e2e/support/watching.ts';
import { areRight, COSTS, follow, freePort, LOAD, toldCosts } from './endpoints-load.ts';

const FORMAT = '$remote_addr - - [$time_local] "$request" $status $body_bytes_sent "-" "-" $msec $request_time $upstream_addr';
const PATIENCE = 240_000;
const HOUR = 3_600_000;
/** How far the clocks of the logs are ahead, ms. */
const SITES = { even: 0, ahead: 300, behind: -300, tomorrow: HOUR } as const;

/** A server that burns what a path says, and writes a log by a clock of its own. */
const SERVER = `
const http = require('node:http'), fs = require('node:fs');
const [, port, log, ahead] = process.argv.slice(1);
const used = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000; };
const costs = ${JSON.stringify(COSTS)};
http.createServer((request, response) => {
  const began = Date.now();
  const cost = costs[request.url.split('/')[1]] ?? 0;
  for (const from = used(); used() - from < cost;);
  setTimeout(() => {
    response.end('ok');
    const end = Date.now();
    fs.appendFile(log, '127.0.0.1 - - [05/Jan/2026:08:00:00 +0000] "GET ' + request.url + ' HTTP/1.1" 200 2 "-" "-" ' + ((end + Number(ahead)) / 1000).toFixed(3) + ' ' + ((end - began) / 1000).toFixed(3) + ' 127.0.0.1:' + port + '\\n', () => undefined);
  }, 5);
}).listen(Number(port), '127.0.0.1', () => console.log('ready.'));`;

test('clocks of logs that are 300 ms ahead or behind, and an hour ahead: what is told is right, and they are named', async () => {
  using sandbox = new Sandbox();
  await using stack = new AsyncDisposableStack();
  const logs: object[] = [];
  for (const [name, ahead] of Object.entries(SITES)) {
    const file = join(sandbox.work, `${name}.log`);
    writeFileSync(file, '');
    logs.push({ file, format: FORMAT, name });
    const port = await freePort();
    const server = stack.use(await script(SERVER, { args: [String(port), file, String(ahead)] }));
    await server.says(/ready/);
    stack.use(await script(LOAD, { args: [String(port)] }));
  }
  configureLogs(sandbox, { watch: { interval: 1 }, endpoints: { logs } });
  const watch = stack.use(await Watching.start(sandbox));
  let latest: Snapshot | undefined;
  const wrong: string[] = [];
  stack.use(await follow(sandbox, watch, (snapshot) => {
    latest = snapshot;
    for (const site of Object.keys(SITES)) for (const [path, cost] of toldCosts(snapshot, site)) if ((path === 'cheap' && cost > 2 * COSTS.dear) || (path === 'dear' && cost < COSTS.cheap / 2)) wrong.push(`${site} ${path} ${cost}`);
  }));
  const told = (): string => JSON.stringify(Object.keys(SITES).map((site) => [site, [...toldCosts(latest, site)]]));
  const notices = (): string => (latest?.notices ?? []).map(({ message }) => message).join('; ');
  await eventually(() => (Object.keys(SITES).every((site) => areRight(toldCosts(latest, site))) ? true : undefined), () => `not all costs are right: ${told()}, ${notices()}`, PATIENCE);
  console.log(told(), notices());
  expect(notices()).toMatch(/ahead: its clock is 0\.(29|30|31) s ahead of this host's/);
  expect(notices()).toMatch(/behind: its clock is 0\.(29|30|31) s behind this host's/);
  expect(notices()).toMatch(/tomorrow: its clock is 60 min ahead of this host's/);
  expect(notices()).not.toContain('even:');
  expect(wrong).toEqual([]);
}, PATIENCE + 60_000);
