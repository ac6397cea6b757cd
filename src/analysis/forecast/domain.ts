import { extent } from './moments.ts';

/** A scale that members see a series on: values there, and the way back. */
export interface Domain {
  readonly values: Float64Array;
  back(values: Float64Array): Float64Array;
}

/** How far forecasts may leave what has been, as parts of the range. */
const RAW_REACH = 2;
/** The same on the logarithmic scale, as a factor. */
const LOG_REACH = 3;

const clamped = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/** Values as they are. */
export function rawDomain(values: Float64Array): Domain {
  const [low, high] = extent(values);
  const reach = RAW_REACH * (high - low);
  return { values, back: (points) => points.map((point) => clamped(point, low - reach, high + reach)) };
}

/** log(y + c), c only where something is not above zero: 1 % of the range above the least. */
export function logDomain(values: Float64Array): Domain {
  const [low, high] = extent(values);
  // What stands still at zero or below has no range to go by.
  const shift = low > 0 ? 0 : (0.01 * (high - low) || 1) - low;
  const least = Math.log((low + shift) / LOG_REACH);
  const most = Math.log((high + shift) * LOG_REACH);
  return { values: values.map((value) => Math.log(value + shift)), back: (points) => points.map((point) => Math.exp(clamped(point, least, most)) - shift) };
}
