import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { atEnd } from '../live/closers.ts';
import { fineCpuMilliseconds } from '../live/measure.ts';

const PATIENCE_SECONDS = 60;
/** Of CPU in a second: less is none. */
const QUIET_MILLISECONDS = 10;
/** USER_HZ; cutime and cstime are the fields 16 and 17 of stat, the first after the name is the third. */
const CLOCK_TICKS = 100;
const CHILD_FIELDS = [13, 14] as const;

/** A database that listens on loopback. */
export interface Server {
  readonly url: string;
  /** CPU milliseconds of its threads so far. */
  readonly cpu: () => number;
  readonly close: () => Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}

/** Starts a program and waits till `health` answers. `args` get its address. */
export async function startServer(file: string, args: (address: string) => readonly string[], health: string): Promise<Server> {
  const address = `127.0.0.1:${await freePort()}`;
  const child: ChildProcess = spawn(file, args(address), { stdio: 'ignore' });
  const end = atEnd(() => child.kill('SIGKILL'));
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${file} cannot be started`);
  const url = `http://${address}`;
  for (let waited = 0; ; waited += 0.25) {
    const answer = await fetch(`${url}${health}`).catch(() => undefined);
    if (answer?.ok === true) break;
    if (child.exitCode !== null || waited > PATIENCE_SECONDS) throw new Error(`${file} does not answer`);
    await sleep(250);
  }
  const close = async (): Promise<void> => {
    const ended = once(child, 'exit');
    end();
    await ended;
  };
  return { url, cpu: () => fineCpuMilliseconds(pid), close };
}

/** Resolves when the server has nothing to do. */
export async function settled(server: Server): Promise<void> {
  for (let [before, waited] = [Number.NaN, 0]; waited < PATIENCE_SECONDS; waited += 1) {
    const now = server.cpu();
    if (now - before < QUIET_MILLISECONDS) return;
    before = now;
    await sleep(1000);
  }
}

/** The text of an answer; an error for any other status. */
export async function ask(url: string, options: RequestInit = {}): Promise<string> {
  const answer = await fetch(url, options);
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${text.slice(0, 300)}`);
  return text;
}

/** Runs a program to its end; gives the CPU milliseconds that it used. */
export async function runTool(file: string, args: readonly string[]): Promise<number> {
  const before = childrenCpu();
  const child = spawn(file, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const end = atEnd(() => child.kill('SIGKILL'));
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  await once(child, 'close');
  end();
  if (child.exitCode !== 0) throw new Error(`${file}: ${said.slice(0, 500)}`);
  return childrenCpu() - before;
}

/** CPU milliseconds of the children of this process that have ended. */
function childrenCpu(): number {
  const stat = readFileSync('/proc/self/stat', 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ').map(Number);
  return CHILD_FIELDS.reduce((sum, field) => sum + (fields[field] ?? 0), 0) * (1000 / CLOCK_TICKS);
}

/** Bytes of all files in a folder. */
export function folderBytes(folder: string): number {
  return readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile()).reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}
