import { spawn } from 'node:child_process';

/**
 * The first process of a PID namespace: fills it with sleepers and a few that work, then starts the program that is measured.
 * Arguments: number of processes, then the program's. When it ends, the kernel ends all others of the namespace.
 */
const [count = '400', ...program] = process.argv.slice(2);
const BUSY = 4;
const SLEEP_SECONDS = '36000';
/** About 8 % of a core each. */
const WORK = 'setInterval(() => { const end = performance.now() + 20; while (performance.now() < end); }, 250)';
/** Itself and the program. */
const OWN = 2;

const start = (file: string, args: readonly string[], stdio: 'ignore' | 'inherit'): void => {
  const child = spawn(file, args, { stdio: ['ignore', stdio === 'inherit' ? 'ignore' : stdio, stdio] });
  child.on('error', (error) => {
    throw error;
  });
};

for (let index = 0; index < BUSY; index += 1) start(process.execPath, ['-e', WORK], 'ignore');
for (let index = 0; index < Number(count) - BUSY - OWN; index += 1) start('sleep', [SLEEP_SECONDS], 'ignore');
start(process.execPath, program, 'inherit');
process.stdout.write('ready\n');
