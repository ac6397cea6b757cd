import { dot, fourDots } from './dot.ts';

/** The Cholesky factor in the lower half, in place; false where the matrix is not positive definite. */
function factorize(matrix: Float64Array, count: number): boolean {
  const four = new Float64Array(4);
  for (let row = 0; row < count; row += 1) {
    const start = row * count;
    let column = 0;
    for (; column + 4 <= row; column += 4) {
      fourDots(matrix, start, matrix, column * count, count, column, four);
      for (let next = 0; next < 4; next += 1) {
        const other = (column + next) * count;
        const sum = (matrix[start + column + next] ?? 0) - (four[next] ?? 0) - dot(matrix, start + column, matrix, other + column, next);
        matrix[start + column + next] = sum / (matrix[other + column + next] ?? 1);
      }
    }
    for (; column < row; column += 1) {
      const other = column * count;
      matrix[start + column] = ((matrix[start + column] ?? 0) - dot(matrix, start, matrix, other, column)) / (matrix[other + column] ?? 1);
    }
    const rest = (matrix[start + row] ?? 0) - dot(matrix, start, matrix, start, row);
    if (!(rest > 0)) return false;
    matrix[start + row] = Math.sqrt(rest);
  }
  return true;
}

/**
 * Solves A x = b for a symmetric positive definite A (row by row, of which the lower half is read and overwritten by
 * its Cholesky factor). Undefined where it is not positive definite.
 */
export function solveSymmetric(matrix: Float64Array, right: Float64Array): Float64Array | undefined {
  const count = right.length;
  if (!factorize(matrix, count)) return undefined;
  const solution = right.slice();
  for (let row = 0; row < count; row += 1) solution[row] = ((solution[row] ?? 0) - dot(matrix, row * count, solution, 0, row)) / (matrix[row * count + row] ?? 1);
  for (let row = count - 1; row >= 0; row -= 1) {
    const value = (solution[row] ?? 0) / (matrix[row * count + row] ?? 1);
    solution[row] = value;
    // What a solved one leaves of those before it: along a row of the factor, not down a column.
    for (let place = 0; place < row; place += 1) solution[place] = (solution[place] ?? 0) - value * (matrix[row * count + place] ?? 0);
  }
  return solution;
}
