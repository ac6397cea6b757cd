import { HistoryReader } from '../../storage/history/reader.ts';
import { stateFolder } from '../../storage/state-folder.ts';
import { limitsIn, processLimits } from '../analysis/exhaustion/limits.ts';
import type { ForecastOptions } from '../analysis/forecast/index.ts';
import { spanSeries } from '../engine/history-series.ts';
import { foresee, type Outlook } from '../engine/outlook.ts';
import { ReplayedTimeline } from '../engine/replayed-timeline.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Selector, Series } from '../model/timeline.ts';
import { type MetricForecast, metricForecasts } from './forecasting/metric-forecasts.ts';
import { usageReport, type UsageReport, type UsageRequest } from '../reports/report.ts';

/**
 * What was recorded on this host, also while something still records there.
 *
 *     using history = await History.open();
 *     const snapshot = history.at(Date.now() - 3_600_000);
 *     const predictions = history.predict(Date.now());
 */
export class History {
  readonly #reader: HistoryReader;
  readonly #timeline: ReplayedTimeline;

  private constructor(reader: HistoryReader) {
    this.#reader = reader;
    this.#timeline = new ReplayedTimeline(reader);
  }

  /** Rejects with a `UserError` when nothing was recorded there. Without a folder: where the program keeps its own. */
  static async open(folder: string = stateFolder(process.env)): Promise<History> {
    return new History(await HistoryReader.open(folder));
  }

  /** First and last tick, ms since the epoch; undefined when there is none. */
  bounds(): { readonly from: number; readonly to: number } | undefined {
    return this.#reader.bounds();
  }

  /** What `--once` would have shown at that time; without rows, and with a notice, where nothing was recorded. */
  at(time: number): Snapshot | undefined {
    this.#timeline.seek(time);
    return this.#timeline.latest();
  }

  /** A figure over time: samples up to two hours, minutes beyond. */
  series(selector: Selector, from: number, to: number): Series {
    return spanSeries(this.#reader, selector, from, to);
  }

  /** What was used in a period. Throws a `UserError` when nothing was recorded in it. */
  report(request: UsageRequest): UsageReport {
    return usageReport(this.#reader, request);
  }

  /** When each thing that has a limit will be at it, as far as its past up to that time tells; the soonest first. */
  predict(time: number): readonly Outlook[] {
    const snapshot = this.at(time);
    if (snapshot === undefined) return [];
    const outlooks = foresee(this.#reader, [...limitsIn(snapshot), ...processLimits(snapshot)], snapshot.time);
    const seconds = ({ forecast }: Outlook): number => forecast?.secondsToLimit ?? Infinity;
    return outlooks.sort((left, right) => (seconds(left) === seconds(right) ? 0 : seconds(left) - seconds(right)));
  }

  /** What a figure will be, by its name and labels as in rules (`endpoint.requests{route="/pay"}`): each series by itself, the greatest first. Throws an `ExpressionError` for what is no figure. */
  forecast(figure: string, options: ForecastOptions, until = Math.min(Date.now(), this.bounds()?.to ?? Date.now())): readonly MetricForecast[] {
    return metricForecasts(this.#reader, figure, until, options).forecasts;
  }

  /** What could not be read so far, a line each. */
  get faults(): readonly string[] {
    return this.#reader.faults;
  }

  close(): void {
    void this.#timeline.close();
    this.#reader.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
