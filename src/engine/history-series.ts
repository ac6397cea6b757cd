import type { Identity } from '../../storage/history/identity-reader.ts';
import type { Layout } from '../../storage/history/codec/layout.ts';
import { MINUTE } from '../../storage/history/minute.ts';
import type { HistoryReader } from '../../storage/history/reader.ts';
import { rolledKind } from '../../storage/history/rolled-kinds.ts';
import { Tallies } from '../analysis/tally.ts';
import { tally } from '../../storage/history/tallying.ts';
import { kindOf } from '../model/catalog.ts';
import type { Kind } from '../model/kind.ts';
import { process as processKind } from '../model/kinds/process.ts';
import type { Rise, Selector, Series } from '../model/timeline.ts';
import { processKey } from './recent-history.ts';
import { MINUTES_TIER, SAMPLES_TIER } from '../../storage/history/tiers.ts';

/** Above this span minutes are enough for any chart and forecast. */
const SAMPLES_SPAN_MILLISECONDS = 2 * 3_600_000;
const NO_SERIES: Series = { times: [], values: [] };

/** What an identity is called in a selector. */
function entityOf(kind: Kind): (identity: Identity, layout: Layout) => string {
  if (kind.name === processKind.name) return (identity, layout) => processKey(identity.numbers[layout.keyNumbers.indexOf('pid')] ?? 0, identity.numbers[layout.keyNumbers.indexOf('startTime')] ?? 0);
  const rolled = rolledKind(kind.name);
  if (rolled !== undefined) return rolled.entity;
  // As `rowKey` has it.
  return (identity, layout) => kind.key.map((name) => (kind.texts.includes(name) ? identity.texts[layout.texts.indexOf(name)] ?? '' : String(identity.numbers[layout.keyNumbers.indexOf(name)] ?? ''))).join('@');
}

/** What an identity counts for; undefined for one that is not asked for. */
export type EntityOf = (identity: Identity, layout: Layout) => string | undefined;

/** What a figure was from `from` to `to`, by what `entity` says that each identity counts for. Of groups, users and containers, identities are those of their processes, which add up. */
function seriesBy(reader: HistoryReader, kind: Kind, field: string, entity: EntityOf, from: number, to: number, minutes: boolean): Map<string, Series> {
  const source = rolledKind(kind.name)?.from ?? kind;
  const found = reader.seriesOf(source, field, entity, from, to, minutes ? MINUTES_TIER : SAMPLES_TIER);
  return source === kind ? found : new Map([...found].map(([name, series]) => [name, added(series)]));
}

/** Those of these names. '' names the only one there is, whatever it is called. */
function among(kind: Kind, keys: readonly string[]): EntityOf {
  if (keys.includes('')) return () => '';
  const wanted = new Set(keys);
  const nameOf = entityOf(kind);
  return (identity, layout) => {
    const name = nameOf(identity, layout);
    return wanted.has(name) ? name : undefined;
  };
}

/** What a figure of several entities was from `from` to `to`, by their keys. Of groups, users and containers it is the total of their processes. */
export const historySeriesOf = (reader: HistoryReader, kindName: string, field: string, keys: readonly string[], from: number, to: number, minutes: boolean): Map<string, Series> =>
  seriesBy(reader, kindOf(kindName), field, among(kindOf(kindName), keys), from, to, minutes);

export const historySeries = (reader: HistoryReader, { kind, field, key }: Selector, from: number, to: number, minutes: boolean): Series =>
  historySeriesOf(reader, kind, field, [key], from, to, minutes).get(key) ?? NO_SERIES;

/** A figure over any span, by what `entity` says: a long one by minutes, and by samples where there are no minutes yet. */
export function spanSeriesBy(reader: HistoryReader, kind: Kind, field: string, entity: EntityOf, from: number, to: number): Map<string, Series> {
  if (to - from <= SAMPLES_SPAN_MILLISECONDS) return seriesBy(reader, kind, field, entity, from, to, false);
  const last = Math.min(to, reader.lastMinute(rolledKind(kind.name)?.from ?? kind));
  const early = last > from ? seriesBy(reader, kind, field, entity, from, last, true) : new Map<string, Series>();
  // The minute that ends at `last` begins there.
  const late = seriesBy(reader, kind, field, entity, Math.max(from, last + MINUTE), to, false);
  return new Map([...new Set([...early.keys(), ...late.keys()])].map((key) => {
    const [before = NO_SERIES, after = NO_SERIES] = [early.get(key), late.get(key)];
    return [key, { times: [...before.times, ...after.times], values: [...before.values, ...after.values] }];
  }));
}

/** The same of these keys. */
export const spanSeriesOf = (reader: HistoryReader, kindName: string, field: string, keys: readonly string[], from: number, to: number): Map<string, Series> =>
  spanSeriesBy(reader, kindOf(kindName), field, among(kindOf(kindName), keys), from, to);

export const spanSeries = (reader: HistoryReader, { kind, field, key }: Selector, from: number, to: number): Series =>
  spanSeriesOf(reader, kind, field, [key], from, to).get(key) ?? NO_SERIES;

/** Values of the same time become their sum. */
function added({ times, values }: Series): Series {
  const sums = new Map<number, number>();
  times.forEach((time, index) => {
    const value = values[index] ?? Number.NaN;
    if (!Number.isNaN(value)) sums.set(time, (sums.get(time) ?? 0) + value);
  });
  return { times: [...sums.keys()], values: [...sums.values()] };
}

/** Means of so many spans of equal length; spans without a value are NaN, so that gaps are seen. */
export function thinned({ times, values }: Series, from: number, to: number, points: number): Series {
  const step = (to - from) / points;
  const sums = new Float64Array(points);
  const counts = new Uint32Array(points);
  times.forEach((time, index) => {
    const value = values[index] ?? Number.NaN;
    const place = Math.min(points - 1, Math.floor((time - from) / step));
    if (place < 0 || Number.isNaN(value)) return;
    sums[place] = (sums[place] ?? 0) + value;
    counts[place] = (counts[place] ?? 0) + 1;
  });
  return { times: Array.from(sums, (_, place) => from + (place + 0.5) * step), values: Array.from(sums, (sum, place) => ((counts[place] ?? 0) === 0 ? Number.NaN : sum / (counts[place] ?? 1))) };
}

/** Means of each entity's total from `from` to `to`, beside those of the equally long time before. */
export function risenIn(reader: HistoryReader, kindName: string, field: string, from: number, to: number): Rise[] {
  const rolled = rolledKind(kindName);
  if (rolled === undefined) return [];
  const meansOf = (begin: number, end: number): Map<string, number> => {
    const tallies = new Tallies();
    let ticks = 0;
    for (const tier of [SAMPLES_TIER, MINUTES_TIER]) {
      for (const slice of reader.slices(rolled.from, begin, end, tier)) {
        ticks += slice.chunk.times.filter((time) => time > begin && time <= end).length;
        tally(tallies, slice, { ...rolled, fields: [field], counted: undefined }, begin, end);
      }
      if (ticks > 0) break;
    }
    // Over all ticks: who was there for one of them only did little.
    return new Map([...tallies.entities].map(([entity, fields]) => {
      const found = fields.get(field);
      return [entity, found === undefined || ticks === 0 ? 0 : (found.mean * found.count) / ticks];
    }));
  };
  const now = meansOf(from, to);
  const before = meansOf(from - (to - from), from);
  return [...new Set([...now.keys(), ...before.keys()])]
    .map((entity) => ({ entity, now: now.get(entity) ?? 0, before: before.get(entity) ?? 0 }))
    .sort((left, right) => right.now - right.before - (left.now - left.before));
}
