/** Costs that are known this well (deviation as a share) tell what costs there are. */
const KNOWN = 0.3;
/** Fewer of them tell nothing. */
const LEAST_KNOWN = 4;
/** Deviation of log costs that is assumed at least: a factor of 2.2. */
const NARROWEST = 0.8;
/** A cost that is known better than this is left as it is. */
const CLEAR = 0.1;
const STEPS = 400;
const REACH = 6;

/** How costs are spread in an application: mean and deviation of their logarithms. */
export interface CostPrior {
  readonly mean: number;
  readonly deviation: number;
}

/** The prior that well-known costs of the same application give (empirical Bayes; Robbins, 1956); undefined where they are too few. */
export function costPrior(costs: Float64Array, deviations: Float64Array, counts: Float64Array): CostPrior | undefined {
  const logs: number[] = [];
  costs.forEach((cost, endpoint) => {
    if (cost > 0 && (counts[endpoint] ?? 0) > 0 && (deviations[endpoint] ?? 0) < KNOWN * cost) logs.push(Math.log(cost));
  });
  if (logs.length < LEAST_KNOWN) return undefined;
  const mean = logs.reduce((sum, value) => sum + value, 0) / logs.length;
  const variance = logs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (logs.length - 1);
  return { mean, deviation: Math.max(NARROWEST, Math.sqrt(variance)) };
}

/**
 * The posterior median of a cost that was found with a normal error, under a log-normal prior: one that is hardly
 * known moves towards what is usual, so that none is told to cost nothing only because larger ones drown it.
 */
export function posteriorMedian(cost: number, deviation: number, prior: CostPrior | undefined): number {
  if (prior === undefined || !(deviation > CLEAR * cost)) return cost;
  const logAt = (step: number): number => prior.mean + prior.deviation * REACH * ((2 * step) / STEPS - 1);
  const logWeights = Float64Array.from({ length: STEPS + 1 }, (_, step) => -0.5 * (((Math.exp(logAt(step)) - cost) / deviation) ** 2 + ((logAt(step) - prior.mean) / prior.deviation) ** 2));
  const largest = logWeights.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const weights = logWeights.map((value) => Math.exp(value - largest));
  const half = weights.reduce((sum, value) => sum + value, 0) / 2;
  let sum = 0;
  for (let step = 0; step <= STEPS; step += 1) {
    const weight = weights[step] ?? 0;
    // Straight within a step.
    if (sum + weight >= half) return Math.exp(logAt(step - 0.5 + (half - sum) / weight));
    sum += weight;
  }
  return cost;
}
