import { median } from '../statistics/median.ts';

/** A series in stretches of equal time, empty ones left out. */
export interface Reduced {
  /** Seconds since the last value (0 or below), of each stretch's mean time. */
  readonly seconds: Float64Array;
  /** Median of each stretch. */
  readonly values: Float64Array;
  readonly stretchSeconds: number;
  readonly historySeconds: number;
}

export const STRETCHES = 64;

/** Times (seconds) that fall back and values that are no numbers are left out. Undefined when nothing of length is left. */
export function reduce(times: ArrayLike<number>, values: ArrayLike<number>): Reduced | undefined {
  const kept: [time: number, value: number][] = [];
  for (let index = 0; index < Math.min(times.length, values.length); index += 1) {
    const [time = Number.NaN, value = Number.NaN] = [times[index], values[index]];
    if (Number.isFinite(time) && Number.isFinite(value) && !(time <= (kept.at(-1)?.[0] ?? -Infinity))) kept.push([time, value]);
  }
  const [first = 0, last = 0] = [kept[0]?.[0], kept.at(-1)?.[0]];
  const historySeconds = last - first;
  if (!(historySeconds > 0) || !Number.isFinite(historySeconds)) return undefined;
  const wanted = Math.min(STRETCHES, kept.length);
  const stretches: { times: number; values: number[] }[] = Array.from({ length: wanted }, () => ({ times: 0, values: [] }));
  for (const [time, value] of kept) {
    const stretch = stretches[Math.min(wanted - 1, Math.floor(((time - first) / historySeconds) * wanted))];
    if (stretch === undefined) continue;
    stretch.times += time - last;
    stretch.values.push(value);
  }
  const filled = stretches.filter((stretch) => stretch.values.length > 0);
  return {
    seconds: Float64Array.from(filled, (stretch) => stretch.times / stretch.values.length), values: Float64Array.from(filled, (stretch) => median(stretch.values)),
    stretchSeconds: historySeconds / wanted, historySeconds,
  };
}
