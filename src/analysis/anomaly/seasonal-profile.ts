import type { StatePort } from './state-port.ts';

const DAY = 86_400_000;
const BINS = 48;
const BIN = DAY / BINS;
/** No day: nothing is pending. */
const NO_DAY = -(2 ** 31);
const LARGEST_DAY = 2 ** 31 - 1;
const MOST_DAYS = 65_535;
/** Of a day's mean this share at least goes into the profile. */
const SLOWEST = 0.2;
const CLIP = 3;
/** The coarser profile counts as this many days of the finer one. */
const PRIOR_DAYS = 2;
const EVERY_DAY = 0;
const WEEKDAY = 1;
const WEEKEND = 2;
const DAY_OF_WEEK = 3;
const CLASSES = DAY_OF_WEEK + 7;

/** 0 is Sunday; the epoch began on a Thursday. */
const dayOfWeek = (day: number): number => (((day + 4) % 7) + 7) % 7;

const weekClass = (day: number): number => (dayOfWeek(day) % 6 === 0 ? WEEKEND : WEEKDAY);

/**
 * What is usual at a time of day: the mean of each half hour (UTC) over all days, over working days or weekends, and
 * over this day of the week, each shrunk towards the coarser one by the days it has seen. A day's mean goes in when
 * the half hour is next seen on another day, clipped, so that one odd day does not bend it. 6 KB.
 */
export class SeasonalProfile {
  readonly #means = new Float64Array(CLASSES * BINS);
  readonly #days = new Uint16Array(CLASSES * BINS);
  readonly #sums = new Float64Array(BINS);
  readonly #counts = new Float64Array(BINS);
  readonly #scales = new Float64Array(BINS);
  readonly #pending = new Int32Array(BINS).fill(NO_DAY);

  /**
   * The usual value at this time, NaN where no earlier day is known; then the value goes in. `scale` is the spread of
   * the series, in its unit.
   */
  exchange(time: number, value: number, scale: number): number {
    const day = Math.max(NO_DAY + 1, Math.min(LARGEST_DAY, Math.floor(time / DAY)));
    const bin = Math.max(0, Math.min(BINS - 1, Math.floor((time - day * DAY) / BIN)));
    const pending = this.#pending[bin] ?? NO_DAY;
    if (pending !== day) {
      if (pending !== NO_DAY) this.#fold(bin, pending);
      this.#pending[bin] = day;
      this.#sums[bin] = 0;
      this.#counts[bin] = 0;
    }
    const usual = this.#usual(bin, day);
    this.#sums[bin] = (this.#sums[bin] ?? 0) + value;
    this.#counts[bin] = (this.#counts[bin] ?? 0) + 1;
    this.#scales[bin] = scale;
    return usual;
  }

  #usual(bin: number, day: number): number {
    const days = this.#days;
    if (days[EVERY_DAY * BINS + bin] === 0) return Number.NaN;
    let usual = this.#means[EVERY_DAY * BINS + bin] ?? Number.NaN;
    for (const kind of [weekClass(day), DAY_OF_WEEK + dayOfWeek(day)]) {
      const seen = days[kind * BINS + bin] ?? 0;
      usual = (seen * (this.#means[kind * BINS + bin] ?? 0) + PRIOR_DAYS * usual) / (seen + PRIOR_DAYS);
    }
    return usual;
  }

  #fold(bin: number, day: number): void {
    const mean = (this.#sums[bin] ?? 0) / Math.max(1, this.#counts[bin] ?? 0);
    const most = CLIP * (this.#scales[bin] ?? 0);
    for (const kind of [EVERY_DAY, weekClass(day), DAY_OF_WEEK + dayOfWeek(day)]) {
      const cell = kind * BINS + bin;
      const seen = Math.min(MOST_DAYS, (this.#days[cell] ?? 0) + 1);
      const old = this.#means[cell] ?? 0;
      this.#days[cell] = seen;
      this.#means[cell] = seen === 1 ? mean : old + Math.max(SLOWEST, 1 / seen) * Math.max(-most, Math.min(most, mean - old));
    }
  }

  transfer(port: StatePort): void {
    for (const numbers of [this.#means, this.#days, this.#sums, this.#counts, this.#scales, this.#pending]) port.numbers(numbers);
  }
}
