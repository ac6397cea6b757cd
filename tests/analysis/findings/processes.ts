import { FrameBuilder } from '../../../src/model/frame.ts';
import { process as processKind } from '../../../src/model/kinds/process.ts';
import { safeText } from '../../../src/model/safe-text.ts';
import { Snapshot } from '../../../src/model/snapshot.ts';
import type { LeakFinder } from '../../../src/analysis/findings/leak-finder.ts';
import type { Found } from '../../../src/analysis/findings/found.ts';
import type { Trace } from '../../../bench/leaks/trace.ts';

export const START = Date.UTC(2026, 0, 1);

/** A process at one moment. */
export interface Row {
  readonly pid: number;
  /** Epoch seconds. */
  readonly startTime: number;
  readonly anonymousBytes: number;
  readonly cpuSeconds?: number;
  readonly openFiles?: number;
  readonly threads?: number;
  readonly group?: string;
  readonly user?: string;
}

/** What a sampler would have seen at that time (ms since the epoch). */
export function seen(time: number, rows: readonly Row[]): Snapshot {
  const builder = new FrameBuilder(processKind);
  for (const { group = 'program', user = 'ann', ...numbers } of rows) builder.add({ ...numbers, group: safeText(group), user: safeText(user), name: safeText('program') });
  return new Snapshot(time, 60, [builder.build()], []);
}

/** Moments of a trace of one service, in order; each life is a process that starts when it is first seen. */
export function momentsOf({ lives }: Trace): { readonly time: number; readonly row: Row }[] {
  return lives.flatMap(({ pid, seconds, values, ticks }) => [...seconds].map((second, index) => ({
    time: START + second * 1000,
    row: {
      pid, startTime: START / 1000 + (seconds[0] ?? 0), anonymousBytes: values.anonymousMemory[index] ?? Number.NaN, openFiles: values.fileDescriptors[index] ?? Number.NaN,
      threads: values.threads[index] ?? Number.NaN, cpuSeconds: (ticks[index] ?? 0) / 100,
    },
  })));
}

/** What it finds at each of those moments. */
export const found = (finder: LeakFinder, moments: ReturnType<typeof momentsOf>): (readonly Found[])[] => moments.map(({ time, row }) => {
  finder.observe(seen(time, [row]));
  return finder.found();
});
