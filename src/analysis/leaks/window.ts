import type { Blocks } from './blocks.ts';

/** A stretch of blocks under test, the last of a series: its arrays are copied only when a test wants them. */
export class Window {
  readonly level: number;
  readonly blockSeconds: number;
  readonly count: number;
  readonly #blocks: Blocks;
  readonly #from: number;
  readonly #peak: number;
  #seconds: Float64Array | undefined;
  #floors: Float64Array | undefined;
  #works: Float64Array | undefined;

  /** The last `wanted` blocks; `peak` is the highest floor of those that are not kept any more. */
  constructor(blocks: Blocks, level: number, blockSeconds: number, wanted: number, peak: number) {
    this.level = level;
    this.blockSeconds = blockSeconds;
    this.count = Math.min(wanted, blocks.count);
    this.#blocks = blocks;
    this.#from = blocks.count - this.count;
    this.#peak = peak;
  }

  #copy(source: ArrayLike<number>, shift: number, scale: number): Float64Array {
    const copy = new Float64Array(this.count);
    for (let index = 0; index < this.count; index += 1) copy[index] = ((source[this.#from + index] ?? 0) + shift) * scale;
    return copy;
  }

  /** Middles of the blocks, seconds since the birth of the life. */
  get seconds(): Float64Array {
    this.#seconds ??= this.#copy(this.#blocks.numbers, 0.5, this.blockSeconds);
    return this.#seconds;
  }

  get floors(): Float64Array {
    this.#floors ??= this.#copy(this.#blocks.floors, 0, 1);
    return this.#floors;
  }

  get works(): Float64Array {
    this.#works ??= this.#copy(this.#blocks.works, 0, 1);
    return this.#works;
  }

  get spanSeconds(): number {
    const { numbers, count } = this.#blocks;
    return ((numbers[count - 1] ?? 0) - (numbers[this.#from] ?? 0) + 1) * this.blockSeconds;
  }

  get thirds(): Thirds {
    return thirdsOf(this.#blocks.floors, this.#from, this.count);
  }

  /** The highest floor of the life before the window; -Infinity when the window has the whole life. */
  get peakBefore(): number {
    let peak = this.#peak;
    for (let index = 0; index < this.#from; index += 1) peak = Math.max(peak, this.#blocks.floors[index] ?? 0);
    return peak;
  }
}

/** The least value of a part of a series. */
export function least(values: ArrayLike<number>, from: number, to: number): number {
  let lowest = Infinity;
  for (let index = from; index < to; index += 1) lowest = Math.min(lowest, values[index] ?? Infinity);
  return lowest;
}

/** Growth of the floor from the first third to the middle one and from there to the last. */
export interface Thirds {
  readonly first: number;
  readonly middle: number;
  readonly last: number;
  readonly firstRise: number;
  readonly secondRise: number;
  readonly rise: number;
}

export function thirdsOf(floors: ArrayLike<number>, from: number, count: number): Thirds {
  const third = Math.floor(count / 3);
  const first = least(floors, from, from + third);
  const middle = least(floors, from + third, from + count - third);
  const last = least(floors, from + count - third, from + count);
  return { first, middle, last, firstRise: middle - first, secondRise: last - middle, rise: last - first };
}

/** The largest share of the rise that came in one step between six stretches that were never given back; 1 if there is no rise. */
export function largestStep(floors: ArrayLike<number>, count: number): number {
  const kept: number[] = [];
  let after = Infinity;
  for (let stretch = 5; stretch >= 0; stretch -= 1) {
    after = Math.min(after, least(floors, Math.floor((stretch * count) / 6), Math.floor(((stretch + 1) * count) / 6)));
    kept.unshift(after);
  }
  const rise = (kept[5] ?? 0) - (kept[0] ?? 0);
  if (!(rise > 0)) return 1;
  let largest = 0;
  for (let index = 1; index < 6; index += 1) largest = Math.max(largest, (kept[index] ?? 0) - (kept[index - 1] ?? 0));
  return largest / rise;
}

/** Growth to the last of `parts` equal parts from the one before, as a share of what a part grew on average. */
export function lastPace(floors: ArrayLike<number>, count: number, parts: number): number {
  const at = (part: number): number => least(floors, Math.floor((part * count) / parts), Math.floor(((part + 1) * count) / parts));
  const mean = (at(parts - 1) - at(0)) / (parts - 1);
  return mean > 0 ? (at(parts - 1) - at(parts - 2)) / mean : 0;
}
