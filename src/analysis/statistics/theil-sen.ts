import { median, quantileOfSorted } from './median.ts';

export interface RobustLine {
  /** Median of the slopes of all pairs, units of y by unit of x. */
  readonly slope: number;
  /** Sen's interval of the slope. */
  readonly low: number;
  readonly high: number;
  /** Median of y - slope * x. */
  readonly intercept: number;
}

/** Two-sided 90 % of a normal. */
export const NORMAL_90 = 1.645;

/**
 * The line of Theil (1950) and Sen (1968) through the first `count` points: up to 29 % of them may be anything.
 * The interval is Sen's by ranks for the given normal quantile; `variance` widens it where neighbours are not
 * independent (Hamed and Rao, 1998). Points of one x give no slope; undefined when no two differ.
 */
export function theilSen(x: ArrayLike<number>, y: ArrayLike<number>, count = y.length, variance = 1, normal = NORMAL_90): RobustLine | undefined {
  const slopes = new Float64Array((count * (count - 1)) / 2);
  let pairs = 0;
  for (let left = 0; left < count; left += 1) {
    for (let right = left + 1; right < count; right += 1) {
      const run = (x[right] ?? 0) - (x[left] ?? 0);
      const slope = ((y[right] ?? 0) - (y[left] ?? 0)) / run;
      if (run === 0 || !Number.isFinite(slope)) continue;
      slopes[pairs] = slope;
      pairs += 1;
    }
  }
  if (pairs === 0) return undefined;
  const sorted = slopes.subarray(0, pairs).sort();
  const slope = quantileOfSorted(sorted, 0.5);
  const spread = normal * Math.sqrt((variance * count * (count - 1) * (2 * count + 5)) / 18);
  const at = (rank: number): number => sorted[Math.min(pairs - 1, Math.max(0, rank))] ?? slope;
  const rests = new Float64Array(count);
  for (let index = 0; index < count; index += 1) rests[index] = (y[index] ?? 0) - slope * (x[index] ?? 0);
  return { slope, low: at(Math.floor((pairs - spread) / 2)), high: at(Math.ceil((pairs + spread) / 2)), intercept: median(rests) };
}
