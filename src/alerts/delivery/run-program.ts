import { spawn, type ChildProcess } from 'node:child_process';
import { errorCode } from '../../model/errors.ts';

/** More of what a program says is not kept. */
const MOST_BYTES = 64 * 1024;
const GRACE_MILLISECONDS = 2000;
/** How long what a program said last may take to arrive after its end; others may hold its output open for ever. */
const LAST_WORDS_MILLISECONDS = 200;

export interface Run {
  /** Absolute path, then arguments as they stand. */
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly input: string;
  readonly timeoutMilliseconds: number;
  /** How long it may take to end when it is asked to, before it is killed; 2 s unless given. */
  readonly graceMilliseconds?: number;
}

export type Ended =
  | { readonly how: 'exit'; readonly code: number; readonly said: string }
  | { readonly how: 'signal'; readonly name: string; readonly said: string }
  | { readonly how: 'timeout' | 'stopped'; readonly said: string }
  /** It was never started: a code such as ENOENT. */
  | { readonly how: 'none'; readonly code: string };

/** Sends a signal to a program and what it started: it leads a group of its own. */
function kill({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // They are gone already.
  }
}

/** Runs a program without a shell, in `/`, with nothing but the environment given. Never rejects; `said` is what it wrote to its error output. */
export function runProgram({ command: [program = '', ...args], environment, input, timeoutMilliseconds, graceMilliseconds = GRACE_MILLISECONDS }: Run, signal: AbortSignal): Promise<Ended> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const said = () => Buffer.concat(chunks).toString('utf8');
    let child: ChildProcess;
    try {
      child = spawn(program, args, { cwd: '/', env: environment, shell: false, detached: true, windowsHide: true, stdio: ['pipe', 'ignore', 'pipe'] });
    } catch (error) {
      // An argument with a NUL in it, or too long a list.
      resolve({ how: 'none', code: errorCode(error) });
      return;
    }
    let why: 'timeout' | 'stopped' | undefined;
    let grace: NodeJS.Timeout | undefined;
    const give = (reason: 'timeout' | 'stopped') => {
      if (why !== undefined) return;
      why = reason;
      kill(child, 'SIGTERM');
      grace = setTimeout(() => kill(child, 'SIGKILL'), graceMilliseconds);
    };
    const timer = setTimeout(() => give('timeout'), timeoutMilliseconds);
    const stop = () => give('stopped');
    signal.addEventListener('abort', stop, { once: true });
    const settle = (ended: Ended) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      child.stderr?.destroy();
      resolve(ended);
    };
    child.stderr?.on('data', (chunk: Buffer) => {
      // Read on all the same: a full pipe would hold the program up.
      if (length < MOST_BYTES) chunks.push(chunk.subarray(0, MOST_BYTES - length));
      length += chunk.length;
    });
    // A program need not read what it is given.
    child.stdin?.on('error', () => undefined).end(input);
    child.on('error', (error) => settle({ how: 'none', code: errorCode(error) }));
    child.on('exit', (code, name) => {
      clearTimeout(grace);
      // What it started may not have listened.
      if (why !== undefined) kill(child, 'SIGKILL');
      const ended = (): Ended => {
        if (why !== undefined) return { how: why, said: said() };
        return code === null ? { how: 'signal', name: name ?? '', said: said() } : { how: 'exit', code, said: said() };
      };
      const late = setTimeout(() => settle(ended()), LAST_WORDS_MILLISECONDS);
      child.once('close', () => {
        clearTimeout(late);
        settle(ended());
      });
    });
    if (signal.aborted) stop();
  });
}
