import { moved } from '../../analysis/capacity/index.ts';
import type { NewRegion } from './scenario.ts';
import type { EndpointHistory, ServiceHistory } from './service-history.ts';

const DAY = 86_400;

/** What requests weigh: CPU seconds of one, by what it costs now, `mean` where that is not known; where it is known of none, all weigh the same and `mean` is undefined. `share`: of requests whose cost is known. */
export function weightsOf(endpoints: readonly EndpointHistory[]): { readonly weights: readonly number[]; readonly mean: number | undefined; readonly share: number } {
  const totals = endpoints.map(({ requests }) => requests.reduce((sum, value) => (Number.isNaN(value) ? sum : sum + value), 0));
  const isKnown = ({ cost }: EndpointHistory): boolean => cost.cpuSeconds >= 0;
  const sum = (of: (endpoint: EndpointHistory, total: number) => number): number => endpoints.reduce((all, endpoint, index) => all + of(endpoint, totals[index] ?? 0), 0);
  const [all, known] = [sum((_, total) => total), sum((endpoint, total) => (isKnown(endpoint) ? total : 0))];
  const mean = known > 0 ? sum((endpoint, total) => (isKnown(endpoint) ? endpoint.cost.cpuSeconds * total : 0)) / known : undefined;
  return { weights: endpoints.map((endpoint) => (isKnown(endpoint) ? endpoint.cost.cpuSeconds : mean ?? 1)), mean, share: all > 0 ? known / all : 0 };
}

/** Requests, each by its weight, step by step, and what comes on top. */
export function loadOf(endpoints: readonly EndpointHistory[], count: number, weightOf: (endpoint: EndpointHistory, index: number) => number, more: readonly Float64Array[] = []): Float64Array {
  const load = new Float64Array(count);
  const add = (values: Float64Array, weight: number): void => {
    for (let step = 0; step < count; step += 1) load[step] = (load[step] ?? 0) + weight * (values[step] ?? 0);
  };
  endpoints.forEach((endpoint, index) => add(endpoint.requests, weightOf(endpoint, index)));
  for (const values of more) add(values, 1);
  return load;
}

/** Requests of new regions, as they would have been: those of the like region, moved; and the same by CPU of one. `mean`: CPU of any request, undefined where all weigh the same. */
export function regionLoads({ regions = [], step }: ServiceHistory, wanted: readonly NewRegion[], mean: number | undefined): readonly { readonly requests: Float64Array; readonly byCost: Float64Array }[] {
  return wanted.flatMap(({ like, factor, shift }) => {
    const region = regions.find(({ country }) => country === like);
    if (region === undefined) return [];
    const requests = moved(region.requests, shift / step, Math.round(DAY / step)).map((value) => value * factor);
    const weight = mean === undefined ? 1 : region.cpuSeconds >= 0 ? region.cpuSeconds : mean;
    return [{ requests, byCost: requests.map((value) => value * weight) }];
  });
}
