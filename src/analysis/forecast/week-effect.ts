import { mean } from './moments.ts';
import type { Cycle } from './cycle.ts';

/** Weeks that are looked at. */
const MOST_WEEKS = 6;
/** What a week weighs by the one after it. */
const DECAY = 0.8;

/** A week's values less its own daily shape and the straight drift through the weeks beside it. */
function deviations(values: Float64Array, long: number, short: number, weeks: number): Float64Array[] {
  const start = (age: number): number => values.length - (age + 1) * long;
  const means = Array.from({ length: weeks }, (_, age) => mean(values, start(age), start(age) + long));
  return means.map((level, age) => {
    const after = Math.max(0, age - 1);
    const before = Math.min(weeks - 1, age + 1);
    const slope = ((means[after] ?? level) - (means[before] ?? level)) / Math.max(1, before - after) / long;
    const daily = new Float64Array(short);
    const days = long / short;
    for (let place = 0; place < long; place += 1) daily[place % short] = (daily[place % short] ?? 0) + (values[start(age) + place] ?? 0) / days;
    // The daily shape has the week's mean in it, the drift none.
    const rough = Float64Array.from({ length: long }, (_, place) => (values[start(age) + place] ?? 0) - (daily[place % short] ?? 0) - slope * (place - (long - 1) / 2));
    return rough.map((value, place) => (value + (rough[(place + 1) % long] ?? 0) + (rough[(place + long - 1) % long] ?? 0)) / 3);
  });
}

/**
 * What the days of the week add to the daily shape, place by place (the first comes after the last value), shrunk
 * towards nothing as far as weeks disagree (James and Stein, 1961). Zeros below two weeks.
 */
export function weekEffect(values: Float64Array, { short, long }: Cycle): Float64Array {
  const weeks = long > 0 && long % short === 0 ? Math.min(MOST_WEEKS, Math.floor(values.length / long)) : 0;
  const effect = new Float64Array(Math.max(long, 1));
  if (weeks < 2) return effect;
  const parts = deviations(values, long, short, weeks);
  const weights = parts.map((_, age) => DECAY ** age);
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  let noise = 0;
  let signal = 0;
  for (let place = 0; place < long; place += 1) {
    let average = 0;
    for (let age = 0; age < weeks; age += 1) average += ((weights[age] ?? 0) * (parts[age]?.[place] ?? 0)) / whole;
    for (let age = 0; age < weeks; age += 1) noise += ((parts[age]?.[place] ?? 0) - average) ** 2 / (weeks - 1) / long;
    effect[place] = average;
    signal += average ** 2 / long;
  }
  const share = weights.reduce((sum, weight) => sum + weight ** 2, 0) / whole ** 2;
  const factor = signal > 0 ? Math.max(0, 1 - (noise * share) / signal) : 0;
  return effect.map((value) => value * factor);
}
