import type { RequestTimes } from './request-times.ts';

const BLOCK = 2000;
/** Up to this much longer than in the calm blocks is ordinary. */
const ORDINARY = 1.5;
const CALM = 0.25;
/** A log may name any time: not more blocks than this are kept. */
const MOST_BLOCKS = 200_000;

/** How much less is known at a time (epoch ms) than in the calm part of a run: 1 ordinarily, more where requests waited. */
export type Crowding = (time: number) => number;

const lowerQuartile = (values: readonly number[]): number => values.toSorted((left, right) => left - right)[Math.floor(values.length * CALM)] ?? 1;

/**
 * Where requests take a multiple of what their endpoints usually take, they wait for a turn (the host is contended),
 * and their times say little about where their CPU was used. Such blocks of 2 s count less, by that multiple: on
 * contended recorded runs errors fell by a quarter, on calm ones nothing changes.
 */
export function crowdingOf({ start, end, endpoint }: RequestTimes, begin: number, until: number, endpoints: number): Crowding {
  const count = Math.ceil((until - begin) / BLOCK);
  if (!(count > 0) || count > MOST_BLOCKS) return () => 1;
  const lengths: number[][] = Array.from({ length: endpoints }, () => []);
  endpoint.forEach((of, index) => lengths[of]?.push((end[index] ?? 0) - (start[index] ?? 0)));
  const usual = lengths.map(lowerQuartile);
  const [taken, expected] = [new Float64Array(count), new Float64Array(count)];
  endpoint.forEach((of, index) => {
    const [from, to] = [start[index] ?? 0, end[index] ?? 0];
    const first = Math.max(0, Math.floor((from - begin) / BLOCK));
    const last = Math.min(count - 1, Math.floor((to - begin) / BLOCK));
    for (let block = first; block <= last; block += 1) {
      taken[block] = (taken[block] ?? 0) + to - from;
      expected[block] = (expected[block] ?? 0) + (usual[of] ?? 1);
    }
  });
  const stretch = taken.map((sum, block) => ((expected[block] ?? 0) > 0 ? sum / (expected[block] ?? 1) : Number.NaN));
  const calm = Math.max(1, lowerQuartile([...stretch].filter((value) => value > 0)));
  const factors = stretch.map((value) => (value > 0 ? Math.max(1, value / calm / ORDINARY) : 1));
  return (time) => factors[Math.floor((time - begin) / BLOCK)] ?? 1;
}
