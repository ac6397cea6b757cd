import type { RolledKind } from '../../storage/history/rolled-kinds.ts';
import { type Database, numberOf } from '../../storage/history/sqlite.ts';
import { HOUR, hourOf, MINUTE, type Period } from './period.ts';
import { MINUTES_TIER, SAMPLES_TIER } from '../../storage/history/tiers.ts';

export type Source = 'hours' | 'minutes' | 'samples';

/** A stretch of a period, and what its figures are made of. */
export interface Part extends Period {
  readonly source: Source;
}

/** The beginning of the first tick of a kind in a tier; Infinity for none. */
export function firstTick(database: Database, kind: string, tier: number): number {
  const sealed = numberOf(database.get('SELECT min(t0) AS first FROM chunk JOIN layout ON layout.id = chunk.layout WHERE kind = ? AND tier = ?', kind, tier), 'first');
  const open = tier === SAMPLES_TIER ? numberOf(database.get('SELECT min((SELECT min(ts) FROM head WHERE layout = layout.id)) AS first FROM layout WHERE kind = ?', kind), 'first') : Number.NaN;
  return Math.min(...[sealed, open].filter((time) => time > 0), Number.POSITIVE_INFINITY);
}

/** Where to begin reading samples of a kind, so that what came before the first one wanted is known: in the last chunk that began before. */
export function lookBack(database: Database, kind: string, from: number): number {
  const last = numberOf(database.get('SELECT t1 FROM chunk JOIN layout ON layout.id = chunk.layout WHERE kind = ? AND tier = ? AND t0 < ? ORDER BY t0 DESC LIMIT 1', kind, SAMPLES_TIER, from), 't1');
  return Math.min(from, last > 0 ? last : from);
}

/** Hourly totals are complete up to here: of each layout of the kind no sample waits that belongs to an hour before. */
function rolledTo(database: Database, kind: string): number {
  const layouts = database.all("SELECT id, coalesce((SELECT ts FROM progress WHERE name = 'hours/' || layout.id), 0) AS done FROM layout WHERE kind = ?", kind);
  const waiting = layouts.map((row): number => {
    const [id, done] = [numberOf(row, 'id'), numberOf(row, 'done')];
    const sealed = numberOf(database.get('SELECT t0 FROM chunk WHERE layout = ? AND tier = ? AND t1 > ? ORDER BY t0 LIMIT 1', id, SAMPLES_TIER, done), 't0');
    const open = numberOf(database.get('SELECT min(ts) AS ts FROM head WHERE layout = ?', id), 'ts');
    const first = Math.min(...[sealed, open].filter((time) => time > 0), Number.POSITIVE_INFINITY);
    return hourOf(Math.max(done + 1, first));
  });
  return Math.min(...waiting, Number.POSITIVE_INFINITY);
}

/**
 * What a period of a kind is made of, in order, each moment once at most: whole hours of their totals where these are
 * complete, all else of samples, or of minutes where the samples are gone. An hour of which only the total is left counts as a
 * whole in the period in which its middle lies.
 */
export function partsOf(database: Database, rolled: RolledKind, period: Period): Part[] {
  const samples = firstTick(database, rolled.from.name, SAMPLES_TIER);
  const minutes = firstTick(database, rolled.from.name, MINUTES_TIER);
  const totals = new Set(database.all('SELECT hour FROM rollup WHERE kind = ? AND hour > ? AND hour < ?', rolled.kind.name, period.from - HOUR, period.to).map((row) => numberOf(row, 'hour')));
  const complete = rolledTo(database, rolled.from.name);
  const parts: Part[] = [];
  const add = (source: Source, from: number, to: number): void => {
    const last = parts.at(-1);
    if (to <= from) return;
    if (last?.source === source && last.to === from) parts[parts.length - 1] = { ...last, to };
    else parts.push({ source, from, to });
  };
  const first = hourOf(Math.max(period.from, Math.min(samples, minutes, ...totals)));
  for (let hour = first; hour < period.to; hour += HOUR) {
    const [from, to] = [Math.max(hour, period.from), Math.min(hour + HOUR, period.to)];
    const whole = to - from === HOUR;
    if (totals.has(hour) && whole && (hour + HOUR <= complete || hour < samples)) add('hours', hour, hour + HOUR);
    else if (totals.has(hour) && to <= Math.min(samples, minutes)) {
      const middle = hour + HOUR / 2;
      if (middle >= period.from && middle < period.to) add('hours', hour, hour + HOUR);
    } else {
      const border = Math.min(to, Math.max(from, samples));
      add('minutes', from, border);
      add('samples', border, to);
    }
  }
  return parts;
}

/** Whether a minute counts in a part: its middle does, and no samples of it are left. */
export const minuteIn = ({ from, to }: Period, samplesFrom: number) => (minute: number): boolean =>
  minute + MINUTE / 2 >= from && minute + MINUTE / 2 < to && minute + MINUTE <= samplesFrom;
