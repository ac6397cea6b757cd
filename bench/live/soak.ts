import { setTimeout as sleep } from 'node:timers/promises';
import { startLoad } from './load.ts';
import { slope, usageOf } from './measure.ts';
import type { Program } from './peers.ts';
import { markdown, report, round } from './report.ts';
import { inPty, temporaryHome } from './terminal.ts';

const SAMPLE_SECONDS = 10;
/** At full speed thousands of frames go by in a second. */
const SAMPLE_MILLISECONDS_FAST = 250;
/** V8's heap and the histories fill in the first minutes. */
const WARM_SECONDS = 300;
const FRAME_END = '\u001B[?2026l';
const DOWN = '\u001B[B';
const PAGE_UP = '\u001B[5~';
/** Every so many keys down one goes a page up, so that the cursor never rests at the end. */
const DOWN_KEYS = 40;

export interface SoakOptions {
  readonly programs: readonly Program[];
  readonly count: number;
  readonly minutes: number;
  /** Frames at full speed instead of minutes at 1 Hz. */
  readonly frames: number | undefined;
}

interface Sample {
  readonly seconds: number;
  readonly frames: number;
  readonly rssBytes: number;
}

async function soak(program: Program, { minutes, frames: wanted }: SoakOptions): Promise<Sample[]> {
  const home = temporaryHome();
  program.prepare?.(home);
  let frames = 0;
  let keys = 0;
  let write: (keys: string) => void = () => {};
  const args = wanted === undefined ? program.command.args : [...program.command.args, '--interval', '0.1'];
  const terminal = await inPty({ file: program.command.file, args }, home, (text) => {
    const ended = text.split(FRAME_END).length - 1;
    frames += ended;
    if (wanted === undefined || ended === 0) return;
    // As fast as it draws: each frame brings the next key.
    keys += 1;
    write(keys % DOWN_KEYS === 0 ? PAGE_UP : DOWN);
  });
  write = terminal.write;
  const samples: Sample[] = [];
  const begun = performance.now();
  const seconds = (): number => (performance.now() - begun) / 1000;
  try {
    while (wanted === undefined ? seconds() < minutes * 60 : frames < wanted) {
      await sleep(wanted === undefined ? SAMPLE_SECONDS * 1000 : SAMPLE_MILLISECONDS_FAST);
      const { rssBytes } = usageOf(terminal.pid);
      if (rssBytes === 0) throw new Error(`${program.name} ended by itself`);
      samples.push({ seconds: seconds(), frames, rssBytes });
      process.stderr.write(`${program.name}: ${seconds().toFixed(0)} s, ${frames} frames, ${(rssBytes / 1024 ** 2).toFixed(1)} MB\n`);
    }
  } finally {
    await terminal.close();
  }
  return samples;
}

/** Whether memory stays flat: by the hour at 1 Hz, or over many frames at full speed. */
export async function measureSoak(options: SoakOptions): Promise<void> {
  const load = await startLoad(options.count);
  const results: { program: string; samples: Sample[] }[] = [];
  try {
    for (const program of options.programs) results.push({ program: program.name, samples: await soak(program, options) });
  } finally {
    await load.close();
  }
  const megabytes = (sample: Sample | undefined): number => round((sample?.rssBytes ?? Number.NaN) / 1024 ** 2, 1);
  const rows = results.map(({ program, samples }) => {
    const last = samples.at(-1);
    const warm = samples.filter(({ seconds, frames }) => (options.frames === undefined ? seconds >= Math.min(WARM_SECONDS, options.minutes * 30) : frames >= options.frames / 4));
    const perHour = slope(warm.map(({ seconds, rssBytes }) => [seconds / 3600, rssBytes / 1024]));
    const perFrame = slope(warm.map(({ frames, rssBytes }) => [frames, rssBytes]));
    const most = Math.max(...samples.map(({ rssBytes }) => rssBytes)) / 1024 ** 2;
    return [program, round((last?.seconds ?? 0) / 60, 1), last?.frames ?? 0, megabytes(warm[0]), megabytes(last), round(most, 1), round(perHour, 0), round(perFrame, 1)];
  });
  const table = markdown(['program', 'minutes', 'frames', 'RSS MB warm', 'at the end', 'most', 'KB an hour', 'bytes a frame'], rows);
  report('soak', `Memory over time, ${options.count} processes, ${options.frames === undefined ? '1 Hz' : 'at full speed'}`, table, { results });
}
