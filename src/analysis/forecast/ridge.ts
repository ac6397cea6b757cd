import { solveSymmetric } from './cholesky.ts';
import { slidingDots } from './dot.ts';
import { deviation, mean } from './moments.ts';

/** Windows below which lags are not fitted. */
const LEAST_WINDOWS = 30;

/** What a regression on lags is made of. */
export interface Lags {
  /** Lags of a window. */
  readonly count: number;
  /** Ridge on values of unit variance. */
  readonly ridge: number;
  /** Whether each window loses its own mean: levels that move. */
  readonly centred: boolean;
}

/**
 * Sums of products of the lags over all windows, count x count row by row, by the recurrence
 * G[i+1][j+1] = G[i][j] - z[i] z[j] + z[i+windows] z[j+windows]: a window is the one before, moved by one.
 */
function gram(values: Float64Array, count: number, windows: number): Float64Array {
  const sums = new Float64Array(count * count);
  sums.set(slidingDots(values.subarray(0, windows), values, 0, count));
  for (let row = 1; row < count; row += 1) {
    const leaving = values[row - 1] ?? 0;
    const entering = values[row - 1 + windows] ?? 0;
    const above = (row - 1) * count - 1;
    for (let column = row; column < count; column += 1) {
      sums[row * count + column] = (sums[above + column] ?? 0) - leaving * (values[column - 1] ?? 0) + entering * (values[column - 1 + windows] ?? 0);
    }
  }
  for (let row = 1; row < count; row += 1) for (let column = 0; column < row; column += 1) sums[row * count + column] = sums[column * count + row] ?? 0;
  return sums;
}

/** The same of windows without their means: what is on both sides of the matrix loses its means. */
function centre(sums: Float64Array, count: number): void {
  const means = new Float64Array(count);
  for (let row = 0; row < count; row += 1) {
    let sum = 0;
    for (let column = 0; column < count; column += 1) sum += sums[row * count + column] ?? 0;
    means[row] = sum / count;
  }
  const whole = mean(means);
  for (let row = 0; row < count; row += 1) {
    for (let column = 0; column < count; column += 1) sums[row * count + column] = (sums[row * count + column] ?? 0) - (means[row] ?? 0) - (means[column] ?? 0) + whole;
  }
}

/**
 * Direct regression of the next `horizon` values on the lags before them, ridge-penalized, all steps by one
 * decomposition: with the last window x, f = Y'X (X'X + ridge I)^-1 x. Undefined below 30 windows or without variance.
 */
export function regressOnLags(values: Float64Array, horizon: number, { count, ridge, centred }: Lags): Float64Array | undefined {
  const windows = values.length - count - horizon + 1;
  if (windows < LEAST_WINDOWS) return undefined;
  const scale = deviation(values);
  if (!(scale > 0)) return undefined;
  const level = centred ? mean(values) : 0;
  const scaled = values.map((value) => (value - level) / scale);
  const sums = gram(scaled, count, windows);
  if (centred) centre(sums, count);
  for (let place = 0; place < count; place += 1) sums[place * count + place] = (sums[place * count + place] ?? 0) + ridge;
  const last = scaled.slice(scaled.length - count);
  const lastMean = centred ? mean(last) : 0;
  const solution = solveSymmetric(sums, last.map((value) => value - lastMean));
  if (solution === undefined) return undefined;
  // How like each window is to the last one; and what these lose by their own means, the same for all steps.
  const likeness = slidingDots(solution, scaled, 0, windows);
  let means = 0;
  if (centred) {
    let sum = mean(scaled, 0, count) * count;
    for (let start = 0; start < windows; start += 1) {
      means += ((likeness[start] ?? 0) * sum) / count;
      sum += (scaled[start + count] ?? 0) - (scaled[start] ?? 0);
    }
  }
  const points = slidingDots(likeness, scaled, count, horizon).map((sum) => sum - means);
  return points.map((value) => (value + lastMean) * scale + level);
}
