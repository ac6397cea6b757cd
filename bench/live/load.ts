import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { atEnd } from './closers.ts';

const BUSY = 4;
/** Should this program be killed outright, what it started does not outlive it for long. */
const LONGEST_SECONDS = 6 * 3600;
/** About 8 % of a core each: the first rows change at every tick, and the machine stays usable. */
const WORK = 'setInterval(() => { const end = performance.now() + 20; while (performance.now() < end); }, 250)';
const BATCH = 100;

export interface Load {
  readonly close: () => Promise<void>;
}

/** Processes on the machine, those of others among them. */
export function processCount(): number {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).length;
}

/** Fills the machine up to about `wanted` processes: idle ones, and a few that do something. */
export async function startLoad(wanted: number): Promise<Load> {
  const children: ChildProcess[] = [];
  const end = atEnd(() => {
    for (const child of children) child.kill('SIGKILL');
  });
  const start = (file: string, args: readonly string[]): void => {
    const child = spawn(file, args, { stdio: 'ignore' });
    child.on('error', (error) => {
      throw error;
    });
    children.push(child);
  };
  for (let index = 0; index < BUSY; index += 1) start(process.execPath, ['-e', WORK]);
  // What others have running may end just now: looked at again.
  for (let tries = 0; tries < 3; tries += 1) {
    const idle = Math.max(0, wanted - processCount());
    for (let index = 0; index < idle; index += 1) {
      start('sleep', [String(LONGEST_SECONDS)]);
      // Lets the loop turn, so that an error is seen at once.
      if (index % BATCH === BATCH - 1) await sleep(1);
    }
    await sleep(1000);
  }
  return {
    close: async () => {
      const ended = children.filter((child) => child.exitCode === null && child.signalCode === null).map((child) => once(child, 'exit'));
      end();
      await Promise.all(ended);
    },
  };
}
