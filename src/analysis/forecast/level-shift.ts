import { DEVIATION_OF_MAD, median } from '../statistics/median.ts';
import type { Cycle } from './cycle.ts';

/** A lasting jump of the level. */
export interface LevelShift {
  /** The first value on the new level. */
  readonly at: number;
  /** Medians before and after. */
  readonly from: number;
  readonly to: number;
}

/** Blocks on either side of a shift, at least. */
const LEAST_BLOCKS = 3;
/** How many times the spread of blocks on their levels a shift is... */
const CLEAR = 6;
/** ...how much of it happens at once... */
const ABRUPT = 0.7;
/** ...and how much of the larger level it is. */
const LEAST_PART = 0.2;

const distances = (blocks: Float64Array, level: number): Float64Array => blocks.map((block) => Math.abs(block - level));

/** The clearest lasting shift of a series, by medians of blocks of a short period; undefined where there is none. */
export function findShift(values: Float64Array, { short, long }: Cycle): LevelShift | undefined {
  const size = Math.max(6, short, Math.ceil(values.length / 60));
  const count = Math.floor(values.length / size);
  // A weekend is no shift.
  const least = Math.max(LEAST_BLOCKS, Math.ceil(long / size) + 1);
  if (count < 2 * least) return undefined;
  const offset = values.length - count * size;
  const blocks = Float64Array.from({ length: count }, (_, block) => median(values.subarray(offset + block * size, offset + (block + 1) * size)));
  let best: { readonly split: number; readonly score: number; readonly from: number; readonly to: number } | undefined;
  for (let split = least; split <= count - least; split += 1) {
    const [before, after] = [blocks.subarray(0, split), blocks.subarray(split)];
    const [from, to] = [median(before), median(after)];
    const gap = Math.abs(to - from);
    if (!(gap > LEAST_PART * Math.max(Math.abs(from), Math.abs(to)))) continue;
    const rest = Float64Array.from([...distances(before, from), ...distances(after, to)]);
    const spread = DEVIATION_OF_MAD * median(rest) + 1e-3 * gap;
    const atOnce = Math.abs(median(blocks.subarray(split, split + 2)) - median(blocks.subarray(split - 2, split)));
    const score = gap / spread;
    if (score > CLEAR && atOnce > ABRUPT * gap && score > (best?.score ?? 0)) best = { split, score, from, to };
  }
  if (best === undefined) return undefined;
  // Within the block before, the value from which on all is nearer to the new level.
  let at = offset + best.split * size;
  const border = (best.from + best.to) / 2;
  for (let index = at - 1; index > at - size && (values[index] ?? border) > border === best.to > best.from; index -= 1) at = index;
  return { at, from: best.from, to: best.to };
}
