import { type PastPeaks, peakBelow } from '../forecast/past-peaks.ts';
import { quantileOfSorted } from '../statistics/median.ts';
import type { ResourceModel } from './resource-model.ts';

/** What a resource will take over the time to come, by many ways that it may go. */
export interface ResourceOutlook {
  /** What it stays below at each step with the confidence asked for. */
  readonly need: Float64Array;
  /** What it stays below at all steps together with that confidence: far above what each by itself does, where bursts come at any time. */
  readonly throughout: Float64Array;
  /** What it stays above with that confidence. */
  readonly low: Float64Array;
  /** The middle at each step, and what holds half of all ways. */
  readonly median: Float64Array;
  readonly half: readonly [low: Float64Array, high: Float64Array];
  /** The highest of all steps: its middle, what it stays below, and the step at which it most often is. */
  readonly peak: { readonly median: number; readonly bound: number; readonly step: number };
}

/**
 * Load that may come, times what it takes, with what is not known of either: each way of the load meets another line of the model, and what
 * was left of a past day. `paths`: load at each step. `block`: steps of a day, by which what was left keeps its time of day; `phase`: the past
 * step that stands at the same time of day as the first to come. `random` gives numbers in [0, 1).
 */
export function resourceOutlook(model: ResourceModel, paths: readonly Float64Array[], { confidence, block, phase, past, limit = Number.POSITIVE_INFINITY, random }: { readonly confidence: number; readonly block: number; readonly phase: number; readonly past?: PastPeaks | undefined; readonly limit?: number; readonly random: () => number }): ResourceOutlook {
  const steps = paths[0]?.length ?? 0;
  const ways = paths.map((path, way) => {
    const line = model.draws[way % Math.max(1, model.draws.length)] ?? model;
    const rest = restsOf(model.rest, steps, block, phase, random);
    return path.map((load, step) => Math.max(0, line.base + line.slope * load + (rest[step] ?? 0)));
  });
  const peaks = ways.map((way) => way.reduce((best, value, step) => (value > (way[best] ?? Number.NEGATIVE_INFINITY) ? step : best), 0));
  const highest = Float64Array.from(ways, (way, index) => way[peaks[index] ?? 0] ?? 0).sort();
  const counts = new Map<number, number>();
  for (const step of peaks) counts.set(step, (counts.get(step) ?? 0) + 1);
  const column = new Float64Array(ways.length);
  const [low, median, need, most] = [new Float64Array(steps), new Float64Array(steps), new Float64Array(steps), new Float64Array(steps)];
  const half = [new Float64Array(steps), new Float64Array(steps)] as const;
  for (let step = 0; step < steps; step += 1) {
    ways.forEach((way, index) => {
      column[index] = way[step] ?? 0;
    });
    column.sort();
    for (const [values, share] of [[low, 1 - confidence], [half[0], 0.25], [median, 0.5], [half[1], 0.75], [need, confidence], [most, 1]] as const) values[step] = quantileOfSorted(column, share);
  }
  // Not below any step's own, nor above what is never exceeded.
  const peakAt = (share: number, bounds: Float64Array): number => Math.min(limit, Math.max(peakBelow(share, (q) => quantileOfSorted(highest, q), past), bounds.reduce((top, value) => Math.max(top, value), 0)));
  const both = 1 - (1 - confidence) / 2;
  return { need, throughout: widened({ need, median, most }, ways, both, peakAt(both, need)), low, median, half, peak: { median: peakAt(0.5, median), bound: peakAt(confidence, need), step: [...counts].reduce((best, one) => (one[1] > best[1] ? one : best), [0, 0])[0] } };
}

/**
 * From what each step by itself stays below to what all of them do (a sup-t band: Montiel Olea and Plagborg-Moller, 2019): as much wider as
 * that part of all ways needs it to be; beyond the highest peak no step has to be.
 */
function widened({ need, median, most }: { readonly need: Float64Array; readonly median: Float64Array; readonly most: Float64Array }, ways: readonly Float64Array[], share: number, peak: number): Float64Array {
  // A step that hardly any way leaves is as wide as its middle by itself: what it goes up to at all is its size then.
  const sizes = need.map((value, step) => {
    const middle = median[step] ?? 0;
    return (value > middle ? value : (most[step] ?? 0)) - middle;
  });
  const reaches = Float64Array.from(ways, (way) => way.reduce((times, value, step) => {
    const [middle, size] = [median[step] ?? 0, sizes[step] ?? 0];
    return value > middle && size > 0 ? Math.max(times, (value - middle) / size) : times;
  }, 1)).sort();
  const times = quantileOfSorted(reaches, share);
  return need.map((value, step) => Math.max(value, Math.min(peak, (median[step] ?? 0) + times * (sizes[step] ?? 0))));
}

/** What was left of past days, one after the other, each step from the same time of day. */
function restsOf(rest: Float64Array, steps: number, block: number, phase: number, random: () => number): Float64Array {
  const found = new Float64Array(steps);
  if (block < 2 || rest.length < block) return found.map(() => known(rest[Math.floor(random() * rest.length)]));
  const days = Math.max(1, Math.floor((rest.length - (phase % block)) / block));
  for (let begin = 0; begin < steps; begin += block) {
    const day = (phase % block) + Math.floor(random() * days) * block;
    for (let step = begin; step < Math.min(steps, begin + block); step += 1) found[step] = known(rest[day + step - begin]);
  }
  return found;
}

const known = (value: number | undefined): number => (value === undefined || Number.isNaN(value) ? 0 : value);
