/**
 * Ordinary least squares by the normal equations and Gaussian elimination with pivots, for a few well-scaled
 * columns. Undefined where the columns do not tell the coefficients apart.
 */
export function solve(rows: readonly (readonly number[])[], targets: ArrayLike<number>): number[] | undefined {
  const width = rows[0]?.length ?? 0;
  if (width === 0 || rows.length < width) return undefined;
  // Width columns of the normal matrix, then the right-hand side.
  const matrix = Array.from({ length: width }, () => new Float64Array(width + 1));
  rows.forEach((row, index) => {
    matrix.forEach((line, left) => {
      const factor = row[left] ?? 0;
      for (let right = 0; right < width; right += 1) line[right] = (line[right] ?? 0) + factor * (row[right] ?? 0);
      line[width] = (line[width] ?? 0) + factor * (targets[index] ?? 0);
    });
  });
  const scale = matrix.map((line, index) => line[index] ?? 0);
  for (let column = 0; column < width; column += 1) {
    let best = column;
    for (let row = column + 1; row < width; row += 1) {
      if (Math.abs(matrix[row]?.[column] ?? 0) > Math.abs(matrix[best]?.[column] ?? 0)) best = row;
    }
    const pivot = matrix[best];
    const other = matrix[column];
    if (pivot === undefined || other === undefined) return undefined;
    matrix[best] = other;
    matrix[column] = pivot;
    const head = pivot[column] ?? 0;
    // Also false for what is not a number.
    if (!(Math.abs(head) > 1e-9 * Math.max(...scale))) return undefined;
    for (let row = 0; row < width; row += 1) {
      const line = matrix[row];
      if (line === undefined || row === column) continue;
      const factor = (line[column] ?? 0) / head;
      for (let index = column; index <= width; index += 1) line[index] = (line[index] ?? 0) - factor * (pivot[index] ?? 0);
    }
  }
  const solution = matrix.map((line, index) => (line[width] ?? 0) / (line[index] ?? 1));
  return solution.every(Number.isFinite) ? solution : undefined;
}

/**
 * The same with the standard error of one coefficient (independent rests of equal variance). The error is 0 where
 * there are no more rows than columns.
 */
export function solveWithError(rows: readonly (readonly number[])[], targets: ArrayLike<number>, column: number): { readonly coefficients: readonly number[]; readonly error: number } | undefined {
  const coefficients = solve(rows, targets);
  if (coefficients === undefined) return undefined;
  // The coefficient by partial regression (Frisch and Waugh, 1933): what the other columns leave of this one.
  const others = rows.map((row) => row.filter((_, index) => index !== column));
  const own = rows.map((row) => row[column] ?? 0);
  const explained = solve(others, own) ?? [];
  let [left, rest] = [0, 0];
  rows.forEach((row, index) => {
    left += ((own[index] ?? 0) - (others[index] ?? []).reduce((sum, value, place) => sum + value * (explained[place] ?? 0), 0)) ** 2;
    rest += ((targets[index] ?? 0) - row.reduce((sum, value, place) => sum + value * (coefficients[place] ?? 0), 0)) ** 2;
  });
  const freedom = rows.length - coefficients.length;
  return { coefficients, error: freedom > 0 && left > 0 ? Math.sqrt(rest / freedom / left) : 0 };
}
