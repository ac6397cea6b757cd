/**
 * The floor of a series: at each place the least value from there to the end, what was never given back since. Unknown
 * values (NaN) have none.
 */
export function floorOf(values: readonly number[]): number[] {
  let least = Number.POSITIVE_INFINITY;
  return values.toReversed().map((value) => {
    if (value < least) least = value;
    return Number.isNaN(value) ? Number.NaN : least;
  }).reverse();
}
