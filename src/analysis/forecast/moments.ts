/** The mean of values from `start` up to `end`; 0 of none. */
export function mean(values: ArrayLike<number>, start = 0, end = values.length): number {
  let sum = 0;
  for (let index = start; index < end; index += 1) sum += values[index] ?? 0;
  return end > start ? sum / (end - start) : 0;
}

/** Standard deviation, of the population; 0 of none. */
export function deviation(values: ArrayLike<number>): number {
  const middle = mean(values);
  let sum = 0;
  for (let index = 0; index < values.length; index += 1) sum += ((values[index] ?? 0) - middle) ** 2;
  return values.length > 0 ? Math.sqrt(sum / values.length) : 0;
}

/** The least and the greatest value; [0, 0] of none. */
export function extent(values: ArrayLike<number>): readonly [number, number] {
  let [low, high] = [values[0] ?? 0, values[0] ?? 0];
  for (let index = 1; index < values.length; index += 1) {
    const value = values[index] ?? 0;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}
