/** Beyond this a value is kept as not known: the difference of two must stay exact. */
const LARGEST = 2 ** 50;
export const UNKNOWN_STEPS = -1;

/** A value as a whole number of steps of `precision`, negative ones one lower; -1 is "not known". */
export function toSteps(value: number, precision: number): number {
  if (!(Math.abs(value) <= LARGEST * precision)) return UNKNOWN_STEPS;
  // 10 is exact where 0.1 is not: a decimal precision is counted by its reciprocal.
  const steps = Math.round(precision < 1 ? value * Math.round(1 / precision) : value / precision);
  return steps >= 0 ? steps + 0 : steps - 1;
}

/** The value of so many steps; NaN is "not known". */
export function fromSteps(steps: number, precision: number): number {
  if (steps === UNKNOWN_STEPS) return Number.NaN;
  const whole = steps >= 0 ? steps : steps + 1;
  return precision < 1 ? whole / Math.round(1 / precision) : whole * precision;
}

/** A value as history keeps it and JSON tells it: to the precision of its declaration. */
export const toPrecision = (value: number, precision: number): number => fromSteps(toSteps(value, precision), precision);
