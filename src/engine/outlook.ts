import type { HistoryReader } from '../../storage/history/reader.ts';
import type { Limit } from '../analysis/exhaustion/limits.ts';
import { type Exhaustion, timeToLimit } from '../analysis/exhaustion/time-to-limit.ts';
import { process as processKind } from '../model/kinds/process.ts';
import { spanSeriesOf } from './history-series.ts';

/** What a figure's past says about its limit. */
export interface Outlook extends Limit {
  /** Undefined where it does not head for it, or is known for too short a time to tell. */
  readonly forecast: Exhaustion | undefined;
  /** Values that it rests on. */
  readonly points: number;
}

const HOUR = 3_600_000;
/** What a process did yesterday says little of today; a disk fills over weeks. */
const PROCESS_PAST_MILLISECONDS = 24 * HOUR;
const PAST_MILLISECONDS = 7 * 24 * HOUR;

/** What is foreseen of each of these limits, by what was recorded up to `time` (ms since the epoch), in their order. */
export function foresee(reader: HistoryReader, limits: readonly Limit[], time: number): Outlook[] {
  const byFigure = Map.groupBy(limits, ({ kind, figure }) => `${kind.name} ${figure}`);
  const outlooks = new Map<Limit, Outlook>();
  for (const alike of byFigure.values()) {
    const [first] = alike;
    if (first === undefined) continue;
    const past = first.kind === processKind ? PROCESS_PAST_MILLISECONDS : PAST_MILLISECONDS;
    const found = spanSeriesOf(reader, first.kind.name, first.figure, alike.map(({ key }) => key), time - past, time);
    for (const limit of alike) {
      const { times = [], values = [] } = found.get(limit.key) ?? {};
      outlooks.set(limit, { ...limit, forecast: timeToLimit(times.map((each) => each / 1000), values, limit.limit), points: values.length });
    }
  }
  return limits.flatMap((limit) => outlooks.get(limit) ?? []);
}
