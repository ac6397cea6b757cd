import type { Weights } from './weights.ts';

/** How much of the weighted median is in a combination; the rest is the weighted mean. */
const MEDIAN_SHARE = 0.5;

/** What members tell together, and how far apart they are: their weighted variance. */
export interface Combined {
  readonly points: Float64Array;
  readonly spread: Float64Array;
}

/**
 * Puts members' points together, half weighted mean and half weighted median (one that is far off moves it little);
 * members that tell nothing leave their weight to the others. Undefined where none tells.
 */
export function combine(told: readonly (Float64Array | undefined)[], { near, far }: Weights, horizon: number, border: number): Combined | undefined {
  const points = new Float64Array(horizon);
  const spread = new Float64Array(horizon);
  const order: { value: number; weight: number }[] = told.map(() => ({ value: 0, weight: 0 }));
  for (let step = 0; step < horizon; step += 1) {
    const weights = step < border ? near : far;
    let [count, whole, sum] = [0, 0, 0];
    for (let member = 0; member < told.length; member += 1) {
      const weight = weights[member] ?? 0;
      const value = told[member]?.[step];
      const entry = order[count];
      if (value === undefined || weight === 0 || entry === undefined) continue;
      entry.value = value;
      entry.weight = weight;
      count += 1;
      whole += weight;
      sum += weight * value;
    }
    if (count === 0) return undefined;
    const mean = sum / whole;
    let variance = 0;
    for (let place = 0; place < count; place += 1) variance += (order[place]?.weight ?? 0) * ((order[place]?.value ?? mean) - mean) ** 2;
    points[step] = (1 - MEDIAN_SHARE) * mean + MEDIAN_SHARE * weightedMedian(order, count, whole);
    spread[step] = variance / whole;
  }
  return { points, spread };
}

/** The value below which half the weight lies; sorts the first `count` entries. */
function weightedMedian(order: { value: number; weight: number }[], count: number, whole: number): number {
  for (let place = 1; place < count; place += 1) {
    const entry = order[place];
    if (entry === undefined) continue;
    let before = place - 1;
    for (; before >= 0; before -= 1) {
      const other = order[before];
      if (other === undefined || other.value <= entry.value) break;
      order[before + 1] = other;
    }
    order[before + 1] = entry;
  }
  let sum = 0;
  for (let place = 0; place < count; place += 1) {
    sum += order[place]?.weight ?? 0;
    if (sum >= whole / 2) return order[place]?.value ?? 0;
  }
  return order[count - 1]?.value ?? 0;
}
