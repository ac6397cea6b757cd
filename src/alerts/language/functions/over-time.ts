import { type Call, type FunctionDefinition, fromMatrix, matrixOf, overTime, scalarOf } from './definition.ts';

/** The value at a part of sorted values, between neighbours in proportion (Prometheus' `quantile`). */
export function quantileOf(part: number, values: readonly number[]): number {
  if (values.length === 0 || Number.isNaN(part)) return Number.NaN;
  if (part < 0) return Number.NEGATIVE_INFINITY;
  if (part > 1) return Number.POSITIVE_INFINITY;
  // NaN stands before all others, as in Prometheus.
  const sorted = values.toSorted((left, right) => (Number.isNaN(left) ? -1 : Number.isNaN(right) ? 1 : left - right));
  const rank = part * (sorted.length - 1);
  const low = Math.max(0, Math.floor(rank));
  const high = Math.min(sorted.length - 1, low + 1);
  const weight = rank - Math.floor(rank);
  return (sorted[low] ?? Number.NaN) * (1 - weight) + (sorted[high] ?? Number.NaN) * weight;
}

/** Adds with what rounding lost kept aside (Kahan and Neumaier), as Prometheus does. */
class Total {
  #sum = 0;
  #lost = 0;

  get sum(): number {
    return this.#sum;
  }

  get value(): number {
    return Number.isFinite(this.#sum) ? this.#sum + this.#lost : this.#sum;
  }

  add(value: number): void {
    const next = this.#sum + value;
    this.#lost += Math.abs(this.#sum) >= Math.abs(value) ? this.#sum - next + value : value - next + this.#sum;
    this.#sum = next;
  }
}

function sum(values: readonly number[]): number {
  const total = new Total();
  for (const value of values) total.add(value);
  return total.value;
}

/** Value by value, so that large ones do not overflow. */
function mean(values: readonly number[]): number {
  const total = new Total();
  values.forEach((value, index) => {
    if (!Number.isFinite(total.sum) && (value === total.sum || Number.isFinite(value))) return;
    total.add(value / (index + 1) - total.sum / (index + 1));
  });
  return total.value;
}

const least = (values: readonly number[]): number => values.reduce((low, value) => (value < low || Number.isNaN(low) ? value : low), Number.NaN);
const most = (values: readonly number[]): number => values.reduce((high, value) => (value > high || Number.isNaN(high) ? value : high), Number.NaN);

/** Variance about the mean, of all (not a sample). */
export function variance(values: readonly number[]): number {
  let [average, squares, count] = [0, 0, 0];
  for (const value of values) {
    count += 1;
    const difference = value - average;
    average += difference / count;
    squares += difference * (value - average);
  }
  return squares / count;
}

const quantileOver = (help: string, part: (call: Call) => number, place: 0 | 1): Pick<FunctionDefinition, 'help' | 'returns' | 'call'> => ({
  help, returns: 'vector', call: (call) => fromMatrix(matrixOf(call.args[place]), ({ values }) => quantileOf(part(call), values)),
});
const percentile = (part: number): FunctionDefinition => ({ args: ['matrix'], ...quantileOver(`What ${part * 100} % of the values are at most.`, () => part, 0) });

export const OVER_TIME = {
  avg_over_time: overTime('Mean of the values.', ({ values }) => mean(values)),
  min_over_time: overTime('Least of the values.', ({ values }) => least(values)),
  max_over_time: overTime('Greatest of the values.', ({ values }) => most(values)),
  sum_over_time: overTime('Sum of the values.', ({ values }) => sum(values)),
  count_over_time: overTime('How many values there are.', ({ values }) => values.length),
  present_over_time: overTime('1 for each series that was there.', () => 1),
  last_over_time: overTime('The last value.', ({ values }) => values.at(-1), true),
  stddev_over_time: overTime('Standard deviation of the values.', ({ values }) => Math.sqrt(variance(values))),
  stdvar_over_time: overTime('Variance of the values.', ({ values }) => variance(values)),
  quantile_over_time: { args: ['scalar', 'matrix'], ...quantileOver('The value at a part (0 to 1) of the values.', ({ args }) => scalarOf(args[0]), 1) },
  p50: percentile(0.5), p90: percentile(0.9), p95: percentile(0.95), p99: percentile(0.99),
} as const satisfies Record<string, FunctionDefinition>;
