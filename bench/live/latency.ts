import { setTimeout as sleep } from 'node:timers/promises';
import { startLoad } from './load.ts';
import { quantile, usageOf } from './measure.ts';
import type { Program } from './peers.ts';
import { markdown, report, round } from './report.ts';
import { inPty, temporaryHome } from './terminal.ts';

const KEY_MILLISECONDS = 1000 / 30;
const DOWN = '\u001B[B';
const UP = '\u001B[A';
/** Where it turns: at an end of the table a key changes nothing, and no frame comes. */
const TURN = 300;
/** End of a synchronised update: the frame is whole. */
const FRAME_END = '\u001B[?2026l';

export interface LatencyOptions {
  readonly programs: readonly Program[];
  readonly count: number;
  readonly rounds: number;
  readonly seconds: number;
  readonly warm: number;
}

interface Reading {
  readonly program: string;
  readonly marked: boolean;
  readonly milliseconds: readonly number[];
  readonly kilobytesPerSecond: number;
  readonly cpuPercent: number;
}

async function measureOne(program: Program, { seconds, warm }: LatencyOptions): Promise<Reading> {
  const home = temporaryHome();
  program.prepare?.(home);
  const milliseconds: number[] = [];
  const waiting: number[] = [];
  let bytes = 0;
  // A program without the marks is timed by its first output, which is in its favour.
  let marked = false;
  const terminal = await inPty(program.command, home, (text) => {
    bytes += Buffer.byteLength(text);
    marked ||= text.includes(FRAME_END);
    if (marked && !text.includes(FRAME_END)) return;
    const now = performance.now();
    for (const sent of waiting.splice(0)) milliseconds.push(now - sent);
  });
  try {
    await sleep(warm * 1000);
    bytes = 0;
    const before = usageOf(terminal.pid).cpuMilliseconds;
    const begun = performance.now();
    for (let key = 0; key * KEY_MILLISECONDS < seconds * 1000; key += 1) {
      await sleep(Math.max(0, begun + key * KEY_MILLISECONDS - performance.now()));
      waiting.push(performance.now());
      terminal.write(Math.floor(key / TURN) % 2 === 0 ? DOWN : UP);
    }
    await sleep(1000);
    const elapsed = performance.now() - begun;
    const cpuPercent = ((usageOf(terminal.pid).cpuMilliseconds - before) / elapsed) * 100;
    return { program: program.name, marked, milliseconds, kilobytesPerSecond: bytes / 1000 / (elapsed / 1000), cpuPercent };
  } finally {
    await terminal.close();
  }
}

/** From writing a key to the terminal until the frame that it leads to has come, while somebody holds the key down. */
export async function measureLatency(options: LatencyOptions): Promise<void> {
  const readings: Reading[] = [];
  const load = await startLoad(options.count);
  try {
    for (let turn = 0; turn < options.rounds; turn += 1) for (const program of options.programs) readings.push(await measureOne(program, options));
  } finally {
    await load.close();
  }
  const rows = options.programs.map(({ name }) => {
    const own = readings.filter(({ program }) => program === name);
    const all = own.flatMap(({ milliseconds }) => milliseconds);
    const mean = (value: (reading: Reading) => number): number => own.reduce((sum, reading) => sum + value(reading), 0) / own.length;
    return [name, ...[0.5, 0.95, 1].map((share) => round(quantile(all, share), 1)), round(mean(({ kilobytesPerSecond }) => kilobytesPerSecond), 1), round(mean(({ cpuPercent }) => cpuPercent), 1), own.every(({ marked }) => marked) ? 'end of the frame' : 'first output'];
  });
  const table = markdown(['program', 'p50 ms', 'p95 ms', 'worst ms', 'kB/s', '% of a core', 'timed to'], rows);
  report('latency', `From key to frame: Down and Up 30 times a second, ${options.count} processes, ${options.rounds} x ${options.seconds} s`, table, { readings });
}
