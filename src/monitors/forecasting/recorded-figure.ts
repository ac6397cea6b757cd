import type { HistoryReader } from '../../../storage/history/reader.ts';
import { kindOf } from '../../model/catalog.ts';
import type { Selector, Series } from '../../model/timeline.ts';
import { addsUp, recordedTimes, withZeros } from '../../engine/absent-zeros.ts';
import { spanSeries } from '../../engine/history-series.ts';

/** How far back a forecast looks, ms: more tells nothing more of next week. */
export const PAST_MILLISECONDS = 400 * 86_400_000;

/** What was recorded of a figure from `from` to `to`, ms since the epoch. One that adds up is 0 where something was recorded and it was not there, from its first value on. */
export function recordedFigure(reader: HistoryReader, selector: Selector, from: number, to: number): Series {
  const series = spanSeries(reader, selector, from, to);
  return addsUp(kindOf(selector.kind), selector.field) && series.times.length > 0 ? withZeros(series, recordedTimes(reader, series.times[0] ?? from, to)) : series;
}
