import type { NormalEquations } from './nonnegative.ts';
import type { SparseRows } from './sparse-rows.ts';

/** The bidiagonal Cholesky factor of a tridiagonal covariance: its diagonal, and what stands left of it. */
export interface Whitening {
  readonly diagonal: Float64Array;
  readonly below: Float64Array;
}

/** Variance that no row is below, ms^2: counters and stamps are no better. */
const FLOOR = 1e-9;

/**
 * Factors the covariance of rows whose own variance is `variance` and between which (row r and r + 1) work of
 * variance `carried[r]` may have been booked on the wrong side (both ms^2).
 */
export function whitening(variance: Float64Array, carried: Float64Array): Whitening {
  const count = variance.length;
  const diagonal = new Float64Array(count);
  const below = new Float64Array(count);
  for (let row = 0; row < count; row += 1) {
    const [before, after] = [row > 0 ? (carried[row - 1] ?? 0) : 0, row < count - 1 ? (carried[row] ?? 0) : 0];
    const left = row > 0 ? -before / (diagonal[row - 1] ?? 1) : 0;
    below[row] = left;
    diagonal[row] = Math.sqrt(Math.max(FLOOR, (variance[row] ?? 0) + before + after - left * left));
  }
  return { diagonal, below };
}

/** log of the determinant of the covariance. */
export const logDeterminant = ({ diagonal }: Whitening): number => diagonal.reduce((sum, value) => sum + 2 * Math.log(value), 0);

/** L^-1 v: the same values as independent ones of variance 1. */
export function whiten({ diagonal, below }: Whitening, values: Float64Array): Float64Array {
  const white = new Float64Array(values.length);
  for (let row = 0; row < values.length; row += 1) {
    white[row] = ((values[row] ?? 0) - (row > 0 ? (below[row] ?? 0) * (white[row - 1] ?? 0) : 0)) / (diagonal[row] ?? 1);
  }
  return white;
}

/** What is left of an entry after so many rows that it no longer counts. */
const NEGLIGIBLE = 1e-3;

/** Copies what stands above the diagonal below it. */
function mirror({ size, matrix }: NormalEquations): void {
  for (let row = 1; row < size; row += 1) for (let column = 0; column < row; column += 1) matrix[row * size + column] = matrix[column * size + row] ?? 0;
}

/** Adds the whitened rows to normal equations; `equationsOf` gives those a row belongs to. */
export function accumulate(rows: SparseRows, targets: Float64Array, { diagonal, below }: Whitening, columns: number, equationsOf: (row: number) => NormalEquations | undefined): void {
  // The whitened row at hand, dense; `active` are its columns that are not 0, rising, `packed` what stands in them.
  const dense = new Float64Array(columns);
  const isActive = new Uint8Array(columns);
  const active = new Int32Array(columns);
  const packed = new Float64Array(columns);
  let count = 0;
  let white = 0;
  const touched = new Set<NormalEquations>();
  for (let row = 0; row < targets.length; row += 1) {
    const [scale, left] = [1 / (diagonal[row] ?? 1), row > 0 ? (below[row] ?? 0) : 0];
    let kept = 0;
    for (let place = 0; place < count; place += 1) {
      const column = active[place] ?? 0;
      const value = -left * (dense[column] ?? 0) * scale;
      if (Math.abs(value) > NEGLIGIBLE) {
        dense[column] = value;
        active[kept] = column;
        kept += 1;
      } else {
        dense[column] = 0;
        isActive[column] = 0;
      }
    }
    count = kept;
    for (let index = rows.first[row] ?? 0; index < (rows.first[row + 1] ?? 0); index += 1) {
      const column = rows.column[index] ?? 0;
      if (isActive[column] !== 1) {
        isActive[column] = 1;
        let place = count;
        for (; place > 0 && (active[place - 1] ?? 0) > column; place -= 1) active[place] = active[place - 1] ?? 0;
        active[place] = column;
        count += 1;
      }
      dense[column] = (dense[column] ?? 0) + (rows.value[index] ?? 0) * scale;
    }
    white = ((targets[row] ?? 0) - left * white) * scale;
    const into = equationsOf(row);
    if (into === undefined) continue;
    touched.add(into);
    const { matrix, target } = into;
    for (let place = 0; place < count; place += 1) packed[place] = dense[active[place] ?? 0] ?? 0;
    for (let place = 0; place < count; place += 1) {
      const column = active[place] ?? 0;
      const value = packed[place] ?? 0;
      target[column] = (target[column] ?? 0) + value * white;
      const line = column * columns;
      for (let other = place; other < count; other += 1) matrix[line + (active[other] ?? 0)] = (matrix[line + (active[other] ?? 0)] ?? 0) + value * (packed[other] ?? 0);
    }
  }
  for (const equations of touched) mirror(equations);
}
