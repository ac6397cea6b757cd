import { forecast, type ForecastOptions } from '../../analysis/forecast/index.ts';
import type { Series } from '../../model/timeline.ts';
import { thinned } from '../../engine/history-series.ts';
import type { FanPoint, FigureForecast } from './protocol.ts';

const DAY = 86_400_000;
/** So many times as long as what comes is the past beside it, at most: what comes is to be seen. */
export const PAST_TIMES = 3;
const MOST_PAST_POINTS = 2000;
const LEAST_PAST_POINTS = 60;
const HALF = [0.25, 0.75] as const;
const MOST = [0.025, 0.975] as const;
const NOT_ABOVE = 0.95;

/** As far as a past of that length (ms) allows: a week of two days would be a guess. */
export const usualAhead = (past: number): number => (past >= 4 * DAY ? 7 * DAY : past >= DAY / 2 ? DAY : DAY / 4);

/** What comes of a series (ms since the epoch), with the past to be drawn beside it. Pure. `ahead`: ms, by its length where undefined. */
export function tell({ times, values }: Series, ahead: number | undefined, options: Omit<ForecastOptions, 'horizon' | 'confidence' | 'step'>): FigureForecast {
  const [from, to] = [times[0] ?? Number.NaN, times.at(-1) ?? Number.NaN];
  const reach = ahead ?? usualAhead(times.length === 0 ? 0 : to - from);
  const found = forecast({ times: Float64Array.from(times, (time) => time / 1000), values: Float64Array.from(values) }, { ...options, horizon: reach / 1000 });
  const step = found.step * 1000;
  const within = ([low, high]: readonly [number, number], index: number): readonly [number, number] => [found.quantile(index, low), found.quantile(index, high)];
  const fan = found.points.map((point, index): FanPoint => ({ time: point.time * 1000 + step / 2, median: point.mean, half: within(HALF, index), most: within(MOST, index) }));
  return {
    past: pastOf({ times, values }, to - PAST_TIMES * reach, step), fan, from, to, values: values.reduce((count, value) => (Number.isNaN(value) ? count : count + 1), 0), ahead: reach, words: found.words, usable: found.usable,
    peak: { median: found.peak(0.5), high: found.peak(NOT_ABOVE) },
    periods: found.periods.map(({ name, length, share }) => ({ name, seconds: length, share })), notes: found.notes,
  };
}

/** Means by steps, so that the past is as smooth as what comes. */
function pastOf({ times, values }: Series, earliest: number, step: number): Series {
  const [first, to] = [times[0], times.at(-1)];
  if (first === undefined || to === undefined) return { times: [], values: [] };
  const from = Math.max(first, earliest);
  // A short past shows its own values.
  const points = Math.min(MOST_PAST_POINTS, Math.max(step > 0 ? Math.ceil((to - from) / step) : 0, Math.min(LEAST_PAST_POINTS, values.length)));
  return points >= 2 ? thinned({ times, values }, from, to, points) : { times: [...times], values: [...values] };
}
