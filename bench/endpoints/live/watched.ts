import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { AttachedTimeline } from '../../../src/engine/attach/attached-timeline.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import { atEnd } from '../../live/closers.ts';
import { fineCpuMilliseconds, usageOf } from '../../live/measure.ts';

const BUILT = fileURLToPath(new URL('../../../dist/pyprocwatch.mjs', import.meta.url));
const MANIFEST = new URL('../../../package.json', import.meta.url);
const READY_MILLISECONDS = 15_000;

/** `pyprocwatch watch` as it is built, with folders of its own, and a screen that follows it. */
export class Watched implements AsyncDisposable {
  readonly folder: string;
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #env: NodeJS.ProcessEnv;
  readonly #end: () => void;
  #screen: AttachedTimeline | undefined;

  private constructor(folder: string, env: NodeJS.ProcessEnv, child: ChildProcess, end: () => void) {
    this.folder = folder;
    this.pid = child.pid ?? 0;
    this.#env = env;
    this.#child = child;
    this.#end = end;
  }

  /** `endpoints`: that part of the configuration; undefined for none. `onSnapshot` is told of each sample that a screen would show. */
  static async start(endpoints: object | undefined, onSnapshot?: (snapshot: Snapshot) => void): Promise<Watched> {
    if (!existsSync(BUILT)) throw new Error('dist/pyprocwatch.mjs is not built: npm run build');
    const folder = mkdtempSync(join(tmpdir(), 'pyprocwatch-live-'));
    const place = (name: string): string => {
      mkdirSync(join(folder, name), { mode: 0o700 });
      return join(folder, name);
    };
    const env = { ...process.env, HOME: place('home'), XDG_STATE_HOME: place('state'), XDG_CONFIG_HOME: place('config'), XDG_CACHE_HOME: place('cache') };
    const config = join(folder, 'config.yaml');
    writeFileSync(config, JSON.stringify({ watch: { interval: 1, log: 'warn' }, ...(endpoints === undefined ? {} : { endpoints }) }), { mode: 0o600 });
    const child = spawn(process.execPath, [BUILT, 'watch', '--config', config], { cwd: folder, env, stdio: ['ignore', 'ignore', 'inherit'] });
    const end = atEnd(() => {
      child.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    });
    const watched = new Watched(folder, env, child, end);
    if (onSnapshot !== undefined) await watched.#follow(onSnapshot);
    else await sleep(2000);
    return watched;
  }

  async #follow(onSnapshot: (snapshot: Snapshot) => void): Promise<void> {
    const path = join(this.state, 'watch.sock');
    const { version }: { version: string } = JSON.parse(readFileSync(MANIFEST, 'utf8'));
    for (const until = performance.now() + READY_MILLISECONDS; this.#screen === undefined && performance.now() < until; await sleep(50)) {
      if (!existsSync(path)) continue;
      this.#screen = await AttachedTimeline.attach({
        path, version, historyFolder: this.state, intervalMilliseconds: 500, patience: 5000,
        takeOver: () => {
          throw new Error('the service went away');
        },
      });
    }
    if (this.#screen === undefined) throw new Error('the service serves no screen');
    this.#screen.subscribe(onSnapshot);
  }

  /** Folder of its history. */
  get state(): string {
    return join(this.folder, 'state', 'pyprocwatch');
  }

  /** CPU of all its threads so far, ms. */
  get cpuMilliseconds(): number {
    return fineCpuMilliseconds(this.pid);
  }

  get rssBytes(): number {
    return usageOf(this.pid).rssBytes;
  }

  /** Runs a command of the program over what was counted. */
  ask(...args: readonly string[]): string {
    const { stdout, stderr, status } = spawnSync(process.execPath, [BUILT, ...args], { env: this.#env, encoding: 'utf8', maxBuffer: 64 << 20 });
    if (status !== 0) throw new Error(`pyprocwatch ${args.join(' ')} ended with ${status}: ${stderr}`);
    return stdout;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#screen?.close();
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await Promise.race([gone, sleep(5000)]);
    this.#end();
  }
}
