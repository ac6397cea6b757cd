import type { Series } from '../../model/timeline.ts';

/** Means of so many steps (seconds) from `start` (seconds since the epoch) on; NaN for a step without values. Times of the series are ms since the epoch. */
export function meansByStep({ times, values }: Series, start: number, step: number, count: number): Float64Array {
  const [sums, counts] = [new Float64Array(count), new Float64Array(count)];
  times.forEach((time, index) => {
    const place = Math.floor((time / 1000 - start) / step);
    const value = values[index] ?? Number.NaN;
    if (place < 0 || place >= count || Number.isNaN(value)) return;
    sums[place] = (sums[place] ?? 0) + value;
    counts[place] = (counts[place] ?? 0) + 1;
  });
  return sums.map((sum, place) => (counts[place] === 0 ? Number.NaN : sum / (counts[place] ?? 1)));
}

/** Their sum, step by step; NaN where none is known. */
export function sumByStep(all: readonly Float64Array[]): Float64Array {
  return (all[0] ?? new Float64Array(0)).map((_, place) => {
    const values = all.flatMap((one) => (Number.isNaN(one[place] ?? Number.NaN) ? [] : [one[place] ?? 0]));
    return values.length === 0 ? Number.NaN : values.reduce((sum, value) => sum + value, 0);
  });
}
