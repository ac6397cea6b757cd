import { seededRandom } from '../seeded-random.ts';
import { quantileOfSorted } from '../statistics/median.ts';
import type { ErrorShape } from './error-shape.ts';

/** Paths by which peaks are told. */
const PEAK_PATHS = 400;
/** Always the same: a peak that is asked for twice is told twice. */
const PEAK_SEED = 0x9e37_79b9;

/** The points of a forecast and how far reality may be from them. */
export class Distribution {
  readonly points: Float64Array;
  readonly #scale: Float64Array;
  readonly #shape: Shape;
  /** Below and above which nothing is told, but for points that are. */
  readonly #floor: number;
  readonly #ceiling: number;
  #peaks: Float64Array | undefined;

  constructor(points: Float64Array, scale: Float64Array, shape: Shape, floor: number, ceiling = Number.POSITIVE_INFINITY) {
    this.points = points;
    this.#scale = scale;
    this.#shape = shape;
    this.#floor = floor;
    this.#ceiling = ceiling;
  }

  /** What the value at a step stays below with probability `q`. */
  quantile(step: number, q: number): number {
    const point = this.points[step];
    if (point === undefined || !(q >= 0 && q <= 1)) return Number.NaN;
    return this.#at(step, point, Math.min(1 - 1e-6, Math.max(1e-6, q)));
  }

  #at(step: number, point: number, q: number): number {
    if (q === 0.5) return point;
    const side = q > 0.5 ? 1 : -1;
    const value = point + side * (this.#scale[step] ?? 0) * this.#shape.reach(Math.abs(2 * q - 1), side);
    return Math.min(Math.max(this.#ceiling, point), Math.max(Math.min(this.#floor, point), value));
  }

  /** Ways it may go: what all steps have in common, and what each hands on to the next, as past errors had. */
  paths(count: number, random: () => number): Float64Array[] {
    const { common, carried } = this.#shape;
    const fresh = Math.sqrt(1 - carried * carried);
    const normal = (): number => Math.sqrt(-2 * Math.log(1 - Math.min(1 - 1e-12, random()))) * Math.cos(2 * Math.PI * random());
    return Array.from({ length: count }, () => {
      const shared = normal();
      let own = normal();
      return this.points.map((point, step) => {
        if (step > 0) own = carried * own + fresh * normal();
        // Ranks hang together by a normal copula; what they mean at a step is the step's own quantile.
        return this.#at(step, point, Math.min(1 - 1e-6, Math.max(1e-6, normalShare(Math.sqrt(common) * shared + Math.sqrt(1 - common) * own))));
      });
    });
  }

  /** What the highest value stays below with probability `q`, by paths of one fixed sequence: the same each time. */
  peak(q: number): number {
    if (this.points.length === 0 || !(q >= 0 && q <= 1)) return Number.NaN;
    this.#peaks ??= Float64Array.from(this.paths(PEAK_PATHS, seededRandom(PEAK_SEED)), (path) => path.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY)).sort();
    return quantileOfSorted(this.#peaks, q);
  }
}

/** What a distribution needs to know of errors. */
export type Shape = Pick<ErrorShape, 'reach' | 'common' | 'carried'>;

/** The part of normal values below one (Abramowitz and Stegun 26.2.17; errors below 1e-7). */
export function normalShare(value: number): number {
  const place = 1 / (1 + 0.231_641_9 * Math.abs(value));
  const tail = Math.exp(-0.5 * value * value) * 0.398_942_280_4 * place * (0.319_381_53 + place * (-0.356_563_782 + place * (1.781_477_937 + place * (-1.821_255_978 + place * 1.330_274_429))));
  return value >= 0 ? 1 - tail : tail;
}
