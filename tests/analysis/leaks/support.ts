import { ByteReader, ByteWriter } from '../../../src/analysis/leaks/bytes.ts';
import { LeakDetector } from '../../../src/analysis/leaks/detector.ts';
import { LEAK_METRICS, type LeakMetric, type MetricName } from '../../../src/analysis/leaks/metrics.ts';
import type { LeakVerdict } from '../../../src/analysis/leaks/verdict.ts';
import { QUIET, playLong, type LongModel } from '../../../bench/leaks/model-long.ts';
import { IDLE, playShort, type ShortModel } from '../../../bench/leaks/model-short.ts';
import { Random } from '../../../bench/leaks/random.ts';
import type { Trace } from '../../../bench/leaks/trace.ts';

export const long = (model: Partial<LongModel>, seed = 1): Trace => playLong('test', 'test', { ...QUIET, ...model }, new Random(seed));
export const short = (model: Partial<ShortModel>, seed = 1): Trace => playShort('test', 'test', { ...IDLE, ...model }, new Random(seed));

/** Feeds one metric of a trace of one service; `each` sees the verdict after each value. */
export function watch(trace: Trace, metric: MetricName = 'anonymousMemory', each: (seconds: number, verdict: LeakVerdict | undefined) => void = () => undefined): LeakDetector {
  const detector = new LeakDetector(LEAK_METRICS[metric]);
  trace.lives.forEach((life, place) => {
    if (place > 0) detector.restarted((life.seconds[0] ?? 0) * 1000);
    life.seconds.forEach((second, row) => {
      const before = row === 0 ? Number.NaN : ((life.ticks[row] ?? 0) - (life.ticks[row - 1] ?? 0)) / (second - (life.seconds[row - 1] ?? 0));
      detector.update(second * 1000, life.values[metric][row] ?? Number.NaN, before);
      each(second, detector.verdict());
    });
  });
  return detector;
}

/** The highest confidence ever held, and when the first verdict came. */
export function highest(trace: Trace, metric: MetricName = 'anonymousMemory'): { readonly confidence: number; readonly firstSeconds: number } {
  let [confidence, firstSeconds] = [0, Number.NaN];
  watch(trace, metric, (seconds, verdict) => {
    if (verdict === undefined) return;
    confidence = Math.max(confidence, verdict.confidence);
    if (Number.isNaN(firstSeconds)) firstSeconds = seconds;
  });
  return { confidence, firstSeconds };
}

export function saved(detector: LeakDetector): Uint8Array {
  const to = new ByteWriter();
  detector.write(to);
  return to.bytes();
}

export function restored(metric: LeakMetric, bytes: Uint8Array): LeakDetector | undefined {
  const from = new ByteReader(bytes);
  const detector = LeakDetector.read(metric, from);
  return from.complete ? detector : undefined;
}
