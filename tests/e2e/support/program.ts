import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The built program; another one, an installed package say, by PYPROCWATCH_E2E. */
export const PROGRAM = process.env['PYPROCWATCH_E2E'] ?? fileURLToPath(new URL('../../../dist/pyprocwatch.mjs', import.meta.url));
if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is not built; run: npm run build`);

export const isRoot = process.getuid?.() === 0;
export const isInstalled = (command: string): boolean => spawnSync('which', [command]).status === 0;

/** Folders of its own for one test, gone when it ends: home, working folder, and everything XDG. */
export class Sandbox implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'pyprocwatch-e2e-'));
  readonly work = this.make('work');
  readonly home = this.make('home');

  make(name: string): string {
    const path = join(this.folder, name);
    mkdirSync(path, { mode: 0o755, recursive: true });
    return path;
  }

  /** Lets another user in. */
  openToAll(): this {
    for (const path of [this.folder, this.work, this.home]) chmodSync(path, 0o777);
    return this;
  }

  env(more: Readonly<Record<string, string>> = {}): Record<string, string> {
    return {
      PATH: process.env['PATH'] ?? '/usr/bin:/bin', LANG: 'C.UTF-8', SHELL: '/bin/sh', TERM: 'xterm-256color', TZ: 'UTC',
      HOME: this.home, XDG_STATE_HOME: join(this.home, 'state'), XDG_CONFIG_HOME: join(this.home, 'config'), XDG_CACHE_HOME: join(tmpdir(), 'pyprocwatch-e2e-cache'),
      ...more,
    };
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  /** stdout as it came. */
  readonly bytes: Buffer;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly sandbox?: Sandbox;
  /** What runs the program: its first word and what comes before the program's path. Default: this Node. */
  readonly runner?: readonly string[];
}

/** Runs a program without a terminal to its end. */
export async function execute(command: readonly string[], { env = {}, sandbox }: RunOptions = {}): Promise<Ended> {
  using own = new Sandbox();
  const place = sandbox ?? own;
  const [file = '', ...args] = command;
  const child = spawn(file, args, { cwd: place.work, env: place.env(env), stdio: ['ignore', 'pipe', 'pipe'], timeout: 15_000, killSignal: 'SIGKILL' });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const bytes = Buffer.concat(out);
  return { code, out: bytes.toString('utf8'), err: Buffer.concat(err).toString('utf8'), bytes };
}

/** Runs PyProcWatch without a terminal to its end. */
export const run = (args: readonly string[], options: RunOptions = {}): Promise<Ended> =>
  execute([...(options.runner ?? [process.execPath]), PROGRAM, ...args], options);

/** Runs a line of shell in which `pyprocwatch` is the program. */
export const shell = (line: string, options: RunOptions = {}): Promise<Ended> =>
  execute(['bash', '-c', `pyprocwatch() { '${process.execPath}' '${PROGRAM}' "$@"; }\n${line}`], options);
