import { firstCosts, fit, misfit, type FitOptions } from './fit.ts';
import { partsOf, type PartOptions } from './parts.ts';
import { shifted, type RequestTimes } from './request-times.ts';
import { placeOf } from './rows.ts';
import type { Segment } from './samples.ts';

const BIN = 20;
/** Two clocks that are further apart, ms, are not looked for. */
const FURTHEST = 5000;
/** More of the run than this, ms, makes the clock no clearer. */
const LONGEST = 120_000;
const STEPS = [8, 4, 2, 1] as const;
/** An offset below this, ms, is that of rounding. */
const LEAST = 2;
/** Twice the log-likelihood by which another offset must be better, as a share of the rows and at least. */
const BETTER = { share: 0.004, least: 12 } as const;

/** How well CPU follows requests in flight at each lag of bins, all processes together (sums of products around the means). */
function crossCorrelation(segments: readonly Segment[], requests: RequestTimes): Float64Array {
  const lags = FURTHEST / BIN;
  const sums = new Float64Array(2 * lags + 1);
  for (const { process, edges, cpu } of segments) {
    const begin = edges[0] ?? 0;
    const length = Math.min(LONGEST, (edges.at(-1) ?? 0) - begin);
    const count = Math.floor(length / BIN);
    if (count < 4 * lags) continue;
    const [flight, used] = [new Float64Array(count), new Float64Array(count)];
    for (let bin = 0; bin < count; bin += 1) {
      const sample = placeOf(edges, begin + (bin + 0.5) * BIN);
      if (sample >= 0) used[bin] = (cpu[sample] ?? 0) / ((edges[sample + 1] ?? 0) - (edges[sample] ?? 0));
    }
    requests.process.forEach((by, index) => {
      if (by !== process && by >= 0) return;
      const first = Math.max(0, Math.floor(((requests.start[index] ?? 0) - begin) / BIN));
      const last = Math.min(count - 1, Math.floor(((requests.end[index] ?? 0) - begin) / BIN));
      for (let bin = first; bin <= last; bin += 1) flight[bin] = (flight[bin] ?? 0) + 1;
    });
    const center = (values: Float64Array): Float64Array => {
      const mean = values.reduce((sum, value) => sum + value, 0) / count;
      return values.map((value) => value - mean);
    };
    const [left, right] = [center(flight), center(used)];
    for (let lag = -lags; lag <= lags; lag += 1) {
      let sum = 0;
      for (let bin = Math.max(0, -lag); bin < Math.min(count, count - lag); bin += 1) sum += (left[bin] ?? 0) * (right[bin + lag] ?? 0);
      sums[lag + lags] = (sums[lag + lags] ?? 0) + sum;
    }
  }
  return sums;
}

/** The lag, ms, at which CPU follows requests clearly best; 0 where none stands out from that of equal clocks. */
function roughOffset(segments: readonly Segment[], requests: RequestTimes): number {
  const sums = crossCorrelation(segments, requests);
  const middle = (sums.length - 1) / 2;
  let best = middle;
  sums.forEach((sum, lag) => {
    if (sum > (sums[best] ?? 0)) best = lag;
  });
  const spread = Math.sqrt(sums.reduce((sum, value) => sum + value * value, 0) / sums.length);
  const near = Math.max(...sums.subarray(middle - 2, middle + 3));
  return (sums[best] ?? 0) > 4 * spread && (sums[best] ?? 0) > 1.3 * near ? (best - middle) * BIN : 0;
}

/** The part of a segment around a time that is long enough to tell the clock. */
function around(segment: Segment, middle: number): Segment[] {
  const [from, to] = [middle - LONGEST / 2, middle + LONGEST / 2];
  const { edges } = segment;
  if ((edges.at(-1) ?? 0) - (edges[0] ?? 0) <= LONGEST) return [segment];
  const first = Math.max(0, placeOf(edges, from));
  const last = placeOf(edges, to) < 0 ? edges.length - 1 : placeOf(edges, to);
  if ((edges[0] ?? 0) > to || (edges.at(-1) ?? 0) < from || last - first < 1) return [];
  return [{ ...segment, edges: edges.slice(first, last + 1), cpu: segment.cpu.slice(first, last), delay: segment.delay.slice(first, last) }];
}

/** The middle of the requests that end while a process is sampled. */
function middleOf(segments: readonly Segment[], { end }: RequestTimes): number {
  const begin = Math.min(...segments.map(({ edges }) => edges[0] ?? Number.POSITIVE_INFINITY));
  const until = Math.max(...segments.map(({ edges }) => edges.at(-1) ?? Number.NEGATIVE_INFINITY));
  const seen = end.filter((time) => time >= begin && time < until);
  return seen[seen.length >> 1] ?? begin;
}

/**
 * Milliseconds to be added to the log's times so that they fit the samples' clock: a rough shift by cross-correlation,
 * then the shift of the best likelihood in steps of 8, 4, 2 and 1 ms. 0 where no other is clearly better.
 */
export function clockOffset(all: readonly Segment[], requests: RequestTimes, shares: Float64Array, columns: number, options: FitOptions, layout: PartOptions): number {
  const middle = middleOf(all, requests);
  const segments = all.flatMap((segment) => around(segment, middle));
  const known = new Map<number, number>();
  let begin: Float64Array | undefined;
  const at = (offset: number): number => {
    const before = known.get(offset);
    if (before !== undefined) return before;
    const times = shifted(requests, offset);
    const parts = partsOf(segments, times, shares, layout);
    begin ??= firstCosts(parts, times, columns);
    const value = misfit(fit(parts, times, columns, { ...options, rounds: 2 }, begin));
    known.set(offset, value);
    return value;
  };
  const refine = (start: number): number => {
    let best = start;
    for (const step of STEPS) {
      for (const sign of [-1, 1]) {
        while (at(best + sign * step) < at(best) && Math.abs(best + sign * step - start) <= 10 * BIN) best += sign * step;
      }
    }
    return best;
  };
  const rough = roughOffset(segments, requests);
  const best = refine(rough);
  if (Math.abs(best) < LEAST) return 0;
  const rows = segments.reduce((sum, { cpu }) => sum + cpu.length, 0);
  return at(0) - at(best) > Math.max(BETTER.least, BETTER.share * rows) ? best : 0;
}
