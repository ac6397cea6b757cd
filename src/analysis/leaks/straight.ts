import { solveWithError } from '../statistics/least-squares.ts';
import type { Blocks } from './blocks.ts';

/** Blocks below which no shape can be told. */
const LEAST_BLOCKS = 12;

/** Growth a block, and its standard error. */
export interface StraightGrowth {
  readonly slope: number;
  readonly error: number;
}

/** The place of the lowest floor of the first half of a life, its first block left out. */
export function lowestOfStart({ count, floors }: Blocks): number {
  let lowest = Math.min(1, count - 1);
  for (let index = lowest; index < count / 2; index += 1) if ((floors[index] ?? 0) < (floors[lowest] ?? 0)) lowest = index;
  return lowest;
}

/**
 * Growth a block of a life that is neither logarithmic nor due to work: b of
 * floor ~ 1 + b age + ln(age) + work + work before, from the life's lowest start on. Undefined while it cannot be told.
 */
export function straightSlope(life: Blocks): StraightGrowth | undefined {
  const from = lowestOfStart(life);
  const count = life.count - from;
  if (count < LEAST_BLOCKS) return undefined;
  let mean = 0;
  for (let index = from; index < life.count; index += 1) mean += (life.works[index] ?? 0) / count;
  const withWork: number[][] = [];
  const plain: number[][] = [];
  const targets = new Float64Array(count);
  for (let index = 0; index < count; index += 1) {
    const age = (life.numbers[from + index] ?? 0) + 0.5;
    const shape = [1, age / life.count, Math.log(age / life.count)];
    const work = (place: number): number => (life.works[Math.max(0, place)] ?? 0) / mean;
    plain.push(shape);
    withWork.push([...shape, work(from + index), work(from + index - 1)]);
    targets[index] = life.floors[from + index] ?? 0;
  }
  const solution = (mean > 0 ? solveWithError(withWork, targets, 1) : undefined) ?? solveWithError(plain, targets, 1);
  return solution === undefined ? undefined : { slope: (solution.coefficients[1] ?? 0) / life.count, error: solution.error / life.count };
}
