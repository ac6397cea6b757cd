const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Chunks of every sample, and of one row a minute. */
export const SAMPLES_TIER = 0;
export const MINUTES_TIER = 1;
/** Hourly totals are no tier of chunks; this number stands for them where all are listed together. */
export const HOURS_TIER = 2;

/** How long what is kept. Times in milliseconds. */
export interface Tiers {
  /** Every sample. */
  readonly samplesMilliseconds: number;
  /** One row a minute. */
  readonly minutesMilliseconds: number;
  /** Totals of an hour: what reports of long periods are made of. */
  readonly hoursMilliseconds: number;
  /** The oldest go first when the file would become larger than this. */
  readonly mostBytes: number;
}

/** Samples are kept at least this long: minutes and hours are made of them. */
export const LEAST_SAMPLES_MILLISECONDS = DAY;

export const DEFAULT_TIERS: Tiers = { samplesMilliseconds: 48 * HOUR, minutesMilliseconds: 90 * DAY, hoursMilliseconds: 730 * DAY, mostBytes: 2 * 1024 ** 3 };
