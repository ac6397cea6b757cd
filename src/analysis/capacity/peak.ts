import { quantileOfSorted } from '../statistics/median.ts';
import type { ResourceModel } from './resource-model.ts';

/** What a resource will take over the time to come, by many ways that it may go. */
export interface ResourceOutlook {
  /** What it stays below at each step with the confidence asked for. */
  readonly need: Float64Array;
  /** The middle at each step. */
  readonly median: Float64Array;
  /** The highest of all steps: its middle, what it stays below, and the step at which it most often is. */
  readonly peak: { readonly median: number; readonly bound: number; readonly step: number };
}

/**
 * Load that may come, times what it takes, with what is not known of either: each way of the load meets another line of the model, and what
 * was left of a past day. `paths`: load at each step. `block`: steps of a day, by which what was left keeps its time of day; `phase`: the past
 * step that stands at the same time of day as the first to come. `random` gives numbers in [0, 1).
 */
export function resourceOutlook(model: ResourceModel, paths: readonly Float64Array[], { confidence, block, phase, random }: { readonly confidence: number; readonly block: number; readonly phase: number; readonly random: () => number }): ResourceOutlook {
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
  const at = (step: number, share: number): number => {
    ways.forEach((way, index) => {
      column[index] = way[step] ?? 0;
    });
    return quantileOfSorted(column.sort(), share);
  };
  const all = (share: number): Float64Array => Float64Array.from({ length: steps }, (_, step) => at(step, share));
  return { need: all(confidence), median: all(0.5), peak: { median: quantileOfSorted(highest, 0.5), bound: quantileOfSorted(highest, confidence), step: [...counts].reduce((best, one) => (one[1] > best[1] ? one : best), [0, 0])[0] } };
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
