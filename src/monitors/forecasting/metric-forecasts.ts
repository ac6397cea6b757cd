import type { HistoryReader } from '../../../storage/history/reader.ts';
import { recordedSeries } from '../../alerts/recorded-series.ts';
import { forecast, type Forecast, type ForecastOptions } from '../../analysis/forecast/index.ts';
import type { Unit } from '../../model/units.ts';
import { unitOf } from '../../model/kind.ts';
import { mostOf } from './most-of.ts';
import { PAST_MILLISECONDS } from './recorded-figure.ts';

/** What will come of one series. */
export interface MetricForecast {
  readonly labels: readonly (readonly [label: string, value: string])[];
  readonly unit: Unit;
  /** What it rests on: ms since the epoch of the first and last value, and how many. */
  readonly from: number;
  readonly to: number;
  readonly values: number;
  readonly forecast: Forecast;
}

const MOST_SERIES = 20;

/** What will come of each series of a selector, the greatest first; `others`: so many more were left out. Throws an `ExpressionError` or `UserError`. */
export function metricForecasts(reader: HistoryReader, selector: string, until: number, options: ForecastOptions): { readonly forecasts: readonly MetricForecast[]; readonly others: number } {
  const { metric, series } = recordedSeries(reader, selector, until - PAST_MILLISECONDS, until);
  const sized = series.map((one) => ({ ...one, size: one.series.values.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : Math.abs(value)), 0) })).sort((one, other) => other.size - one.size);
  return {
    forecasts: sized.slice(0, MOST_SERIES).map(({ labels, series: { times, values } }) => ({
      labels, unit: unitOf(metric.kind, metric.field), from: times[0] ?? Number.NaN, to: times.at(-1) ?? Number.NaN, values: values.length,
      forecast: forecast({ times: Float64Array.from(times, (time) => time / 1000), values: Float64Array.from(values) }, { ...options, ...mostOf(metric.kind, metric.field, metric.scale) }),
    })),
    others: Math.max(0, sized.length - MOST_SERIES),
  };
}
