import type { Series } from '../../../src/analysis/forecast/index.ts';

export const HOUR = 3600;
export const DAY = 86_400;
/** Monday 2026-06-01 00:00 UTC. */
export const START = 1_780_272_000;

/** Numbers in [0, 1), the same for a seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

/** Normal noise of unit variance. */
export function noise(seed: number): () => number {
  const random = seeded(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

export const regular = (count: number, step: number, value: (index: number) => number): Series => ({
  times: Float64Array.from({ length: count }, (_, index) => START + index * step),
  values: Float64Array.from({ length: count }, (_, index) => value(index)),
});

/** A day between 50 and 150. */
export const wave = (hour: number, period = 24): number => 100 + 50 * Math.sin((hour / period) * 2 * Math.PI);

/** Sum of errors by sum of values. */
export function wape(told: readonly { readonly mean: number }[], truth: (step: number) => number): number {
  let [errors, size] = [0, 0];
  told.forEach(({ mean }, step) => {
    errors += Math.abs(mean - truth(step));
    size += Math.abs(truth(step));
  });
  return errors / size;
}
