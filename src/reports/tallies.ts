import { Tallies } from '../analysis/tally.ts';
import { decodeRollup } from '../../storage/history/codec/rollup.ts';
import { CorruptError } from '../../storage/history/codec/corrupt-error.ts';
import type { Layout } from '../../storage/history/codec/layout.ts';
import type { HistoryReader } from '../../storage/history/reader.ts';
import type { RolledKind } from '../../storage/history/rolled-kinds.ts';
import type { Slice } from '../../storage/history/slice.ts';
import { type Before, beforeNext, NOTHING_BEFORE } from '../../storage/history/spacing.ts';
import { blobOf, numberOf } from '../../storage/history/sqlite.ts';
import { minuteTicks, sampleTicks, tallyEach, type Ticks } from '../../storage/history/tallying.ts';
import { firstTick, lookBack, minuteIn, type Part, partsOf } from './parts.ts';
import { HOUR, MINUTE, type Period } from './period.ts';
import { MINUTES_TIER, SAMPLES_TIER } from '../../storage/history/tiers.ts';

export interface PeriodTallies {
  readonly tallies: Tallies;
  readonly parts: readonly Part[];
  /** What could not be read, a line each. */
  readonly faults: readonly string[];
}

/** Tallies of a kind over a period. `samplesPerMinute`: what a minute counts for beside samples. Throws what SQLite throws. */
export function tallyPeriod(reader: HistoryReader, rolled: RolledKind, period: Period, samplesPerMinute: number, fields: readonly string[] = rolled.fields): PeriodTallies {
  const tallies = new Tallies();
  const faults = new Set<string>();
  const counted: RolledKind = { ...rolled, fields };
  const parts = partsOf(reader.database, rolled, period);
  const samplesFrom = firstTick(reader.database, rolled.from.name, SAMPLES_TIER);
  for (const part of parts) {
    if (part.source === 'hours') mergeHours(reader, counted, part, tallies, faults);
    else if (part.source === 'samples') addSamples(reader, counted, part, tallies, faults);
    else addMinutes(reader, counted, part, samplesFrom, samplesPerMinute, tallies, faults);
  }
  return { tallies, parts, faults: [...faults, ...reader.faults] };
}

function mergeHours({ database }: HistoryReader, { kind, fields, counted }: RolledKind, { from, to }: Period, tallies: Tallies, faults: Set<string>): void {
  const wanted = new Set(counted === undefined ? fields : [...fields, counted]);
  for (const row of database.iterate('SELECT hour, blob FROM rollup WHERE kind = ? AND hour >= ? AND hour < ? ORDER BY hour', kind.name, from, to)) {
    const hour = numberOf(row, 'hour');
    reading(faults, kind.plural, hour, () => tallies.merge(decodeRollup(blobOf(row, 'blob'), hour, wanted)));
  }
}

function addSamples(reader: HistoryReader, rolled: RolledKind, { from, to }: Period, tallies: Tallies, faults: Set<string>): void {
  const before = new Map<Layout, Before>();
  for (const slice of reader.slices(rolled.from, lookBack(reader.database, rolled.from.name, from), to - 1, SAMPLES_TIER)) {
    const { times } = slice.chunk;
    const earlier = before.get(slice.layout) ?? NOTHING_BEFORE;
    before.set(slice.layout, beforeNext(times, earlier));
    // A window that is sealed while it is read may come twice.
    const after = Math.max(from - 1, Number.isNaN(earlier.last) ? 0 : earlier.last);
    add(rolled, slice, sampleTicks(times, after, to - 1, earlier.last < (times[0] ?? 0) ? earlier : NOTHING_BEFORE), tallies, faults);
  }
}

function addMinutes(reader: HistoryReader, rolled: RolledKind, part: Period, samplesFrom: number, samplesPerMinute: number, tallies: Tallies, faults: Set<string>): void {
  const isIn = minuteIn(part, samplesFrom);
  for (const slice of reader.slices(rolled.from, part.from - MINUTE, part.to, MINUTES_TIER)) {
    add(rolled, slice, minuteTicks(slice.chunk.times, isIn, samplesPerMinute), tallies, faults);
  }
}

function add(rolled: RolledKind, slice: Slice, ticks: Ticks, tallies: Tallies, faults: Set<string>): void {
  const own = new Tallies();
  // Into tallies of its own first: a chunk that turns out to be damaged counts not at all, rather than in part.
  reading(faults, rolled.from.plural, ticks.times[0] ?? Number.NaN, () => {
    tallyEach([{ tallies: own, rolled }], slice, ticks);
    tallies.merge(own);
  });
}

function reading(faults: Set<string>, plural: string, time: number, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof CorruptError)) throw error;
    faults.add(`${plural} from ${new Date(time).toISOString()} cannot be read: ${error.message}`);
  }
}

/** The longest time for which anything of that hour was known, in seconds: how much of it was recorded. */
export function secondsOfHour(tallies: Tallies): number {
  let most = 0;
  for (const fields of tallies.entities.values()) for (const { seconds } of fields.values()) most = Math.max(most, seconds);
  return Math.min(most, HOUR / 1000);
}
