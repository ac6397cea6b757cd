/** Values this near the highest one are at it, as a part of what the series spans. */
const NEAR = 0.03;
/** So many values, and that part of all, have to be at it... */
const LEAST_VALUES = 8;
const LEAST_PART = 0.008;
/** ...in so many parts of the past, of as many as that. */
const PARTS = 6;
const LEAST_PARTS = 3;
/** What is used up at times is not at others: of memory that stands still the highest value is none... */
const LEAST_SPAN = 0.3;
/** ...nor are counts of one, two or three of anything. */
const LEAST_DIFFERENT = 20;
/** At a ceiling values stand, they do not only come by: so many more of them than in a band as wide right below. */
const CLUSTER = 1.5;

/**
 * The limit that a series comes up to again and again and never exceeds: all CPUs busy, a link that is full, a pool that is used up. It would
 * have been exceeded long since, were it not a limit. Undefined where there is none. NaN in values is not known.
 */
export function ceilingOf(values: Float64Array): number | undefined {
  let [low, high, known] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    known += 1;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (!(high - low > LEAST_SPAN * Math.max(Math.abs(high), Math.abs(low))) || new Set(values).size < LEAST_DIFFERENT) return undefined;
  const band = NEAR * (high - low);
  let [at, below] = [0, 0];
  const parts = new Set<number>();
  values.forEach((value, index) => {
    if (value >= high - band) {
      at += 1;
      parts.add(Math.floor((index / values.length) * PARTS));
    } else if (value >= high - 2 * band) below += 1;
  });
  return at >= Math.max(LEAST_VALUES, LEAST_PART * known) && parts.size >= LEAST_PARTS && at >= CLUSTER * below ? high + band / 2 : undefined;
}
