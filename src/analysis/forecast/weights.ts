import type { PastForecast } from './backtest.ts';

/** Shares of the absolute and of the symmetric relative error in what a member is judged by. */
const ABSOLUTE_SHARE = 0.4;
const SHARPNESS = 5;
const LEAST_ORIGINS = 2;

/** Weights of members: in the first short period, and after it. Each sums to 1. */
export interface Weights {
  readonly near: Float64Array;
  readonly far: Float64Array;
}

/** Absolute and symmetric relative error of steps from `start` up to `end`. */
function errors(actual: Float64Array, told: Float64Array, start: number, end: number): readonly [number, number] {
  let [absolute, relative] = [0, 0];
  for (let step = start; step < end; step += 1) {
    const gap = Math.abs((actual[step] ?? 0) - (told[step] ?? 0));
    const size = Math.abs(actual[step] ?? 0) + Math.abs(told[step] ?? 0);
    absolute += gap;
    if (size > 0) relative += gap / size;
  }
  return [absolute, relative];
}

/** Weights by the errors of steps from `start` up to `end`; equal ones where none is told apart. */
function weightsOf(past: readonly PastForecast[], members: number, start: number, end: number): Float64Array {
  const always = Array.from({ length: members }, (_, member) => past.every(({ told }) => told[member] !== undefined));
  const sums = Array.from({ length: members }, () => ({ absolute: 0, relative: 0, origins: 0 }));
  for (const { actual, told } of past) {
    const found = told.map((points) => (points === undefined ? undefined : errors(actual, points, start, end)));
    const common = found.filter((_, member) => always[member] === true);
    const [absolute, relative] = [0, 1].map((kind) => common.reduce((sum, pair) => sum + (pair?.[kind] ?? 0), 0) / Math.max(1, common.length));
    found.forEach((pair, member) => {
      const sum = sums[member];
      if (pair === undefined || sum === undefined) return;
      sum.absolute += absolute !== undefined && absolute > 0 ? pair[0] / absolute : 1;
      sum.relative += relative !== undefined && relative > 0 ? pair[1] / relative : 1;
      sum.origins += 1;
    });
  }
  const needed = Math.min(LEAST_ORIGINS, past.length);
  const weights = Float64Array.from(sums, ({ absolute, relative, origins }) => {
    if (origins < needed || origins === 0) return 0;
    const loss = (absolute / origins) ** ABSOLUTE_SHARE * (relative / origins) ** (1 - ABSOLUTE_SHARE);
    return Math.max(1e-3, loss) ** -SHARPNESS;
  });
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  return whole > 0 ? weights.map((weight) => weight / whole) : weights;
}

/** What members weigh by how they told the past: half by the whole horizon, half by its part. */
export function weigh(past: readonly PastForecast[], members: number, horizon: number, border: number): Weights {
  const whole = weightsOf(past, members, 0, horizon);
  const mixed = (part: Float64Array): Float64Array => whole.map((weight, member) => (weight + (part[member] ?? 0)) / 2);
  if (border >= horizon || border <= 0) return { near: whole, far: whole };
  return { near: mixed(weightsOf(past, members, 0, border)), far: mixed(weightsOf(past, members, border, horizon)) };
}
