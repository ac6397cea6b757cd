import { spawn } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The first process of a PID namespace: fills it with sleepers that are called as the rules of the bench expect, and a few that
 * work, then starts the program that is measured. Arguments: number of processes, a folder, then the program's.
 */
const [count = '400', folder = '', ...program] = process.argv.slice(2);
const BUSY = 4;
const SLEEP_SECONDS = '36000';
const NAMES = 90;
/** About 8 % of a core each. */
const WORK = 'setInterval(() => { const end = performance.now() + 20; while (performance.now() < end); }, 250)';
/** Itself and the program. */
const OWN = 2;

const start = (file: string, args: readonly string[], stdio: 'ignore' | 'inherit'): void => {
  const child = spawn(file, args, { stdio: ['ignore', stdio, stdio] });
  child.on('error', (error) => {
    throw error;
  });
};

const bin = join(folder, 'bin');
mkdirSync(bin, { recursive: true });
const names = Array.from({ length: NAMES }, (_, index) => (index < 40 ? `worker-${index}` : `group-${index - 40}`));
for (const name of names) symlinkSync('/bin/sleep', join(bin, name));
for (let index = 0; index < BUSY; index += 1) start(process.execPath, ['-e', WORK], 'ignore');
for (let index = 0; index < Number(count) - BUSY - OWN; index += 1) start(join(bin, names[index % NAMES] ?? ''), [SLEEP_SECONDS], 'ignore');
process.stdout.write('ready\n');
start(process.execPath, program, 'inherit');
