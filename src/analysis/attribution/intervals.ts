import { momentsOf } from './bootstrap.ts';
import { groupsOf } from './groups.ts';
import type { EndpointCost } from './input.ts';
import { costPrior, posteriorMedian } from './prior.ts';

/** Two-sided 90 % of a normal. */
const NORMAL_90 = 1.645;
/** What spreads understate, by recorded runs with known costs. */
const INFLATION = 1.2;
/** What no spread shows: a share of the cost itself, and CPU of others booked here, a share of the mean cost of a request. */
const OWN_SHARE = 0.02;
const FOREIGN_SHARE = 0.015;
/** A cost of few requests is uncertain by this over their number. */
const FEW = 2;
/** Fewer requests than this tell nothing by themselves. */
const LEAST_REQUESTS = 5;
/** An interval wider than its estimate leaves it open. */
const OPEN = 1;

export interface Spreads {
  /** ms a request, by endpoint. */
  readonly costs: Float64Array;
  readonly counts: Float64Array;
  /** Of the bootstrap: `draws[i][endpoint]`. */
  readonly draws: readonly Float64Array[];
  /** How far different models are apart, ms. */
  readonly modelDeviation: Float64Array;
  /** Whether two endpoints are always called together. */
  readonly areTwins: (left: number, right: number) => boolean;
  /** Whether costs that are hardly known move towards what is usual; not where deviations are guessed wide. */
  readonly usePrior: boolean;
}

/** Half the width of the interval as a share of the cost. */
const relativeHalf = ({ low, high, cpuSecondsPerRequest }: EndpointCost): number => (high - low) / 2 / Math.max(1e-12, cpuSecondsPerRequest);

/** The median of the half-widths, as shares of the costs, each weighted by its CPU: rare endpoints are always uncertain. */
export function typicalHalfWidth(costs: readonly EndpointCost[]): number {
  const sorted = costs.filter(({ requests }) => requests >= LEAST_REQUESTS).map((cost) => ({ half: relativeHalf(cost), cpu: cost.requests * cost.cpuSecondsPerRequest })).sort((left, right) => left.half - right.half);
  let rest = sorted.reduce((sum, { cpu }) => sum + cpu, 0) / 2;
  for (const { half, cpu } of sorted) {
    rest -= cpu;
    if (rest <= 0) return half;
  }
  return 0;
}

/** Costs in CPU seconds with 90 % intervals, for endpoints that have requests. */
export function costsWithIntervals({ costs: found, counts, draws, modelDeviation, areTwins, usePrior }: Spreads): EndpointCost[] {
  const deviations = found.map((_, endpoint) => momentsOf(draws.map((draw) => draw[endpoint] ?? Number.NaN)).deviation);
  const errors = deviations.map((deviation, endpoint) => INFLATION * Math.hypot(deviation, modelDeviation[endpoint] ?? 0));
  const prior = usePrior ? costPrior(found, errors, counts) : undefined;
  const costs = found.map((cost, endpoint) => posteriorMedian(cost, errors[endpoint] ?? 0, prior));
  const requests = counts.reduce((sum, count) => sum + count, 0);
  const meanCost = costs.reduce((sum, cost, endpoint) => sum + cost * (counts[endpoint] ?? 0), 0) / Math.max(1, requests);
  const halfOf = (cost: number, deviation: number, model: number, count: number): number =>
    NORMAL_90 * Math.hypot(INFLATION * deviation, INFLATION * model, OWN_SHARE * cost, FOREIGN_SHARE * meanCost, (FEW * Math.max(cost, FOREIGN_SHARE * meanCost)) / count);
  const told: EndpointCost[] = [];
  for (const { members, draws: totals, together } of groupsOf(draws, counts, areTwins)) {
    const sum = members.reduce((all, endpoint) => all + (costs[endpoint] ?? 0) * (counts[endpoint] ?? 0), 0);
    // How their sum is shared out is chance: each request is told to cost the same.
    const even = together ? sum / members.reduce((all, endpoint) => all + (counts[endpoint] ?? 0), 0) : undefined;
    const most = sum + NORMAL_90 * INFLATION * momentsOf(totals).deviation;
    for (const endpoint of members) {
      const [cost, count] = [even ?? costs[endpoint] ?? 0, counts[endpoint] ?? 0];
      const half = halfOf(cost, deviations[endpoint] ?? 0, modelDeviation[endpoint] ?? 0, count);
      const alone = members.length === 1;
      const [low, high] = alone ? [Math.max(0, cost - half), cost + half] : [0, Math.max(cost + half, most / count)];
      told.push({
        endpoint, requests: count, cpuSecondsPerRequest: cost / 1000, low: low / 1000, high: high / 1000,
        identifiable: alone && count >= LEAST_REQUESTS && cost > 0 && half <= OPEN * cost, group: alone ? [] : members,
      });
    }
  }
  return told.sort((left, right) => left.endpoint - right.endpoint);
}
