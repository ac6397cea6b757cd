import type { SparseRows } from './sparse-rows.ts';

/**
 * Costs by expectation maximization of a Poisson mixture (Shepp and Vardi, 1982): each row's CPU is shared out in
 * proportion to what is expected of it. Never negative, and what is shared out adds up to what was used.
 */
export function expectedCosts(systems: readonly { readonly rows: SparseRows | undefined; readonly cpu: Float64Array }[], columns: number, rounds: number): Float64Array {
  const weight = new Float64Array(columns);
  let [used, pieces] = [0, 0];
  for (const { rows, cpu } of systems) {
    rows?.value.forEach((value, index) => {
      const column = rows.column[index] ?? 0;
      weight[column] = (weight[column] ?? 0) + value;
      pieces += value;
    });
    for (const value of cpu) used += value;
  }
  const costs = new Float64Array(columns).fill(pieces > 0 ? used / pieces : 0);
  const shared = new Float64Array(columns);
  for (let round = 0; round < rounds; round += 1) {
    shared.fill(0);
    for (const { rows, cpu } of systems) {
      if (rows === undefined) continue;
      for (let row = 0; row < cpu.length; row += 1) {
        const [from, to] = [rows.first[row] ?? 0, rows.first[row + 1] ?? 0];
        let expected = 0;
        for (let index = from; index < to; index += 1) expected += (rows.value[index] ?? 0) * (costs[rows.column[index] ?? 0] ?? 0);
        if (!(expected > 0)) continue;
        const factor = (cpu[row] ?? 0) / expected;
        for (let index = from; index < to; index += 1) {
          const column = rows.column[index] ?? 0;
          shared[column] = (shared[column] ?? 0) + (rows.value[index] ?? 0) * (costs[column] ?? 0) * factor;
        }
      }
    }
    for (let column = 0; column < columns; column += 1) {
      const pieceCount = weight[column] ?? 0;
      costs[column] = pieceCount > 0 ? (shared[column] ?? 0) / pieceCount : 0;
    }
  }
  return costs;
}
