import { absoluteStudent4 } from './student.ts';

/** How much a series' own past errors tell of their shape; the rest is the usual one. */
const OWN_SHARE = 0.7;
/** The usual shape: Student's t with four degrees of freedom, so large that its 95 % reach 2.2 scales. */
const USUAL_SIZE = 0.79;
/** Beyond this, past errors are too few: the usual shape goes on from there. */
const FURTHEST = 0.97;
/** Past errors are told a little too small by weights that were chosen beside them. */
const CAUTION = 1.02;
const LEAST = 1e-3;

/** Values in order with what they weigh. */
class WeightedOrder {
  readonly #values: Float64Array;
  readonly #reached: Float64Array;

  constructor(values: readonly (readonly [value: number, weight: number])[]) {
    const sorted = values.toSorted(([left], [right]) => left - right);
    this.#values = Float64Array.from(sorted, ([value]) => value);
    let sum = 0;
    this.#reached = Float64Array.from(sorted, ([, weight]) => (sum += weight));
  }

  quantile(share: number): number {
    const wanted = share * (this.#reached.at(-1) ?? 0);
    let [low, high] = [0, this.#reached.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#reached[middle] ?? 0) < wanted) low = middle + 1;
      else high = middle;
    }
    return this.#values[low] ?? 0;
  }
}

/**
 * How standardized errors are distributed: past ones, both sides half by themselves and half together, and the usual
 * shape. Quantiles rise with the share and are zero in the middle.
 */
export class ErrorShape {
  readonly #signed: WeightedOrder;
  readonly #absolute: WeightedOrder;
  /** What all steps of one forecast share of their error's variance, and what an error hands on to the next step. */
  readonly common: number;
  readonly carried: number;

  /** Standardized errors by origin and step, and what origins weigh. */
  constructor(errors: readonly Float64Array[], weights: readonly number[]) {
    const all = errors.flatMap((origin, index) => Array.from(origin, (error): readonly [number, number] => [error, weights[index] ?? 0]));
    this.#signed = new WeightedOrder(all);
    this.#absolute = new WeightedOrder(all.map(([error, weight]) => [Math.abs(error), weight]));
    ({ common: this.common, carried: this.carried } = dependence(errors));
  }

  /** How many scales above (`side` 1) or below (-1) the point a fraction `held` (0..1) of that side's errors reaches; not negative. */
  reach(held: number, side: 1 | -1): number {
    const inside = Math.min(FURTHEST, held);
    const usual = absoluteStudent4(inside);
    const together = Math.max(LEAST, this.#absolute.quantile(inside));
    const alone = Math.max(LEAST, side === 1 ? this.#signed.quantile((1 + inside) / 2) : -this.#signed.quantile((1 - inside) / 2));
    const own = Math.sqrt(together * alone);
    const beyond = held > FURTHEST ? absoluteStudent4(held) / usual : 1;
    return CAUTION * own ** OWN_SHARE * (USUAL_SIZE * usual) ** (1 - OWN_SHARE) * beyond;
  }
}

/** How errors of one forecast hang together: the share that all steps have in common, and the rest's correlation with the next step. */
function dependence(errors: readonly Float64Array[]): { readonly common: number; readonly carried: number } {
  let [squares, means, pairs, rests, count] = [0, 0, 0, 0, 0];
  for (const origin of errors) {
    if (origin.length < 2) continue;
    const clipped = origin.map((error) => Math.min(4, Math.max(-4, error)));
    const level = clipped.reduce((sum, error) => sum + error, 0) / clipped.length;
    count += 1;
    means += level * level;
    for (let step = 0; step < clipped.length; step += 1) {
      const error = clipped[step] ?? 0;
      squares += (error * error) / clipped.length;
      rests += (error - level) ** 2;
      if (step > 0) pairs += (error - level) * ((clipped[step - 1] ?? 0) - level);
    }
  }
  return { common: count > 0 && squares > 0 ? Math.min(0.8, means / squares) : 0.2, carried: rests > 0 ? Math.min(0.95, Math.max(0, pairs / rests)) : 0.5 };
}
