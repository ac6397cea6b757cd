import { PARTS } from './design.ts';
import { addEquations, noEquations, nonnegative, type NormalEquations } from './nonnegative.ts';

const SWEEPS = 300;

/** The cost of each endpoint, ms: the sum of its unknowns. */
export function endpointCosts(costs: Float64Array, endpoints: number): Float64Array {
  return Float64Array.from({ length: endpoints }, (_, endpoint) => {
    let sum = 0;
    for (let part = 0; part < PARTS; part += 1) sum += costs[PARTS * endpoint + part] ?? 0;
    return sum;
  });
}

/**
 * Costs by endpoint, ms, from blocks of time drawn anew with replacement (block bootstrap; Kuensch, 1989); NaN in a
 * draw without the endpoint. `random` gives numbers in [0, 1).
 */
export function bootstrap(blocks: readonly NormalEquations[], costs: Float64Array, endpoints: number, draws: number, random: () => number): Float64Array[] {
  const size = costs.length;
  return Array.from({ length: draws }, () => {
    const times = new Int32Array(blocks.length);
    for (let draw = 0; draw < blocks.length; draw += 1) {
      const block = Math.min(blocks.length - 1, Math.floor(random() * blocks.length));
      times[block] = (times[block] ?? 0) + 1;
    }
    const total = noEquations(size);
    blocks.forEach((block, index) => {
      const factor = times[index] ?? 0;
      if (factor > 0) addEquations(total, block, factor);
    });
    return endpointCosts(nonnegative(total, costs, SWEEPS), endpoints).map((cost, endpoint) => {
      for (let part = 0; part < PARTS; part += 1) if ((total.matrix[(PARTS * endpoint + part) * (size + 1)] ?? 0) > 0) return cost;
      return Number.NaN;
    });
  });
}

/** Mean, deviation and number of the values that are known. */
export function momentsOf(values: readonly number[]): { readonly mean: number; readonly deviation: number; readonly count: number } {
  const known = values.filter((value) => Number.isFinite(value));
  const mean = known.reduce((sum, value) => sum + value, 0) / Math.max(1, known.length);
  const squares = known.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / Math.max(1, known.length - 1)), count: known.length };
}
