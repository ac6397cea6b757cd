import { solve } from '../statistics/least-squares.ts';
import { thirdsOf, type Window } from './window.ts';

export interface WorkEffect {
  /** Growth a second left when the work's share is taken away, and the growth without that. */
  readonly partialSlope: number;
  readonly plainSlope: number;
  /** Growth of the floor, thirds compared, with the work's share taken away. */
  readonly adjustedRise: number;
  /** The floors with the work's share taken away. */
  readonly adjusted: Float64Array;
  /** The work rate's change from first to last third, as a share of its mean. */
  readonly workRise: number;
}

/**
 * Floor ~ 1 + time + work + work of the block before: memory follows load, and late. Undefined where the work says
 * nothing (constant, or not known).
 */
export function workEffect({ seconds, floors, works, count }: Window): WorkEffect | undefined {
  const start = seconds[0] ?? 0;
  const span = (seconds[count - 1] ?? 0) - start;
  let mean = 0;
  for (let index = 0; index < count; index += 1) mean += (works[index] ?? 0) / count;
  if (!(mean > 0) || !(span > 0)) return undefined;
  const rows: number[][] = [];
  for (let index = 1; index < count; index += 1) {
    rows.push([1, ((seconds[index] ?? 0) - start) / span, (works[index] ?? 0) / mean, (works[index - 1] ?? 0) / mean]);
  }
  const targets = floors.subarray(1, count);
  const plain = solve(rows.map((row) => row.slice(0, 2)), targets);
  const full = solve(rows, targets);
  if (plain === undefined || full === undefined) return undefined;
  const [, partial = 0, now = 0, before = 0] = full;
  const adjusted = new Float64Array(count);
  for (let index = 0; index < count; index += 1) {
    adjusted[index] = (floors[index] ?? 0) - (now * (works[index] ?? 0) + before * (works[Math.max(0, index - 1)] ?? 0)) / mean;
  }
  const third = Math.floor(count / 3);
  const part = (from: number): number => works.subarray(from, from + third).reduce((sum, work) => sum + work, 0) / third / mean;
  return { partialSlope: partial / span, plainSlope: (plain[1] ?? 0) / span, adjustedRise: thirdsOf(adjusted, 0, count).rise, adjusted, workRise: part(count - third) - part(0) };
}
