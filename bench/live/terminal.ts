import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { atEnd } from './closers.ts';
import { childrenOf, isAlive } from './measure.ts';

export const COLUMNS = 200;
export const ROWS = 60;

/** A program as it is started, without a shell. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
}

/** A folder that stands for a home with no settings; removed at the end. */
export function temporaryHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'pyprocwatch-bench-'));
  atEnd(() => rmSync(home, { recursive: true, force: true }));
  return home;
}

/** What every program is given, the same for all. */
export function environmentOf(home: string): NodeJS.ProcessEnv {
  const { PATH } = process.env;
  return { PATH, HOME: home, XDG_CONFIG_HOME: join(home, '.config'), XDG_CACHE_HOME: join(home, '.cache'), LC_ALL: 'C.UTF-8', SHELL: '/bin/sh', TERM: 'xterm-256color', TMUX_TMPDIR: home };
}

export interface Terminal {
  readonly pid: number;
  readonly close: () => Promise<void>;
}

async function waitUntil(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 250 && !holds(); tries += 1) await sleep(20);
}

/** Runs a program in a tmux server of its own. */
export function inTmux({ file, args }: Command, home: string, socket: string): Terminal & { readonly screen: () => string } {
  const env = environmentOf(home);
  const tmux = (...words: readonly string[]): string => execFileSync('tmux', ['-L', socket, '-f', '/dev/null', ...words], { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  tmux('start-server', ';', 'set-option', '-g', 'default-terminal', 'tmux-256color', ';', 'new-session', '-d', '-x', String(COLUMNS), '-y', String(ROWS), '-c', home, file, ...args);
  const pid = Number(tmux('display-message', '-p', '#{pane_pid}'));
  const end = atEnd(() => {
    try {
      // Outright, so that it writes nothing more to a home that is about to go.
      process.kill(pid, 'SIGKILL');
      tmux('kill-server');
    } catch {
      // The program ended by itself, and its server with it.
    }
  });
  return {
    pid,
    screen: () => tmux('capture-pane', '-p'),
    close: async () => {
      end();
      await waitUntil(() => !isAlive(pid));
    },
  };
}

/** Runs a program in a terminal whose keys and output are ours, to be timed. */
export async function inPty({ file, args }: Command, home: string, receive: (text: string) => void): Promise<Terminal & { readonly write: (keys: string) => void }> {
  const names = [file, ...args].map((_, index) => `BENCH_WORD_${index}`);
  const words = Object.fromEntries([file, ...args].map((word, index) => [`BENCH_WORD_${index}`, word]));
  // script(1) takes one string for a shell: the words go by the environment, so that nothing in them is read by it.
  const line = `stty cols ${COLUMNS} rows ${ROWS}; exec ${names.map((name) => `"$${name}"`).join(' ')}`;
  const child = spawn('script', ['-qefc', line, '/dev/null'], { env: { ...environmentOf(home), ...words }, cwd: home, stdio: ['pipe', 'pipe', 'ignore'] });
  child.stdout.setEncoding('utf8').on('data', receive);
  child.stdin.on('error', () => {});
  const script = child.pid ?? 0;
  let pid = 0;
  const end = atEnd(() => {
    if (pid > 0 && isAlive(pid)) process.kill(pid, 'SIGKILL');
    child.kill('SIGKILL');
  });
  await waitUntil(() => {
    pid = childrenOf(script)[0] ?? 0;
    return pid > 0;
  });
  return {
    pid,
    write: (keys) => child.stdin.write(keys),
    close: async () => {
      end();
      await waitUntil(() => !isAlive(pid) && !isAlive(script));
    },
  };
}
