import { ByteWriter } from '../../src/analysis/leaks/bytes.ts';
import { LeakDetector } from '../../src/analysis/leaks/detector.ts';
import { LEAK_METRICS, METRIC_NAMES } from '../../src/analysis/leaks/metrics.ts';
import type { Trace } from './trace.ts';

/** CPU time of the detector alone, microseconds an update, and the largest state it saved, bytes. */
export function costOf(traces: readonly Trace[]): { readonly microseconds: number; readonly savedBytes: number } {
  let [updates, savedBytes, spent] = [0, 0, 0];
  // The first round warms the compiler up.
  for (const round of [0, 1]) {
    updates = 0;
    const began = process.cpuUsage();
    const detectors = traces.flatMap((trace) => METRIC_NAMES.map((metric) => {
      const detector = new LeakDetector(LEAK_METRICS[metric]);
      for (const life of trace.lives) {
        detector.restarted((life.seconds[0] ?? 0) * 1000);
        let [before, work] = [life.seconds[0] ?? 0, life.ticks[0] ?? 0];
        life.values[metric].forEach((value, row) => {
          const [second = 0, ticks = 0] = [life.seconds[row], life.ticks[row]];
          detector.update(second * 1000, value, second > before ? (ticks - work) / (second - before) : Number.NaN);
          [before, work] = [second, ticks];
          updates += 1;
        });
      }
      return detector;
    }));
    const { user, system } = process.cpuUsage(began);
    spent = user + system;
    if (round === 1) savedBytes = Math.max(0, ...detectors.map(savedBytesOf));
  }
  return { microseconds: spent / updates, savedBytes };
}

function savedBytesOf(detector: LeakDetector): number {
  const to = new ByteWriter();
  detector.write(to);
  return to.length;
}
