import { median } from '../statistics/median.ts';
import { mean } from './moments.ts';

/**
 * The weighted mean of the last periods, place by place: the first place is what comes next. A period weighs `decay`
 * times what the one after it does. The series must hold one whole period.
 */
export function weightedProfile(values: Float64Array, period: number, decay: number, most = Number.POSITIVE_INFINITY): Float64Array {
  const profile = new Float64Array(period);
  const weights = new Float64Array(period);
  const reach = Math.min(values.length, most * period);
  for (let age = 0; age * period < reach; age += 1) {
    const weight = decay ** age;
    const start = values.length - (age + 1) * period;
    for (let place = Math.max(0, values.length - reach - start); place < period; place += 1) {
      profile[place] = (profile[place] ?? 0) + weight * (values[start + place] ?? 0);
      weights[place] = (weights[place] ?? 0) + weight;
    }
  }
  return profile.map((sum, place) => sum / (weights[place] ?? 1));
}

/** Shape and levels of the last whole periods: the median, place by place, of values without their period's mean. */
export function medianProfile(values: Float64Array, period: number, most: number): { readonly shape: Float64Array; /** Means of the periods, the last one first. */ readonly levels: readonly number[] } {
  const count = Math.min(most, Math.floor(values.length / period));
  const levels = Array.from({ length: count }, (_, age) => mean(values, values.length - (age + 1) * period, values.length - age * period));
  const column = new Float64Array(count);
  const shape = new Float64Array(period);
  for (let place = 0; place < period; place += 1) {
    for (let age = 0; age < count; age += 1) column[age] = (values[values.length - (age + 1) * period + place] ?? 0) - (levels[age] ?? 0);
    shape[place] = median(column);
  }
  return { shape, levels };
}

/** The place of an index in a period whose first place comes after the last value. */
export const placeOf = (index: number, length: number, period: number): number => (((index - length) % period) + period) % period;

/** The mean of what the last `count` values are above a profile. */
export function recentResidual(values: Float64Array, profile: Float64Array, level: number, count: number): number {
  const first = Math.max(0, values.length - count);
  let sum = 0;
  for (let index = first; index < values.length; index += 1) sum += (values[index] ?? 0) - level - (profile[placeOf(index, values.length, profile.length)] ?? 0);
  return values.length > first ? sum / (values.length - first) : 0;
}
