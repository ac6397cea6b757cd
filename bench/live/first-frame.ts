import { setTimeout as sleep } from 'node:timers/promises';
import { startLoad } from './load.ts';
import { fineCpuMilliseconds, isAlive, median } from './measure.ts';
import type { Program } from './peers.ts';
import { markdown, report, round } from './report.ts';
import { inPty, temporaryHome } from './terminal.ts';

const TURNS = 7;
const LONGEST_MILLISECONDS = 20_000;
const SEQUENCES = /\u001B(?:\[[\d;?<>=]*[A-Za-z]|[()][A-Z0-9])/g;
/** pid, user, and further figures: a row of a process table, whoever draws it. */
const ROW = /\b\d+ +[a-z_][\w.-]* +\S+ +\S+/;
const HEADER = /\bPID\b|Pid:/;

interface Reading {
  readonly program: string;
  readonly cpuMilliseconds: number;
  readonly milliseconds: number;
}

async function measureOne(program: Program, home: string, gently: boolean): Promise<Reading> {
  const begun = performance.now();
  let output = '';
  let seenAt = Number.NaN;
  const seen = (text: string): void => {
    output += text;
    if (!Number.isNaN(seenAt)) return;
    const plain = output.replace(SEQUENCES, ' ');
    const header = HEADER.exec(plain);
    if (header !== null && ROW.test(plain.slice(header.index))) seenAt = performance.now();
  };
  const terminal = await inPty(program.command, home, seen);
  try {
    while (Number.isNaN(seenAt) && performance.now() - begun < LONGEST_MILLISECONDS) await sleep(2);
    if (Number.isNaN(seenAt)) throw new Error(`${program.name} showed no row within ${LONGEST_MILLISECONDS / 1000} s`);
    if (gently) {
      process.kill(terminal.pid, 'SIGTERM');
      for (let tries = 0; tries < 150 && isAlive(terminal.pid); tries += 1) await sleep(20);
      return { program: program.name, cpuMilliseconds: Number.NaN, milliseconds: Number.NaN };
    }
    // Stopped before it is read, so that what it does next does not count.
    process.kill(terminal.pid, 'SIGSTOP');
    return { program: program.name, cpuMilliseconds: fineCpuMilliseconds(terminal.pid), milliseconds: seenAt - begun };
  } finally {
    await terminal.close();
  }
}

/** CPU and time from the start of a program until it has shown its first row. */
export async function measureFirstFrames({ programs, count }: { readonly programs: readonly Program[]; readonly count: number }): Promise<void> {
  const readings: Reading[] = [];
  const load = await startLoad(count);
  const homes = new Map(programs.map((program) => [program.name, temporaryHome()]));
  try {
    // The first turn fills caches (the operating system's, and that of compiled code, which is written at the end) and does not count.
    for (let turn = 0; turn <= TURNS; turn += 1) {
      for (const program of programs) {
        const home = homes.get(program.name) ?? temporaryHome();
        program.prepare?.(home);
        const reading = await measureOne(program, home, turn === 0);
        if (turn > 0) readings.push(reading);
      }
    }
  } finally {
    await load.close();
  }
  const rows = programs.map(({ name }) => {
    const own = readings.filter(({ program }) => program === name);
    const cpu = own.map(({ cpuMilliseconds }) => cpuMilliseconds);
    return [name, round(Math.min(...cpu), 0), round(median(cpu), 0), round(median(own.map(({ milliseconds }) => milliseconds)), 0)];
  });
  report('first-frame', `Until the first row is on the screen, ${count} processes, ${TURNS} starts`, markdown(['program', 'CPU ms (least)', 'CPU ms (median)', 'ms (median)'], rows), { readings });
}
