import { type ChildProcess, spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import { createInterface } from 'node:readline';

/** Processes started for a test; all are ended, by their pids, when the scope is left. */
export interface Herd {
  readonly pids: readonly number[];
  /** Those that use CPU: all of a core, half of one, a fifth. */
  readonly busy: readonly number[];
  [Symbol.asyncDispose](): Promise<void>;
}

const DUTY = `
const [busy, rest] = process.argv.slice(1).map(Number);
const turn = () => {
  const end = performance.now() + busy;
  while (performance.now() < end);
  if (rest === 0) setImmediate(turn); else setTimeout(turn, rest);
};
turn();`;

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** As many sleepers as asked for, of every niceness, some of them stopped, some with a zombie for a child; and three that use CPU. */
export async function startHerd(sleepers: number): Promise<Herd> {
  const zombies = Math.min(10, Math.floor(sleepers / 10));
  const script = `
    i=0
    while [ $i -lt ${sleepers - zombies} ]; do nice -n $((i % 20)) sleep 1000 & echo $!; i=$((i + 1)); done
    i=0
    while [ $i -lt ${zombies} ]; do sh -c 'sleep 0 & exec sleep 1000' & echo $!; i=$((i + 1)); done
    echo done
    exec sleep 1000`;
  const shell = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore'] });
  const pids: number[] = [];
  for await (const line of createInterface({ input: shell.stdout })) {
    if (line === 'done') break;
    pids.push(Number(line));
  }
  for (const pid of pids.slice(0, Math.floor(sleepers / 20))) process.kill(pid, 'SIGSTOP');
  const burners: ChildProcess[] = [[100, 0], [10, 10], [5, 20]].map((times) => spawn(process.execPath, ['-e', DUTY, ...times.map(String)], { stdio: 'ignore' }));
  const busy = burners.flatMap(({ pid }) => (pid === undefined ? [] : [pid]));
  for (const pid of busy) {
    try {
      // Where allowed: what others do on this machine is not to be measured.
      setPriority(pid, -15);
    } catch {
      // They share the CPUs, then.
    }
  }
  return {
    pids: [...pids, ...busy], busy,
    [Symbol.asyncDispose]: async () => {
      for (const pid of pids) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
      for (const child of [...burners, shell]) child.kill('SIGKILL');
      while ([...pids, ...busy].some((pid) => isAlive(pid) && !shell.killed)) await new Promise((resolve) => setTimeout(resolve, 20));
    },
  };
}

/** Resolves when nothing in a herd is on its way to sleep any more. */
export const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 700));
