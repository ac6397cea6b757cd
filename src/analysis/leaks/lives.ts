import type { ByteReader, ByteWriter } from './bytes.ts';
import type { LeakMetric } from './metrics.ts';
import type { Pyramid } from './pyramid.ts';
import { straightSlope } from './straight.ts';
import { thirdsOf } from './window.ts';

/** What is kept of a life that ended. */
export interface LifeSummary {
  readonly seconds: number;
  readonly firstRise: number;
  readonly secondRise: number;
  readonly last: number;
  readonly peak: number;
  /** Units a second, from the first third to the last. */
  readonly slope: number;
  /** The part of that which is straight, logarithm and work aside. */
  readonly straight: number;
}

export const LIVES_KEPT = 6;
/** Blocks below which a life says nothing about its slope. */
const LEAST_BLOCKS = 12;

/** Sums a life up by its floor line, the first block left out; undefined while it is too short to tell. */
export function summarise({ life, lifeBlockSeconds }: Pyramid): LifeSummary | undefined {
  const count = life.count - 1;
  if (count < LEAST_BLOCKS) return undefined;
  const { firstRise, secondRise, rise, last } = thirdsOf(life.floors, 1, count);
  const third = Math.floor(count / 3);
  const slope = rise / ((count - third) * lifeBlockSeconds);
  const straight = straightSlope(life);
  return {
    seconds: life.count * lifeBlockSeconds, firstRise, secondRise, last,
    peak: life.floors.subarray(1, 1 + count).reduce((high, floor) => Math.max(high, floor), -Infinity),
    slope, straight: straight === undefined ? slope : straight.slope / lifeBlockSeconds,
  };
}

export interface PooledLives {
  readonly lives: number;
  readonly grown: number;
  readonly seconds: number;
  /** Mean growth of a life. */
  readonly rise: number;
  readonly slopes: readonly number[];
}

/** Lives that grew to their end, as a share of all; growth in their second halves against their first; its straight part. */
const LEAST_GROWN = 0.75;
const LEAST_SECOND = 0.75;
const LEAST_STRAIGHT = 0.5;

/** Whether a life grew to its end. */
export const grew = ({ firstRise, secondRise }: LifeSummary, { quantum }: LeakMetric): boolean => secondRise > quantum && secondRise >= 0.3 * firstRise;

/** Whether the lives, taken together, each grew to their end; undefined where they did not. */
export function pool(lives: readonly LifeSummary[], metric: LeakMetric): PooledLives | undefined {
  if (lives.length < 2) return undefined;
  let [first, second, last, seconds, grown, straight] = [0, 0, 0, 0, 0, 0];
  for (const life of lives) {
    first += life.firstRise;
    second += life.secondRise;
    last += life.last;
    seconds += life.seconds;
    straight += life.slope > 0 ? Math.min(2, life.straight / life.slope) : 0;
    if (grew(life, metric)) grown += 1;
  }
  const rise = (first + second) / lives.length;
  const material = Math.max(metric.material, (metric.share * last) / lives.length);
  if (grown < LEAST_GROWN * lives.length || second < LEAST_SECOND * first || straight < LEAST_STRAIGHT * lives.length || rise < material) return undefined;
  return { lives: lives.length, grown, seconds, rise, slopes: lives.map(({ slope }) => slope) };
}

const FIGURES = ['seconds', 'firstRise', 'secondRise', 'last', 'peak', 'slope', 'straight'] as const satisfies readonly (keyof LifeSummary)[];

export function writeLives(lives: readonly LifeSummary[], to: ByteWriter): void {
  to.unsigned(lives.length);
  for (const life of lives) for (const figure of FIGURES) to.double(life[figure]);
}

export function readLives(from: ByteReader): LifeSummary[] {
  return Array.from({ length: from.unsigned(LIVES_KEPT) }, (): LifeSummary => {
    const life = { seconds: 0, firstRise: 0, secondRise: 0, last: 0, peak: 0, slope: 0, straight: 0 };
    for (const figure of FIGURES) life[figure] = from.finite();
    return life;
  });
}
