/** Half-solved normal equations of least squares: a symmetric matrix by rows, and the right-hand side. */
export interface NormalEquations {
  readonly size: number;
  readonly matrix: Float64Array;
  readonly target: Float64Array;
}

export const noEquations = (size: number): NormalEquations => ({ size, matrix: new Float64Array(size * size), target: new Float64Array(size) });

/** Adds `factor` times the second to the first. */
export function addEquations(into: NormalEquations, other: NormalEquations, factor = 1): void {
  for (let index = 0; index < into.matrix.length; index += 1) into.matrix[index] = (into.matrix[index] ?? 0) + factor * (other.matrix[index] ?? 0);
  for (let index = 0; index < into.size; index += 1) into.target[index] = (into.target[index] ?? 0) + factor * (other.target[index] ?? 0);
}

/** A step below this, ms, is none. */
const STILL = 1e-5;

/**
 * Least squares at >= 0 by coordinate descent (Franc, Hlavac and Navara, 2005), from `begin` on. An unknown without
 * evidence stays 0. At most `sweeps` rounds; the work is sweeps * size^2.
 */
export function nonnegative({ size, matrix, target }: NormalEquations, begin: Float64Array, sweeps: number): Float64Array {
  const solution = Float64Array.from(begin, (value) => (value > 0 ? value : 0));
  // matrix * solution - target, kept up to date.
  const gradient = new Float64Array(size);
  for (let row = 0; row < size; row += 1) {
    let sum = -(target[row] ?? 0);
    for (let column = 0; column < size; column += 1) sum += (matrix[row * size + column] ?? 0) * (solution[column] ?? 0);
    gradient[row] = sum;
  }
  for (let sweep = 0; sweep < sweeps; sweep += 1) {
    let largest = 0;
    for (let row = 0; row < size; row += 1) {
      const curvature = matrix[row * size + row] ?? 0;
      const before = solution[row] ?? 0;
      const after = curvature > 0 ? Math.max(0, before - (gradient[row] ?? 0) / curvature) : 0;
      const step = after - before;
      if (step === 0) continue;
      solution[row] = after;
      largest = Math.max(largest, Math.abs(step));
      for (let column = 0; column < size; column += 1) gradient[column] = (gradient[column] ?? 0) + step * (matrix[row * size + column] ?? 0);
    }
    if (largest < STILL) break;
  }
  return solution;
}
