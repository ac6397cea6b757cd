import type { Combination, PastError } from './combination.ts';
import { ErrorShape } from './error-shape.ts';
import { mean } from './moments.ts';

/** Steps before and after one whose errors are looked at with it. */
const NEIGHBOURS = 6;
/** Shares of a step's own errors and of all steps' in its scale. */
const OWN_SHARE = 0.7;
/** How much of the variance between members is added to that of past errors. */
const SPREAD_SHARE = 2;
/** Forecasts below this part of the mean are not divided by: nights near zero. */
const LEAST_SIZE = 0.02;
/** A way to scale errors must be so much likelier (log-likelihood a value) than the plainer one. */
const LIKELIER = 0.02;
/** Errors of an origin that had half the history weigh a quarter. */
const HISTORY_POWER = 3;

/** How large errors are, by step, and how they are distributed: all in units of the series. */
export interface ErrorModel {
  readonly scale: Float64Array;
  readonly shape: ErrorShape;
}

const sizeOf = (point: number, least: number, power: number): number => (power === 0 ? 1 : power === 1 ? Math.max(Math.abs(point), least) : Math.sqrt(Math.max(Math.abs(point), least)));

/** Whether errors are the same at all levels, grow with their root, or with the level: the likeliest under Laplace errors. */
function powerOf(past: readonly PastError[], least: number): number {
  let [chosen, best] = [0, Number.NEGATIVE_INFINITY];
  for (const power of [0, 0.5, 1]) {
    let [absolute, sizes, count] = [0, 0, 0];
    for (const { points, actual } of past) {
      for (let step = 0; step < actual.length; step += 1) {
        const size = sizeOf(points[step] ?? 0, least, power);
        absolute += Math.abs((actual[step] ?? 0) - (points[step] ?? 0)) / size;
        sizes += Math.log(size);
        count += 1;
      }
    }
    const likelihood = -Math.log(absolute / count + Number.MIN_VALUE) - sizes / count;
    if (likelihood > best + (power === 0 ? 0 : LIKELIER)) [chosen, best] = [power, likelihood];
  }
  return chosen;
}

/** Learns the errors of a combination from what it would have told before. `values`: the series. */
export function modelErrors({ points, spread, past, pastHorizon }: Combination, values: Float64Array): ErrorModel {
  const least = Math.max(Number.MIN_VALUE, LEAST_SIZE * mean(values.map(Math.abs)));
  const power = powerOf(past, least);
  const weights = past.map(({ share }) => share ** HISTORY_POWER);
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const squares = new Float64Array(pastHorizon);
  past.forEach((then, origin) => {
    for (let step = 0; step < pastHorizon; step += 1) {
      const error = ((then.actual[step] ?? 0) - (then.points[step] ?? 0)) / sizeOf(then.points[step] ?? 0, least, power);
      squares[step] = (squares[step] ?? 0) + ((weights[origin] ?? 0) / whole) * error * error;
    }
  });
  const overall = mean(squares);
  const own = squares.map((_, step) => Math.sqrt(OWN_SHARE * mean(squares, Math.max(0, step - NEIGHBOURS), Math.min(pastHorizon, step + NEIGHBOURS + 1)) + (1 - OWN_SHARE) * overall));
  const scaleAt = (step: number, point: number, variance: number): number => {
    // Beyond what was looked back at, errors go on to grow.
    const size = step < pastHorizon ? own[step] ?? 0 : (own[pastHorizon - 1] ?? 0) * Math.sqrt(1 + (0.5 * (step - pastHorizon + 1)) / pastHorizon);
    return Math.sqrt((size * sizeOf(point, least, power)) ** 2 + SPREAD_SHARE * variance);
  };
  const standardized = past.map((then) => then.actual.map((value, step) => {
    const scale = scaleAt(step, then.points[step] ?? 0, then.spread[step] ?? 0);
    return scale > 0 ? (value - (then.points[step] ?? 0)) / scale : 0;
  }));
  return { scale: points.map((point, step) => scaleAt(step, point, spread[step] ?? 0)), shape: new ErrorShape(standardized, weights) };
}
