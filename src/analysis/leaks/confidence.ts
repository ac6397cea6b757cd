import type { Examination } from './examination.ts';

const HOUR = 3600;

/**
 * Share of such findings that are leaks where half of what is watched leaks, from the generated traces of bench/leaks
 * (the table it prints shows the shares met). Below a day a cache that fills looks like a leak.
 */
const BY_SPAN: readonly (readonly [leastSeconds: number, confidence: number])[] = [
  [40 * HOUR, 0.95],
  [30 * HOUR, 0.92],
  [22 * HOUR, 0.85],
  [8 * HOUR, 0.7],
  [HOUR, 0.65],
  [0, 0.6],
];

/** A process that was still for long, and then outgrows all it did before, is filling no cache. */
const LATE = { leastSeconds: 6 * HOUR, timesRange: 3, confidence: 0.82 } as const;

export function confidenceOf(examined: Examination): number {
  const span = examined.spanSeconds;
  const bySpan = BY_SPAN.find(([leastSeconds]) => span >= leastSeconds)?.[1] ?? 0;
  if (bySpan >= LATE.confidence || span < LATE.leastSeconds) return bySpan;
  const { seconds, range } = examined.before;
  const rise = Math.min(examined.thirds.rise, examined.work?.adjustedRise ?? Infinity);
  return seconds >= span && rise >= LATE.timesRange * range ? LATE.confidence : bySpan;
}

/** Lives pooled: from three lives and a day on, or six lives. */
export function confidenceOfLives(lives: number, seconds: number): number {
  if (seconds < 20 * HOUR) return 0.65;
  return lives >= 6 ? 0.92 : lives >= 3 ? 0.88 : 0.7;
}
