import type { EndpointCost } from '../../src/analysis/attribution/input.ts';
import type { RecordedRun } from './recorded.ts';

/** Relative errors in %, as ../shared/tools/groundtruth/score.mjs counts them. */
export interface Score {
  readonly mean: number;
  /** By the CPU of each endpoint. */
  readonly weighted: number;
  readonly worst: number;
  /** Endpoints whose interval holds the truth, of so many. */
  readonly held: number;
  readonly of: number;
  /** Median half-width of the intervals, % of the estimate. */
  readonly halfWidth: number;
}

/** Judges estimates; undefined where none is told. */
export function judge({ truth, requests }: RecordedRun, costs: readonly EndpointCost[]): Score | undefined {
  if (costs.length === 0) return undefined;
  let [sum, weighted, weight, worst, held] = [0, 0, 0, 0, 0];
  const widths: number[] = [];
  truth.forEach((seconds, endpoint) => {
    const found = costs.find((cost) => cost.endpoint === endpoint);
    const error = found === undefined ? 100 : (Math.abs(found.cpuSecondsPerRequest - seconds) / seconds) * 100;
    const share = seconds * (requests[endpoint] ?? 0);
    sum += error;
    weighted += error * share;
    weight += share;
    worst = Math.max(worst, error);
    if (found === undefined) return;
    if (seconds >= found.low && seconds <= found.high) held += 1;
    widths.push(((found.high - found.low) / 2 / found.cpuSecondsPerRequest) * 100);
  });
  widths.sort((left, right) => left - right);
  return { mean: sum / truth.length, weighted: weighted / weight, worst, held, of: truth.length, halfWidth: widths[Math.floor(widths.length / 2)] ?? Number.NaN };
}
