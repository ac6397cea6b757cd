import { endOf, type Need } from './need.ts';
import type { Sizing } from './sizing.ts';

/** A piece of time in which a number of instances must have been started, and the step whose need that is. */
export interface Demand {
  /** Seconds since the epoch. */
  readonly from: number;
  readonly to: number;
  readonly instances: number;
  /** Index of the step that decides. */
  readonly step: number;
}

/**
 * What must have been started at each time: all that is needed from now till an instance that is started now would be ready (`boot`), and
 * what was needed in the last `stabilisation` seconds, as the Horizontal Pod Autoscaler takes the highest of the recommendations in its
 * window. Pieces follow one another without gaps.
 */
export function demandOf(need: Need, { instances }: Pick<Sizing, 'instances'>, boot: number, stabilisation: number): Demand[] {
  const { times, step } = need;
  const start = times[0] ?? Number.NaN;
  const end = endOf(need);
  const edges = new Set([start]);
  for (const time of times) for (const edge of [time - boot, time + stabilisation]) if (edge > start && edge < end) edges.add(edge);
  const sorted = [...edges].sort((one, other) => one - other);
  // Both ends of the window only go forward: candidates stand in falling order, the first is the highest.
  const candidates: number[] = [];
  let first = 0;
  let next = 0;
  return sorted.map((from, index) => {
    const to = sorted[index + 1] ?? end;
    // Steps that begin before the last moment of this piece would be ready, and those that were not over longer than the window ago.
    while (next < times.length && (next === 0 || (times[next] ?? 0) < to + boot)) {
      while (candidates.length > first && (instances[candidates.at(-1) ?? 0] ?? 0) < (instances[next] ?? 0)) candidates.pop();
      candidates.push(next);
      next += 1;
    }
    while (first < candidates.length - 1 && (times[candidates[first] ?? 0] ?? 0) + step + stabilisation <= from) first += 1;
    const decides = candidates[first] ?? 0;
    return { from, to, instances: instances[decides] ?? 0, step: decides };
  });
}
