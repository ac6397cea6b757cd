const WEEK_DAYS = 7;

/**
 * The same ups and downs so many steps later (below zero: earlier), a part of a step by what lies on both sides. What would come from
 * outside of the series, or is not known there (NaN), is that of the next day, else the day before, else of a week beside; NaN where that is
 * not known either. `day`: steps of a day.
 */
export function moved(values: Float64Array, steps: number, day: number): Float64Array {
  const at = (place: number): number => {
    const early = Math.floor(place);
    const part = place - early;
    const before = values[early] ?? Number.NaN;
    return part === 0 ? before : (1 - part) * before + part * (values[early + 1] ?? Number.NaN);
  };
  return values.map((_, place) => {
    for (const beside of [0, day, -day, WEEK_DAYS * day, -WEEK_DAYS * day]) {
      const value = at(place - steps + beside);
      if (!Number.isNaN(value)) return value;
    }
    return Number.NaN;
  });
}
