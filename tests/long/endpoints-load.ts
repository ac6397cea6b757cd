import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { AttachedTimeline } from '../../src/engine/attach/attached-timeline.ts';
import { COST_KNOWN, endpoint } from '../../src/model/kinds/endpoint.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import type { Sandbox } from '../e2e/support/program.ts';
import { stateOf, type Watching } from '../e2e/support/watching.ts';

const [KNOWN, EXACT] = [COST_KNOWN.indexOf('known'), COST_KNOWN.indexOf('exact')];

/** CPU of a request, ms. */
export const COSTS = { cheap: 3, dear: 12 } as const;
/** What is told beside this is wrong; the machine may be busy. */
export const FACTOR = 1.6;

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address: AddressInfo | string | null = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}


/** Open loop: so many requests a second of each path, until it is stopped. */
export const LOAD = `
const http = require('node:http');
const [, port] = process.argv.slice(1);
const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
const call = (path) => http.get({ host: '127.0.0.1', port, agent, path: '/' + path + '/' + Math.floor(Math.random() * 1e6) }, (response) => response.resume()).on('error', () => undefined);
const again = (path, rate) => setTimeout(() => { call(path); again(path, rate); }, -Math.log(1 - Math.random()) * 1000 / rate);
again('cheap', 16);
again('dear', 6);
`;

/** What is told is right; the work of node:http itself comes on top of what a handler burns. */
export function areRight(costs: ReadonlyMap<string, number>): boolean {
  return Object.entries(COSTS).every(([path, cost]) => (costs.get(path) ?? 0) > cost / FACTOR && (costs.get(path) ?? 0) < (cost + 1) * FACTOR);
}

/** CPU ms of a request by path, of those of a site that are told without reserve. */
export function toldCosts(snapshot: Snapshot | undefined, site: string): ReadonlyMap<string, number> {
  const frame = snapshot?.frame(endpoint);
  const told = new Map<string, number>();
  for (let row = 0; row < (frame?.count ?? 0); row += 1) {
    const known = frame?.number('costKnown', row) ?? -1;
    if (frame?.text('site', row) === site && (known === KNOWN || known === EXACT)) told.set(frame.text('route', row).split('/')[1] ?? '', 1000 * frame.number('cpuPerRequestSeconds', row));
  }
  return told;
}

/** A screen beside a watch; it follows until it is let go of. */
export async function follow(sandbox: Sandbox, watch: Watching, onSnapshot: (snapshot: Snapshot) => void): Promise<AsyncDisposable> {
  const { version }: { version: string } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const timeline = await AttachedTimeline.attach({
    path: join(stateOf(sandbox), 'watch.sock'), version, historyFolder: stateOf(sandbox), intervalMilliseconds: 500, patience: 5000,
    takeOver: () => {
      throw new Error(`the watch ended: ${JSON.stringify(watch.log.slice(-3))}`);
    },
  });
  if (timeline === undefined) throw new Error('the watch serves no screen');
  timeline.subscribe(onSnapshot);
  return { [Symbol.asyncDispose]: () => timeline.close() };
}
