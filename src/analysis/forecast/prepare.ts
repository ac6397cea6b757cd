import { counted } from '../../model/words.ts';
import { wallMinute } from '../wall-clock.ts';
import { ceilingOf } from './ceiling.ts';
import { dropAbsurd, fillGaps } from './clean.ts';
import type { SteadyClock } from './clock-changes.ts';
import type { Cycle } from './cycle.ts';
import { gridOf } from './grid.ts';
import { findShift } from './level-shift.ts';
import { calendarCycle, cycleOf } from './periods.ts';
import type { ForecastOptions, Series } from './series.ts';

/** Values that members see: eight weeks of hours, and four short periods where those are longer. */
const MOST_VALUES = 1344;
/** Times without a value that are told over, at the end; later ones are left. */
const MOST_BEHIND = 336;
/** Known values from which on other periods than the calendar's are looked for. */
const LEAST_FOR_PERIODS = 60;
/** A part of the values that is filled in, from which on that is told. */
const MANY_GAPS = 0.02;

/** A series that can be told: regular, without gaps and absurd values, and what was done to it. */
export interface Prepared {
  /** Seconds since the epoch of what comes next. */
  readonly next: number;
  /** Steps that lie between the last known value and what comes next: times without a value. */
  readonly behind: number;
  readonly step: number;
  /** What values are divided by. */
  readonly unit: number;
  readonly values: Float64Array;
  /** The same with what was before: holidays are rare. */
  readonly whole: Float64Array;
  /** What of it is on the level of now. */
  readonly onLevel: Float64Array;
  readonly cycle: Cycle;
  /** Values that were measured, and the part of the others. */
  readonly known: number;
  readonly missing: number;
  /** Whether nothing was ever below zero. */
  readonly positive: boolean;
  /** What it cannot exceed, or reaches again and again and never exceeds, in units; undefined where nothing is. */
  readonly ceiling: number | undefined;
  readonly notes: readonly string[];
}

/** A time as a day and minute by the clock: 2026-11-28 17:05. */
const timeWords = (seconds: number, clock: SteadyClock): string => wallMinute(clock.show(seconds * 1000)) ?? `${seconds} s`;

/** The power of two below the largest value: dividing by it is exact, and squares of what is left are numbers. */
function unitOf(values: Float64Array): number {
  const most = values.reduce((size, value) => (Math.abs(value) > size ? Math.abs(value) : size), 0);
  return most > 0 ? 2 ** Math.max(-1000, Math.floor(Math.log2(most))) : 1;
}

/** From any series to one that members can see; undefined where there is no value at all. */
export function prepare(series: Series, options: Pick<ForecastOptions, 'horizon' | 'step' | 'most'>, clock: SteadyClock): Prepared | undefined {
  const grid = gridOf(series, options.horizon, clock, options.step);
  if (grid === undefined) return undefined;
  const { step } = grid;
  const first = grid.values.findIndex(Number.isFinite);
  if (first < 0) return undefined;
  const end = grid.values.findLastIndex(Number.isFinite) + 1;
  const notes: string[] = [];
  const behind = Math.min(MOST_BEHIND, grid.values.length - end);
  const next = grid.start + (end + behind) * step;
  const unit = unitOf(grid.values);
  const whole = grid.values.slice(first, end).map((value) => value / unit);
  if (behind > 0) notes.push(`The last ${counted(behind, 'step has', 'steps have')} no value: it is told from before them.`);
  const absurd = dropAbsurd(whole);
  if (absurd > 0) notes.push(`${counted(absurd, 'value', 'values')} beyond all others ${absurd === 1 ? 'was' : 'were'} left out.`);
  const positive = whole.every((value) => !(value < 0));
  const calendar = calendarCycle(step, whole.length);
  const recent = Math.min(whole.length, Math.max(MOST_VALUES, 4 * calendar.short));
  const known = whole.subarray(-recent).reduce((count, value) => count + (Number.isFinite(value) ? 1 : 0), 0);
  fillGaps(whole, calendar.short, calendar.long);
  const missing = 1 - known / recent;
  if (missing > MANY_GAPS) notes.push(`${Math.round(100 * missing)} % of the times have no value; they were filled in from those around.`);
  let values = whole.slice(-recent);
  const found = known >= LEAST_FOR_PERIODS ? cycleOf(values, step) : { cycle: calendar, own: false };
  if (found.own) notes.push(`It comes round every ${found.cycle.short} steps, not by the calendar.`);
  const { short, long } = found.cycle;
  const shift = findShift(values, found.cycle);
  const onLevel = shift === undefined ? whole : whole.subarray(whole.length - values.length + shift.at);
  if (shift !== undefined) {
    const after = values.length - shift.at;
    notes.push(`The level shifted on ${timeWords(next - (behind + after) * step, clock)}: what was before counts less.`);
    // Enough on the new level to tell by that alone.
    if (after >= Math.max(3 * long, 12 * short, 120)) values = values.slice(shift.at);
  }
  const reached = known >= LEAST_FOR_PERIODS ? ceilingOf(values) : undefined;
  // Rounding may go a little beyond it.
  const most = (options.most ?? Number.POSITIVE_INFINITY) / unit;
  const ceiling = values.every((value) => value <= 1.001 * most) ? Math.min(most, reached ?? Number.POSITIVE_INFINITY) : reached;
  if (reached !== undefined) notes.push('It comes up to its highest values again and again and never above: that is taken for a limit.');
  return { next, behind, step, unit, whole, onLevel, values, ceiling, cycle: long > values.length ? { short, long: 0 } : found.cycle, known, missing, positive, notes };
}
