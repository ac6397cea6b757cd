import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';

/** Whether a program is there: tests beside it are skipped where it is not. */
export const isInstalled = (name: string): boolean => (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
  try {
    accessSync(join(folder, name), constants.X_OK);
    return true;
  } catch {
    return false;
  }
});

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}

/** A series as a receiver gives it back: times in ms since the epoch. */
export interface ReadSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly samples: readonly (readonly [time: number, value: number])[];
}

const PATIENCE_MILLISECONDS = 20_000;
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;

/** A receiver that can be taken away and come back at the same address with what it had. */
export class Peer {
  readonly url: string;
  readonly #file: string;
  readonly #args: readonly string[];
  readonly #health: string;
  #child: ChildProcess | undefined;

  constructor(file: string, port: number, args: readonly string[], health: string) {
    this.url = `http://127.0.0.1:${port}`;
    this.#file = file;
    this.#args = args;
    this.#health = health;
    onTestFinished(() => this.stop());
  }

  async start(): Promise<void> {
    const child = spawn(this.#file, this.#args, { stdio: ['ignore', 'ignore', 'pipe'] });
    this.#child = child;
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = `${said}${text}`.slice(-2000);
    });
    const until = performance.now() + PATIENCE_MILLISECONDS;
    for (;;) {
      const answer = await fetch(`${this.url}${this.#health}`).catch(() => undefined);
      await answer?.text();
      if (answer?.ok === true) return;
      if (child.exitCode !== null || performance.now() > until) throw new Error(`${this.#file} does not start: ${said}`);
      await sleep(50);
    }
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }

  /** The data of an answer of its HTTP API. */
  async ask(path: string): Promise<unknown> {
    const answer = await fetch(`${this.url}${path}`);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text.slice(0, 300)}`);
    const parsed: unknown = JSON.parse(text);
    return isObject(parsed) ? parsed['data'] : undefined;
  }

  /** What is there of a selector: all samples of so many seconds before `time` (ms since the epoch). */
  async series(selector: string, seconds: number, time = Date.now()): Promise<ReadSeries[]> {
    const data = await this.ask(`/api/v1/query?query=${encodeURIComponent(`${selector}[${seconds}s]`)}&time=${time / 1000}`);
    const result: unknown = isObject(data) ? data['result'] : undefined;
    return (Array.isArray(result) ? result : []).map((each: unknown): ReadSeries => {
      const { metric, values } = isObject(each) ? each : {};
      const labels = Object.fromEntries(Object.entries(isObject(metric) ? metric : {}).map(([name, value]): [string, string] => [name, String(value)]));
      const samples = (Array.isArray(values) ? values : []).map((pair: unknown): [number, number] => (Array.isArray(pair) ? [Math.round(Number(pair[0]) * 1000), Number(pair[1])] : [Number.NaN, Number.NaN]));
      return { labels, samples };
    });
  }
}

/** Prometheus, not yet started. `config`: its configuration. */
export async function prometheusPeer(folder: string, config = ''): Promise<Peer> {
  const port = await freePort();
  const file = join(folder, 'prometheus.yml');
  writeFileSync(file, config);
  return new Peer('prometheus', port, [`--config.file=${file}`, `--storage.tsdb.path=${join(folder, 'prometheus')}`, '--storage.tsdb.retention.time=100y', `--web.listen-address=127.0.0.1:${port}`, '--web.enable-remote-write-receiver', '--log.level=error'], '/-/ready');
}

/** VictoriaMetrics, not yet started. */
export async function victoriaPeer(folder: string): Promise<Peer> {
  const port = await freePort();
  const data = join(folder, 'victoria');
  mkdirSync(data);
  return new Peer('victoria-metrics', port, [`-storageDataPath=${data}`, `-httpListenAddr=127.0.0.1:${port}`, '-retentionPeriod=100y', '-loggerLevel=ERROR', '-search.latencyOffset=0s'], '/health');
}
