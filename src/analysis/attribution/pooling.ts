import type { EndpointCost } from './input.ts';
import type { RequestTimes } from './request-times.ts';

/** More endpoints than this have no unknowns of their own: work and memory grow with their square. */
export const MOST_ENDPOINTS = 100;
/** Two clocks may be apart by this, ms, before they are compared. */
const MARGIN = 5000;

/** Requests of endpoints that occur, numbered without gaps, and the endpoints of each number: several of the last, if they are too many. */
export interface Pooled {
  readonly requests: RequestTimes;
  readonly members: readonly (readonly number[])[];
}

/** Keeps the endpoints that have requests in [from, to]; the rarest beyond `most` become one. */
export function pool(requests: RequestTimes, from: number, to: number, most = MOST_ENDPOINTS): Pooled {
  const counts = new Map<number, number>();
  const places: number[] = [];
  requests.end.forEach((end, index) => {
    if (end < from - MARGIN || (requests.start[index] ?? 0) > to + MARGIN) return;
    const endpoint = requests.endpoint[index] ?? 0;
    counts.set(endpoint, (counts.get(endpoint) ?? 0) + 1);
    places.push(index);
  });
  const known = [...counts].sort(([left, few], [right, many]) => many - few || left - right).map(([endpoint]) => endpoint);
  const own = known.length <= most ? known : known.slice(0, most - 1);
  const rest = known.slice(own.length);
  const members = [...own.sort((left, right) => left - right).map((endpoint) => [endpoint]), ...(rest.length > 0 ? [rest.sort((left, right) => left - right)] : [])];
  const numbers = new Map(members.flatMap((endpoints, number) => endpoints.map((endpoint) => [endpoint, number] as const)));
  return {
    members,
    requests: {
      start: Float64Array.from(places, (index) => requests.start[index] ?? 0), end: Float64Array.from(places, (index) => requests.end[index] ?? 0),
      endpoint: Int32Array.from(places, (index) => numbers.get(requests.endpoint[index] ?? 0) ?? 0), process: Int32Array.from(places, (index) => requests.process[index] ?? -1),
      endpoints: members.length,
    },
  };
}

/** Costs by the numbers of a pool as those of its endpoints; `counts` are requests by endpoint. */
export function unpooled(costs: readonly EndpointCost[], members: Pooled['members'], counts: Float64Array): EndpointCost[] {
  return costs.flatMap((cost) => {
    const endpoints = members[cost.endpoint] ?? [];
    const group = [...new Set([...(endpoints.length > 1 ? endpoints : []), ...cost.group.flatMap((number) => members[number] ?? [])])].sort((left, right) => left - right);
    return endpoints.filter((endpoint) => (counts[endpoint] ?? 0) > 0).map((endpoint): EndpointCost => {
      const requests = counts[endpoint] ?? 0;
      // All of the pool's CPU may be that of one.
      const high = endpoints.length > 1 ? (cost.high * cost.requests) / requests : cost.high;
      return { ...cost, endpoint, requests, group, ...(endpoints.length > 1 ? { low: 0, high, identifiable: false } : {}) };
    });
  }).sort((left, right) => left.endpoint - right.endpoint);
}
