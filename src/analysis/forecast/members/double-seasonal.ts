import { mean } from '../moments.ts';
import type { Cycle } from '../cycle.ts';
import type { Origin } from '../origin.ts';
import type { Member } from './member.ts';

/** Smoothing of level, short and long season, and what is carried of an error to the next step. */
type Parameters = readonly [level: number, short: number, long: number, carried: number];

const GRID: readonly (readonly number[])[] = [[0.01, 0.05, 0.2], [0.05, 0.15, 0.3], [0.1, 0.25, 0.4], [0.5, 0.9]];
const PASSES = 4;

/** Additive double-seasonal exponential smoothing with an autoregressive error (Taylor, 2003). */
class Smoothing {
  readonly #cycle: Cycle;
  readonly #values: Float64Array;
  readonly #short: Float64Array;
  readonly #long: Float64Array;
  #level = 0;
  #error = 0;

  constructor(values: Float64Array, cycle: Cycle) {
    this.#values = values;
    this.#cycle = cycle;
    this.#short = new Float64Array(Math.max(1, cycle.short));
    this.#long = new Float64Array(Math.max(1, cycle.long));
  }

  /** Level and seasons of the first two long periods. */
  #start(): void {
    const { short, long } = this.#cycle;
    const span = Math.min(this.#values.length, 2 * (long || 4 * short));
    this.#level = mean(this.#values, 0, Math.min(span, Math.max(long, short)));
    const whole = mean(this.#values, 0, span);
    this.#fill(this.#short, span, () => whole);
    this.#long.fill(0);
    if (long > 0) this.#fill(this.#long, span, (index) => whole + (this.#short[index % short] ?? 0));
    this.#error = 0;
  }

  #fill(season: Float64Array, span: number, known: (index: number) => number): void {
    const counts = new Float64Array(season.length);
    season.fill(0);
    for (let index = 0; index < span; index += 1) {
      const place = index % season.length;
      season[place] = (season[place] ?? 0) + (this.#values[index] ?? 0) - known(index);
      counts[place] = (counts[place] ?? 0) + 1;
    }
    season.forEach((sum, place) => {
      season[place] = sum / Math.max(1, counts[place] ?? 0);
    });
  }

  /** Smooths all values; the mean squared error a step ahead, the first long period left out. */
  run([alpha, delta, omega, carried]: Parameters): number {
    this.#start();
    const [short, long, values] = [this.#short, this.#long, this.#values];
    const weekly = this.#cycle.long > 0 ? omega : 0;
    const first = Math.max(this.#cycle.long, this.#cycle.short);
    let [level, error, sum] = [this.#level, this.#error, 0];
    let [place, longPlace] = [0, 0];
    for (let index = 0; index < values.length; index += 1) {
      const value = values[index] ?? 0;
      const day = short[place] ?? 0;
      const week = long[longPlace] ?? 0;
      const left = value - level - day - week;
      if (index >= first) sum += (left - carried * error) ** 2;
      // The level follows what the carried error does not tell; so do the seasons.
      const news = left - carried * error;
      level += alpha * news;
      short[place] = day + delta * news;
      long[longPlace] = week + weekly * news;
      error = left;
      place = place + 1 === short.length ? 0 : place + 1;
      longPlace = longPlace + 1 === long.length ? 0 : longPlace + 1;
    }
    this.#level = level;
    this.#error = error;
    return sum / Math.max(1, values.length - first);
  }

  ahead(horizon: number, carried: number): Float64Array {
    const count = this.#values.length;
    return Float64Array.from({ length: horizon }, (_, step) => this.#level + (this.#short[(count + step) % this.#short.length] ?? 0)
      + (this.#long[(count + step) % this.#long.length] ?? 0) + carried ** (step + 1) * this.#error);
  }
}

/** The best of a grid, then better by halves along one parameter after the other. */
function fit(smoothing: Smoothing, seasonalLong: boolean): Parameters {
  let best: Parameters = [0.05, 0.15, 0.25, 0.5];
  let least = Number.POSITIVE_INFINITY;
  const attempt = (parameters: Parameters): void => {
    const error = smoothing.run(parameters);
    if (error < least) [best, least] = [parameters, error];
  };
  for (const level of GRID[0] ?? []) for (const short of GRID[1] ?? []) for (const long of seasonalLong ? GRID[2] ?? [] : [0]) for (const carried of GRID[3] ?? []) attempt([level, short, long, carried]);
  for (let pass = 0; pass < PASSES; pass += 1) {
    const reach = 1 + 0.6 / (pass + 1);
    for (const factor of [reach, 1 / reach]) attempt([Math.min(0.9, best[0] * factor), best[1], best[2], best[3]]);
    for (const factor of [reach, 1 / reach]) attempt([best[0], Math.min(0.9, best[1] * factor), best[2], best[3]]);
    if (seasonalLong) for (const factor of [reach, 1 / reach]) attempt([best[0], best[1], Math.min(0.9, best[2] * factor), best[3]]);
    for (const move of [0.2 / (pass + 1), -0.2 / (pass + 1)]) attempt([best[0], best[1], best[2], Math.min(0.99, Math.max(0, best[3] + move))]);
  }
  return best;
}

/** Its parameters are fitted once, on the first origin that it is asked for, and kept: make one for each series. */
export function doubleSeasonal(): Member {
  let parameters: Parameters | undefined;
  return {
    name: 'double-seasonal Holt-Winters',
    forecast: (origin: Origin, horizon) => {
      const { values, back } = origin.view('log');
      const { short, long } = origin.cycle;
      const cycle = { short, long: values.length >= 2 * long ? long : 0 };
      if (short < 2 || values.length < 3 * short) return undefined;
      const smoothing = new Smoothing(values, cycle);
      parameters ??= fit(smoothing, cycle.long > 0);
      smoothing.run(parameters);
      return back(smoothing.ahead(horizon, parameters[3]));
    },
  };
}
