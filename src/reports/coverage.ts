import { CorruptError } from '../../storage/history/codec/corrupt-error.ts';
import { decodeRollup } from '../../storage/history/codec/rollup.ts';
import type { HistoryReader } from '../../storage/history/reader.ts';
import { beforeNext, NOTHING_BEFORE, secondsOf } from '../../storage/history/spacing.ts';
import { blobOf, type Database, numberOf } from '../../storage/history/sqlite.ts';
import { tickKind } from '../../storage/history/tick-kind.ts';
import { firstTick, lookBack, minuteIn, type Part, type Source } from './parts.ts';
import { gapsIn, HOUR, lengthOf, MINUTE, overlap, type Period, union } from './period.ts';
import { secondsOfHour } from './tallies.ts';
import { MINUTES_TIER, SAMPLES_TIER } from '../../storage/history/tiers.ts';

/** Shorter ones are no gaps that anybody would ask about. */
const SHORTEST_GAP = MINUTE;
/** How many of the gaps are told one by one, the longest. */
const MOST_GAPS = 10;

/** How much of a period was recorded at all. Times in seconds. */
export interface Coverage {
  readonly recordedSeconds: number;
  readonly recordedPercent: number;
  /** Of a minute or more. */
  readonly gapCount: number;
  /** The longest, in order of time. */
  readonly gaps: readonly Period[];
  /** What the figures rest on: recorded time by source. */
  readonly restsOn: Readonly<Record<Source, number>>;
}

export function coverageOf(spans: readonly Period[], parts: readonly Part[], period: Period): Coverage {
  const recorded = overlap(spans, period);
  const gaps = gapsIn(spans, period).filter((gap) => lengthOf(gap) >= SHORTEST_GAP);
  const longest = [...gaps].sort((left, right) => lengthOf(right) - lengthOf(left)).slice(0, MOST_GAPS);
  const from = (source: Source): number => parts.filter((part) => part.source === source).reduce((sum, part) => sum + overlap(spans, part), 0) / 1000;
  return {
    recordedSeconds: recorded / 1000,
    recordedPercent: (recorded / Math.max(1, lengthOf(period))) * 100,
    gapCount: gaps.length,
    gaps: longest.sort((left, right) => left.from - right.from),
    restsOn: { hours: from('hours'), minutes: from('minutes'), samples: from('samples') },
  };
}

/** When there was recording at all within a period, sorted: by the samples, or the minutes, or the hours that are left of it. */
export function recordedSpans(reader: HistoryReader, period: Period): Period[] {
  const samplesFrom = firstTick(reader.database, tickKind.name, SAMPLES_TIER);
  const minutesFrom = firstTick(reader.database, tickKind.name, MINUTES_TIER);
  const spans: Period[] = [...hours(reader.database, { from: period.from, to: Math.min(period.to, samplesFrom, minutesFrom) })];
  if (period.from < samplesFrom) {
    const isIn = minuteIn({ from: period.from, to: period.to }, samplesFrom);
    for (const { chunk } of reader.slices(tickKind, period.from - MINUTE, period.to, MINUTES_TIER)) {
      for (const time of chunk.times) if (isIn(time)) spans.push({ from: time, to: time + MINUTE });
    }
  }
  let before = NOTHING_BEFORE;
  for (const { chunk } of reader.slices(tickKind, lookBack(reader.database, tickKind.name, period.from), period.to, SAMPLES_TIER)) {
    const { times } = chunk;
    secondsOf(times, before.last < (times[0] ?? 0) ? before : NOTHING_BEFORE).forEach((seconds, tick) => {
      const time = times[tick] ?? 0;
      spans.push({ from: time - seconds * 1000, to: time });
    });
    before = beforeNext(times, before);
  }
  return union(spans).flatMap(({ from, to }): Period[] => {
    const within = { from: Math.max(from, period.from), to: Math.min(to, period.to) };
    return within.to > within.from ? [within] : [];
  });
}

function* hours(database: Database, { from, to }: Period): Generator<Period> {
  const known = new Map<number, number>();
  for (const row of database.iterate('SELECT hour, blob FROM rollup WHERE hour > ? AND hour <= ? ORDER BY hour', from - HOUR, Math.min(to - HOUR, Number.MAX_SAFE_INTEGER))) {
    const hour = numberOf(row, 'hour');
    // One kind that was there all the time tells enough.
    if ((known.get(hour) ?? 0) >= HOUR / 1000) continue;
    try {
      known.set(hour, Math.max(known.get(hour) ?? 0, secondsOfHour(decodeRollup(blobOf(row, 'blob'), hour))));
    } catch (error) {
      // Whoever tallies that hour tells of it.
      if (!(error instanceof CorruptError)) throw error;
    }
  }
  for (const [hour, seconds] of known) yield { from: hour, to: hour + seconds * 1000 };
}

/** Samples that a minute had, by the intervals that were recorded; as by default where that is not known. */
export function samplesPerMinute(reader: HistoryReader, { from, to }: Period): number {
  const { values } = reader.series(tickKind, 'intervalSeconds', () => true, from, to, MINUTES_TIER);
  const known = values.filter((value) => value > 0).sort((left, right) => left - right);
  return Math.max(1, Math.round(MINUTE / 1000 / (known[known.length >> 1] ?? 5)));
}
