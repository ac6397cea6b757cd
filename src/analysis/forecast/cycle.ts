/** Periods in steps: the short one (a day of hours, a week of days; 1 where there is none) and the long one (0: none). */
export interface Cycle {
  readonly short: number;
  readonly long: number;
}
