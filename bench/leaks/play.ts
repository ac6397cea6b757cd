import { METRIC_NAMES } from '../../src/analysis/leaks/metrics.ts';
import { LeakWatch, type ProcessReading, type Track } from '../../src/analysis/leaks/watch.ts';
import type { Alarm } from './score.ts';
import type { Trace } from './trace.ts';

interface Moment { readonly seconds: number; readonly processes: ProcessReading[] }

/** The trace as it was recorded: all processes of one moment together. */
export function* moments({ lives }: Trace): Generator<Moment> {
  const places = lives.map(() => 0);
  for (;;) {
    let seconds = Infinity;
    lives.forEach((life, index) => {
      seconds = Math.min(seconds, life.seconds[places[index] ?? 0] ?? Infinity);
    });
    if (seconds === Infinity) return;
    const processes: ProcessReading[] = [];
    lives.forEach((life, index) => {
      const row = places[index] ?? 0;
      if (life.seconds[row] !== seconds) return;
      places[index] = row + 1;
      const value = (name: (typeof METRIC_NAMES)[number]): number => life.values[name][row] ?? Number.NaN;
      processes.push({
        pid: life.pid, start: life.seconds[0] ?? 0, work: life.ticks[row] ?? Number.NaN,
        values: { anonymousMemory: value('anonymousMemory'), fileDescriptors: value('fileDescriptors'), threads: value('threads') },
      });
    });
    yield { seconds, processes };
  }
}

/** Thresholds of confidence that are told apart; 0 is any. */
export const THRESHOLDS = [0, 0.65, 0.7, 0.8, 0.85, 0.88, 0.9, 0.92, 0.95] as const;
/** Those that the tables show. */
export const SHOWN: readonly number[] = [0, 0.8, 0.9];

export interface Played {
  /** Alarms for each of the thresholds: a verdict came up to it. */
  readonly alarms: readonly (readonly Alarm[])[];
  readonly updates: number;
  readonly microseconds: number;
}

/** What the detector says of a trace, and what it cost. */
export function play(trace: Trace): Played {
  const watch = new LeakWatch();
  const alarms = THRESHOLDS.map((): Alarm[] => []);
  const was = new Map<Track, number>();
  const all = [...moments(trace)];
  let updates = 0;
  const began = process.cpuUsage();
  for (const { seconds, processes } of all) {
    for (const track of watch.read(seconds, processes)) {
      updates += 1;
      const confidence = track.verdict?.confidence ?? -1;
      const before = was.get(track) ?? -1;
      if (confidence === before) continue;
      was.set(track, confidence);
      const { slopePerHour = Number.NaN, slopeLow = Number.NaN, slopeHigh = Number.NaN } = track.verdict ?? {};
      THRESHOLDS.forEach((threshold, index) => {
        if (confidence < threshold || before >= threshold) return;
        alarms[index]?.push({ seconds, pid: track.pid, metric: track.metric, confidence, slope: { low: slopeLow, middle: slopePerHour, high: slopeHigh } });
      });
    }
  }
  const { user, system } = process.cpuUsage(began);
  return { alarms, updates, microseconds: user + system };
}
