/** How a resource goes with load: `base + slope * load + rest`. */
export interface ResourceModel {
  readonly base: number;
  readonly slope: number;
  /** What is left at each step of the past. */
  readonly rest: Float64Array;
  /** Part of its ups and downs that load tells, 0..1. */
  readonly told: number;
  /** The same line by other samples of the same days: how sure it is (moving blocks; Kuensch, 1989). */
  readonly draws: readonly { readonly base: number; readonly slope: number }[];
}

/** Steps that must be known for a line. */
const LEAST_STEPS = 8;
const DRAWS = 60;
/** Steps, where a day has fewer than two or is not known. */
const SHORT_BLOCK = 12;

interface Line {
  readonly base: number;
  readonly slope: number;
}

/** Least squares of the places; neither part below zero: nothing gives resources back, and idle takes no less than none. */
function lineOf(load: Float64Array, values: Float64Array, places: readonly number[]): Line {
  let [count, x, y, xx, xy] = [0, 0, 0, 0, 0];
  for (const place of places) {
    const [at, value] = [load[place] ?? Number.NaN, values[place] ?? Number.NaN];
    if (Number.isNaN(at + value)) continue;
    count += 1;
    x += at;
    y += value;
    xx += at * at;
    xy += at * value;
  }
  if (count === 0) return { base: 0, slope: 0 };
  const spread = xx - (x * x) / count;
  const slope = spread > 1e-12 * Math.max(1e-12, xx) ? (xy - (x * y) / count) / spread : 0;
  if (slope <= 0) return { base: Math.max(0, y / count), slope: 0 };
  const base = (y - slope * x) / count;
  return base >= 0 ? { base, slope } : { base: 0, slope: xx > 0 ? Math.max(0, xy / xx) : 0 };
}

/** Steps of which both are known; none where they are too few for a line. */
function placesOf(load: Float64Array, values: Float64Array): readonly number[] {
  const known = Array.from(values.keys()).filter((place) => !Number.isNaN((load[place] ?? Number.NaN) + (values[place] ?? Number.NaN)));
  return known.length < LEAST_STEPS ? [] : known;
}

/** What a resource takes at no load, as `resourceModel` has it; 0 where that is not known. */
export const baseOf = (load: Float64Array, values: Float64Array): number => lineOf(load, values, placesOf(load, values)).base;

/**
 * What a resource takes at no load and for each unit of it, by steps of the past (NaN where one of the two is not known).
 * `block`: steps of a day. `random` gives numbers in [0, 1). Undefined below eight steps.
 */
export function resourceModel(load: Float64Array, values: Float64Array, block: number, random: () => number): ResourceModel | undefined {
  const known = placesOf(load, values);
  if (known.length === 0) return undefined;
  const { base, slope } = lineOf(load, values, known);
  const rest = values.map((value, place) => value - base - slope * (load[place] ?? Number.NaN));
  const mean = known.reduce((sum, place) => sum + (values[place] ?? 0), 0) / known.length;
  const squares = (of: (place: number) => number): number => known.reduce((sum, place) => sum + of(place) ** 2, 0);
  const all = squares((place) => (values[place] ?? 0) - mean);
  const length = Math.max(1, Math.min(block >= 2 ? block : SHORT_BLOCK, Math.floor(known.length / 2)));
  const draws = Array.from({ length: DRAWS }, () => {
    const places: number[] = [];
    while (places.length < known.length) {
      const start = Math.floor(random() * (known.length - length + 1));
      places.push(...known.slice(start, start + length));
    }
    return lineOf(load, values, places);
  });
  return { base, slope, rest, told: all > 0 ? Math.max(0, 1 - squares((place) => rest[place] ?? 0) / all) : 1, draws };
}
