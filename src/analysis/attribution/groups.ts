import { momentsOf } from './bootstrap.ts';

/** Two endpoints are told apart unless one's cost falls where the other's rises ... */
const OPPOSED = -0.5;
/** ... and one of them is uncertain by more than this share of it. */
const UNCERTAIN = 0.2;

/** A group, and how its draws are spread. */
interface Spread {
  readonly group: Group;
  /** Draws less their mean. */
  readonly centred: Float64Array;
  readonly deviation: number;
  readonly uncertain: boolean;
}

function spreadOf(group: Group): Spread {
  const { mean, deviation } = momentsOf(group.draws);
  return { group, centred: Float64Array.from(group.draws, (value) => value - mean), deviation, uncertain: deviation > UNCERTAIN * mean };
}

function correlation(left: Spread, right: Spread): number {
  if (!(left.deviation > 0) || !(right.deviation > 0)) return 0;
  let [sum, count] = [0, 0];
  for (let draw = 0; draw < left.centred.length; draw += 1) {
    const product = (left.centred[draw] ?? Number.NaN) * (right.centred[draw] ?? Number.NaN);
    if (!Number.isFinite(product)) continue;
    sum += product;
    count += 1;
  }
  return count > 1 ? sum / (count - 1) / left.deviation / right.deviation : 0;
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
  let spreads = alone(draws, requests, areTwins).map(spreadOf);
  let opposed: { readonly left: Spread; readonly right: Spread; readonly value: number }[] = [];
  const compare = (left: Spread, right: Spread): void => {
    if (!left.uncertain && !right.uncertain) return;
    const value = correlation(left, right);
    if (value < OPPOSED) opposed.push({ left, right, value });
  };
  spreads.forEach((left, place) => {
    for (let other = place + 1; other < spreads.length; other += 1) {
      const right = spreads[other];
      if (right !== undefined) compare(left, right);
    }
  });
  for (;;) {
    const best = opposed.reduce<(typeof opposed)[number] | undefined>((most, pair) => (most === undefined || pair.value < most.value ? pair : most), undefined);
    if (best === undefined) return spreads.map(({ group }) => group);
    const { left, right } = best;
    const gone = (one: Spread): boolean => one === left || one === right;
    const heir = spreadOf({ ...joined(left.group, right.group), together: false });
    spreads = spreads.filter((one) => !gone(one));
    opposed = opposed.filter((pair) => !gone(pair.left) && !gone(pair.right));
    for (const other of spreads) compare(other, heir);
    spreads = [...spreads, heir];
  }
}
