import { OrderedWindow } from './ordered-window.ts';
import { RecentRows } from './recent-rows.ts';
import { SeasonalProfile } from './seasonal-profile.ts';
import { SlidingSum } from './sliding-sum.ts';
import type { StatePort } from './state-port.ts';

const WINDOW_ROWS = 3000;
const RESIDUAL_CLIP = 4;
/** Differences smaller than this share of the median are rounding. */
const ROUNDING = 1e-6;
const SMALLEST_SCALE = 1e-12;

/** The spread of the window: of its middle half, or of its tails where the middle hardly moves. In the series' unit. */
function spread(window: OrderedWindow, median: number): number {
  const rounding = ROUNDING * Math.abs(median) + SMALLEST_SCALE;
  if (window.count === 0) return rounding;
  return Math.max(
    window.quantile(0.75) - window.quantile(0.25),
    0.3 * (window.quantile(0.95) - window.quantile(0.05)),
    0.05 * (window.quantile(0.995) - window.quantile(0.005)),
    rounding,
  );
}

/**
 * What the streams are made of, brought up to date row by row: median and spread of the last 3000 values (without the
 * row itself), means and mean movements of the last rows (the row among them), and what is usual at this time. All in
 * the series' unit; NaN is "not yet known".
 */
export class Features {
  value = Number.NaN;
  median = Number.NaN;
  scale = SMALLEST_SCALE;
  previous = Number.NaN;
  medianOfFive = Number.NaN;
  /** The value that is usual at this time of day and week; NaN where no earlier day is known. */
  usual = Number.NaN;
  residual = 0;
  /** Whether any earlier day was known yet. */
  seasonal = false;
  readonly recent = new RecentRows();
  readonly mean3 = new SlidingSum(3);
  readonly mean6 = new SlidingSum(6);
  readonly mean12 = new SlidingSum(12);
  readonly mean24 = new SlidingSum(24);
  readonly mean48 = new SlidingSum(48);
  readonly mean96 = new SlidingSum(96);
  readonly mean192 = new SlidingSum(192);
  readonly movement12 = new SlidingSum(12);
  readonly movement48 = new SlidingSum(48);
  readonly movement500 = new SlidingSum(500);
  readonly residual24 = new SlidingSum(24);
  readonly residual96 = new SlidingSum(96);
  readonly #window = new OrderedWindow(WINDOW_ROWS);
  readonly #profile = new SeasonalProfile();

  update(time: number, value: number): void {
    const median = this.#window.count === 0 ? value : this.#window.quantile(0.5);
    const scale = spread(this.#window, median);
    this.#window.push(value);
    this.value = value;
    this.median = median;
    this.scale = scale;
    const { recent } = this;
    this.previous = recent.rows > 0 ? recent.value(0) : Number.NaN;
    this.medianOfFive = recent.rows >= 5 ? recent.medianOfFive() : Number.NaN;
    this.usual = this.#profile.exchange(time, value, scale);
    const known = !Number.isNaN(this.usual);
    this.residual = known ? value - this.usual : 0;
    if (known) this.seasonal = true;
    const clipped = Math.max(-RESIDUAL_CLIP * scale, Math.min(RESIDUAL_CLIP * scale, this.residual));
    if (recent.rows > 0) {
      const movement = Math.abs(value - this.previous);
      this.movement12.add(movement);
      this.movement48.add(movement);
      this.movement500.add(movement);
    }
    recent.push(time, value, clipped);
    this.mean3.add(value);
    this.mean6.add(value);
    this.mean12.add(value);
    this.mean24.add(value);
    this.mean48.add(value);
    this.mean96.add(value);
    this.mean192.add(value);
    this.residual24.add(clipped);
    this.residual96.add(clipped);
  }

  /** The mean of the 36 rows before the last 12; NaN until there are as many. */
  get before12(): number {
    return this.mean48.full ? (this.mean48.sum - this.mean12.sum) / 36 : Number.NaN;
  }

  /** The mean of the 144 rows before the last 48; NaN until there are as many. */
  get before48(): number {
    return this.mean192.full ? (this.mean192.sum - this.mean48.sum) / 144 : Number.NaN;
  }

  transfer(port: StatePort): void {
    this.seasonal = port.count(this.seasonal ? 1 : 0, 1) === 1;
    for (const part of [
      this.#window, this.#profile, this.recent, this.mean3, this.mean6, this.mean12, this.mean24, this.mean48, this.mean96, this.mean192,
      this.movement12, this.movement48, this.movement500, this.residual24, this.residual96,
    ]) part.transfer(port);
  }
}
