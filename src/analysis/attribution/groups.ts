import { momentsOf } from './bootstrap.ts';

/** Two endpoints are told apart unless one's cost falls where the other's rises ... */
const OPPOSED = -0.5;
/** ... and one of them is uncertain by more than this share of it. */
const UNCERTAIN = 0.2;

function correlation(left: readonly number[], right: readonly number[]): number {
  const [a, b] = [momentsOf(left), momentsOf(right)];
  if (!(a.deviation > 0) || !(b.deviation > 0)) return 0;
  let [sum, count] = [0, 0];
  left.forEach((value, draw) => {
    const product = (value - a.mean) * ((right[draw] ?? Number.NaN) - b.mean);
    if (!Number.isFinite(product)) return;
    sum += product;
    count += 1;
  });
  return count > 1 ? sum / (count - 1) / a.deviation / b.deviation : 0;
}

export interface Group {
  readonly members: readonly number[];
  /** Total CPU of all its requests in each draw, ms. */
  readonly draws: readonly number[];
  /** Whether they are always called together, so that how the sum is shared out is chance. */
  readonly together: boolean;
}

const joined = (left: Group, right: Group): Group => ({
  members: [...left.members, ...right.members].sort((one, other) => one - other),
  draws: left.draws.map((value, draw) => value + (right.draws[draw] ?? Number.NaN)),
  together: left.together && right.together,
});

/** Each endpoint alone, but for those that are always called together. */
function alone(draws: readonly Float64Array[], requests: Float64Array, areTwins: (left: number, right: number) => boolean): Group[] {
  const groups: Group[] = [];
  requests.forEach((count, endpoint) => {
    if (!(count > 0)) return;
    const group = { members: [endpoint], draws: draws.map((draw) => (draw[endpoint] ?? Number.NaN) * count), together: true };
    const twin = groups.findIndex(({ members }) => members.some((other) => areTwins(endpoint, other)));
    const known = groups[twin];
    if (known === undefined) groups.push(group);
    else groups[twin] = joined(known, group);
  });
  return groups.map((group) => ({ ...group, together: group.members.length > 1 }));
}

/**
 * Endpoints of which only the sum is known: those that are always called together, and pairs whose total costs are
 * opposed over the draws, which are merged, the most opposed first, until none is left. `draws[i][e]` is the cost of a
 * request of e in draw i.
 */
export function groupsOf(draws: readonly Float64Array[], requests: Float64Array, areTwins: (left: number, right: number) => boolean): Group[] {
  let groups = alone(draws, requests, areTwins);
  const uncertain = ({ draws: own }: Group): boolean => {
    const { mean, deviation } = momentsOf(own);
    return deviation > UNCERTAIN * mean;
  };
  for (;;) {
    let best: { readonly left: Group; readonly right: Group; readonly value: number } | undefined;
    for (const left of groups.filter(uncertain)) {
      for (const right of groups) {
        if (left === right) continue;
        const value = correlation(left.draws, right.draws);
        if (value < (best?.value ?? OPPOSED)) best = { left, right, value };
      }
    }
    if (best === undefined) return groups;
    const { left, right } = best;
    groups = [...groups.filter((group) => group !== left && group !== right), { ...joined(left, right), together: false }];
  }
}
