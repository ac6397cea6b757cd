/** The factor that makes the median absolute deviation of normal noise its standard deviation. */
export const DEVIATION_OF_MAD = 1.4826;

/** The quantile (0..1) of values sorted upwards, between neighbours in proportion (type 7 of Hyndman and Fan, 1996); NaN of none. */
export function quantileOfSorted(sorted: ArrayLike<number>, share: number): number {
  if (sorted.length === 0) return Number.NaN;
  const place = Math.min(1, Math.max(0, share)) * (sorted.length - 1);
  const low = sorted[Math.floor(place)] ?? Number.NaN;
  const high = sorted[Math.ceil(place)] ?? Number.NaN;
  const part = place - Math.floor(place);
  // Not low + part * (high - low), which overflows where the two are far apart.
  return low === high ? low : low * (1 - part) + high * part;
}

/** The median of the first `count` values; what is given stays as it is. NaN of none. */
export function median(values: ArrayLike<number>, count = values.length): number {
  const sorted = new Float64Array(count);
  for (let index = 0; index < count; index += 1) sorted[index] = values[index] ?? 0;
  return quantileOfSorted(sorted.sort(), 0.5);
}

/** Median absolute deviation from the median, not scaled (Hampel, 1974). NaN of none. */
export function medianAbsoluteDeviation(values: ArrayLike<number>, count = values.length): number {
  const middle = median(values, count);
  const distances = new Float64Array(count);
  for (let index = 0; index < count; index += 1) distances[index] = Math.abs((values[index] ?? 0) - middle);
  return quantileOfSorted(distances.sort(), 0.5);
}
