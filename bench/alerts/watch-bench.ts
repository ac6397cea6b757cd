import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { atEnd } from '../live/closers.ts';
import { childrenOf } from '../live/measure.ts';

const HOST = fileURLToPath(new URL('watch-host.ts', import.meta.url));

export interface BenchOptions {
  readonly processes: number;
  readonly rules: string;
  /** Seconds. */
  readonly interval: number;
  readonly command: 'watch' | 'record';
  /** dist/pyprocwatch.mjs */
  readonly program: string;
}

/** A PID namespace with so many processes, the program in it, and a receiver of its messages. */
export class WatchBench implements AsyncDisposable {
  onMessage: (body: string) => void = () => undefined;
  readonly home: string;
  readonly port: number;
  readonly pid: number;
  readonly #host: ChildProcess;
  readonly #receiver: Server;
  readonly #end: () => void;

  private constructor(home: string, port: number, pid: number, host: ChildProcess, receiver: Server, end: () => void) {
    this.home = home;
    this.port = port;
    this.pid = pid;
    this.#host = host;
    this.#receiver = receiver;
    this.#end = end;
    receiver.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
        this.onMessage(Buffer.concat(chunks).toString('utf8'));
        response.end('ok');
      });
    });
  }

  static async start({ processes, rules, interval, command, program }: BenchOptions): Promise<WatchBench> {
    const home = mkdtempSync(join(tmpdir(), 'pyprocwatch-watch-'));
    const [receiver, metrics] = [await listening(), await listening()];
    const port = portOf(metrics);
    metrics.close();
    mkdirSync(join(home, 'state'));
    const write = (name: string, text: string): string => {
      writeFileSync(join(home, name), text, { mode: 0o600 });
      return join(home, name);
    };
    const config = write('config.yaml', JSON.stringify({
      alerts: { rules: [write('rules.yaml', rules)], to: ['hook'], groupBy: ['alertname', 'name'], groupWait: 0, groupInterval: 1, channels: { hook: { type: 'webhook', url: `http://127.0.0.1:${portOf(receiver)}/`, allowPrivate: true, rate: { burst: 1000, perSecond: 1000 } } } },
      watch: { metrics: { enabled: true, port }, log: 'warn' },
    }));
    const words = [program, command, '--interval', `${interval}s`, '--history', join(home, 'state'), ...(command === 'watch' ? ['--config', config] : [])];
    const host = spawn('unshare', ['-pf', '--mount-proc', '--kill-child', process.execPath, HOST, String(processes), home, ...words], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, HOME: home, XDG_STATE_HOME: join(home, 'state'), XDG_CONFIG_HOME: home, XDG_CACHE_HOME: join(home, 'cache') } });
    host.on('error', (error) => {
      throw error;
    });
    const end = atEnd(() => {
      host.kill('SIGKILL');
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    });
    await once(host.stdout, 'data');
    await sleep(500);
    // unshare, the first of the namespace, and its last child.
    const first = childrenOf(host.pid ?? 0)[0] ?? 0;
    return new WatchBench(home, port, Math.max(...childrenOf(first)), host, receiver, end);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#host.exitCode !== null) throw new Error('the program ended early');
    const ended = once(this.#host, 'exit');
    this.#end();
    this.#receiver.close();
    await ended;
  }
}

async function listening(): Promise<Server> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it does not listen');
  return address.port;
}
