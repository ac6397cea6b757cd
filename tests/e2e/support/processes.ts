import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { untilTrue } from './wait.ts';

const started = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of started) child.kill('SIGKILL');
});

let count = 0;
/** Digits that stand in no other process's arguments: `sleep` takes them, and the tests find the row by them. */
export const mark = (): string => {
  count += 1;
  return `4${String(process.pid).padStart(7, '0')}${String(count).padStart(3, '0')}`;
};

/** Passes the processes of these pids. */
export const those = (...processes: readonly { readonly pid: number }[]): string => processes.map(({ pid }) => `pid = ${pid}`).join(' or ');

/** Passes the sleepers of that mark, and not those who have the mark in a filter of their own. */
export const only = (own: string): string => `command ~ "^sleep ${own}"`;

export interface Started extends AsyncDisposable {
  readonly pid: number;
  readonly child: ChildProcess;
  readonly alive: () => boolean;
  /** Lines that it wrote to its stdout. */
  readonly output: () => string;
  readonly says: (what: RegExp) => Promise<RegExpExecArray>;
}

export interface StartOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly argv0?: string;
  readonly cwd?: string;
  readonly uid?: number;
  /** In a process group of its own, which ends with it: for parents. */
  readonly detached?: boolean;
}

const isRunning = (child: ChildProcess): boolean => child.exitCode === null && child.signalCode === null;

/** Starts a process of the test's own, which ends with the test. */
export async function start(command: string, args: readonly string[], options: StartOptions = {}): Promise<Started> {
  const child = spawn(command, args, { ...options, env: { PATH: process.env['PATH'], ...options.env }, stdio: ['ignore', 'pipe', 'inherit'] });
  started.add(child);
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', () => resolve());
    child.once('error', reject);
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString('utf8');
  });
  return {
    pid: child.pid ?? 0,
    child,
    alive: () => isRunning(child),
    output: () => output,
    async says(what) {
      await untilTrue(() => what.test(output), () => `it never said ${what}, but: ${output}`);
      const found = what.exec(output);
      if (found === null) throw new Error('unreachable');
      return found;
    },
    async [Symbol.asyncDispose]() {
      started.delete(child);
      if (!isRunning(child)) return;
      const gone = new Promise((resolve) => child.once('exit', resolve));
      if (options.detached === true && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      else child.kill('SIGKILL');
      await gone;
    },
  };
}

export interface Sleeper extends Started {
  readonly mark: string;
}

/** `own`: a mark that something looks for already. */
export async function sleeper(options: StartOptions = {}, own = mark()): Promise<Sleeper> {
  return { ...(await start('sleep', [own], options)), mark: own };
}

/** Many rows of the test's own; all have the mark in their arguments, and a number. */
export async function crowd(size: number, command = 'sleep'): Promise<AsyncDisposable & { readonly mark: string; readonly pids: readonly number[] }> {
  const own = mark();
  const all = await Promise.all(Array.from({ length: size }, (_, index) => start(command, [own, String(1000 + index)])));
  return {
    mark: own,
    pids: all.map(({ pid }) => pid),
    async [Symbol.asyncDispose]() {
      await Promise.all(all.map((child) => child[Symbol.asyncDispose]()));
    },
  };
}

/** A field of /proc/PID/stat, counted from 1 as proc_pid_stat(5) does. */
export function statField(pid: number, field: number): string {
  const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[field - 3] ?? '';
}

/** A node program of the test's own; the mark stands in its arguments. */
export async function script(code: string, options: StartOptions & { readonly args?: readonly string[] } = {}): Promise<Sleeper> {
  const own = mark();
  return { ...(await start(process.execPath, ['-e', code, own, ...(options.args ?? [])], options)), mark: own };
}

/** A web server on a free port of this machine. */
export async function server(): Promise<Sleeper & { readonly port: number }> {
  const own = await script('require("node:http").createServer((_, answer) => answer.end("ok")).listen(0, "127.0.0.1", function () { console.log("port " + this.address().port + "."); })');
  const [, port = '0'] = await own.says(/port (\d+)\./);
  return { ...own, port: Number(port) };
}
