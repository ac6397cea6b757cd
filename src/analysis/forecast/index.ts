import { UserError } from '../../model/errors.ts';
import { counted } from '../../model/words.ts';
import { alignDays, type Aligned } from './clock-changes.ts';
import { combineMembers, type Effort } from './combination.ts';
import type { Cycle } from './cycle.ts';
import { Distribution, type Shape } from './distribution.ts';
import { modelErrors } from './error-model.ts';
import { Holidays } from './holidays.ts';
import { pastPeaks, peakBelow } from './past-peaks.ts';
import { periodsOf } from './periods.ts';
import { predictability } from './predictability.ts';
import { type Prepared, prepare } from './prepare.ts';
import { type Forecast, type ForecastOptions, type Series, UTC, type Withheld } from './series.ts';
import { forecastShort } from './short-series.ts';
import { usability } from './usable.ts';

export type { Forecast, ForecastOptions, ForecastPoint, Period, Series, Usable, Withheld } from './series.ts';
export { spacing } from './grid.ts';
export type { Effort } from './combination.ts';

const CONFIDENCE = 0.95;
/** Values below which not even a difference is known twice. */
const LEAST_VALUES = 3;
/** Seconds. */
const LEAST_STEP = 1e-3;
/** Points of a forecast at most, whatever was asked for. */
const MOST_POINTS = 5000;

interface Told {
  readonly distribution: Distribution;
  readonly expectedError: number;
  readonly expectedErrorRange: readonly [low: number, high: number];
  readonly members: Forecast['members'];
  readonly notes: readonly string[];
}

/**
 * What comes after the last value of a series, with intervals that hold what they say, and how well the series can be
 * told at all. Pure: the same series gives the same forecast. Throws a `UserError` for options that make no sense;
 * a series that is too short gives none with the reason in `withheld`.
 */
export function forecast(series: Series, options: ForecastOptions): Forecast {
  const confidence = options.confidence ?? CONFIDENCE;
  check(options, confidence);
  const { clock = UTC } = options;
  const aligned = alignDays(series, options.horizon, clock);
  const prepared = prepare(aligned?.series ?? series, options, aligned?.clock ?? clock);
  if (prepared === undefined) return withhold('no values', 0);
  const measured = series.values.reduce((count, value) => (Number.isFinite(value) ? count + 1 : count), 0);
  if (prepared.known < LEAST_VALUES) return withhold('too few values', prepared.step, measured >= LEAST_VALUES ? `So far ahead they make fewer than ${LEAST_VALUES} steps of ${prepared.step} s: a nearer horizon may be told.` : undefined);
  const horizon = Math.min(MOST_POINTS, Math.max(1, Math.ceil(options.horizon / prepared.step - 1e-9)));
  const { distribution, expectedError, expectedErrorRange, members, notes } = tell(prepared, horizon, { ...options, aligned });
  const points = Array.from(distribution.points, (mean, step) => ({
    time: prepared.next + step * prepared.step, mean,
    low: distribution.quantile(step, (1 - confidence) / 2), high: distribution.quantile(step, (1 + confidence) / 2),
  }));
  const past = pastPeaks(prepared.onLevel.map((value) => value * prepared.unit), horizon, { period: periodBeyond(horizon, prepared.cycle), behind: prepared.behind });
  const limit = Math.max(prepared.unit * (prepared.ceiling ?? Number.POSITIVE_INFINITY), ...distribution.points);
  // Not below any step's own, nor above what is never exceeded.
  const peak = (q: number): number => Math.min(limit, Math.max(peakBelow(q, (share) => distribution.peak(share), past), ...distribution.points.map((_, step) => distribution.quantile(step, q))));
  return {
    step: prepared.step, points, withheld: undefined, expectedError, expectedErrorRange, ...usability(expectedError, expectedErrorRange, prepared.missing),
    periods: periodsOf(prepared.values, prepared.cycle, prepared.step), members, notes: [...prepared.notes, ...notes],
    quantile: (index, q) => distribution.quantile(index, q), paths: (count, random) => distribution.paths(count, random), peak, limit, levelFrom: prepared.next - (prepared.behind + prepared.onLevel.length) * prepared.step,
  };
}

/** What comes round and is longer than a horizon, in steps; 1 where nothing is. */
const periodBeyond = (horizon: number, { short, long }: Cycle): number => (horizon < long ? long : horizon < short ? short : 1);

function check({ horizon, step }: ForecastOptions, confidence: number): void {
  if (!(horizon > 0 && Number.isFinite(horizon))) throw new UserError(`a forecast cannot reach ${horizon} s ahead`, { mend: 'give a horizon above zero' });
  if (!(confidence > 0 && confidence < 1)) throw new UserError(`a confidence of ${confidence} is none`, { mend: 'give one between 0 and 1, such as 0.95' });
  if (step !== undefined && !(step >= LEAST_STEP && Number.isFinite(step))) throw new UserError(`a step of ${step} s is none`, { mend: 'give a step of a millisecond at least' });
}

interface Points {
  readonly points: Float64Array;
  readonly scale: Float64Array;
  readonly shape: Shape;
  readonly expectedError: number;
  readonly expectedErrorRange: readonly [low: number, high: number];
  readonly members: Forecast['members'];
  readonly note?: string;
}

/** By all members where the series is long enough to judge them, else by the one simple way that fits best. */
function pointsOf(values: Float64Array, cycle: Cycle, horizon: number, effort: Effort): Points {
  const combination = combineMembers(values, cycle, horizon, effort);
  if (combination !== undefined) return { points: combination.points, ...modelErrors(combination, values), ...predictability(combination, values, cycle), members: combination.members };
  const { points, scale, shape, name, expectedError } = forecastShort(values, cycle, horizon);
  const note = `Only ${values.length} steps of past: told by one simple method, with a wide interval.`;
  return { points, scale, shape, expectedError, expectedErrorRange: [expectedError * 0.4, expectedError * 2.5], members: [{ name, weight: 1 }], note };
}

function tell({ values, whole, unit, cycle, positive, ceiling = Number.POSITIVE_INFINITY, next, behind, step }: Prepared, horizon: number, { holidays: days, clock: own = UTC, effort = 'full', aligned }: ForecastOptions & { readonly aligned: Aligned | undefined }): Told {
  const clock = aligned?.clock ?? own;
  // Steps of what comes: later ones stand elsewhere by a clock that is changed meanwhile.
  const places = Array.from({ length: horizon }, (_, index) => Math.max(0, behind + index + (aligned === undefined ? 0 : Math.round((aligned.place(next + index * step) - next - index * step) / step))));
  const reach = Math.max(...places) + 1;
  const holidays = days !== undefined && days.size > 0 && Holidays.tell(step) ? new Holidays(whole, { next: next - behind * step, step, clock, days }) : undefined;
  const { points, scale, note, ...rest } = pointsOf(holidays?.values.subarray(-values.length) ?? values, cycle, reach, effort);
  const notes = note === undefined ? [] : [note];
  const changed = holidays?.apply(points, scale) ?? 0;
  if (holidays !== undefined && changed > 0) notes.push(holidays.seen > 0 ? `Holidays are told by ${counted(holidays.seen, 'earlier one', 'earlier ones')}.` : 'Holidays are told by Sundays: there was none before.');
  const floor = positive ? 0 : Number.NEGATIVE_INFINITY;
  return { ...rest, distribution: new Distribution(Float64Array.from(places, (place) => unit * Math.min(ceiling, Math.max(floor, points[place] ?? 0))), Float64Array.from(places, (place) => unit * (scale[place] ?? 0)), rest.shape, floor, unit * ceiling), notes };
}

const REASONS: Readonly<Record<Withheld, string>> = { 'no values': 'There are no values to tell by.', 'too few values': `Fewer than ${LEAST_VALUES} values tell nothing of what comes.` };

function withhold(withheld: Withheld, step: number, words = REASONS[withheld]): Forecast {
  return {
    step, points: [], withheld, expectedError: Number.NaN, expectedErrorRange: [Number.NaN, Number.NaN], usable: 'no', words,
    periods: [], members: [], notes: [], quantile: () => Number.NaN, paths: (count) => Array.from({ length: count }, () => new Float64Array(0)), peak: () => Number.NaN, limit: Number.POSITIVE_INFINITY, levelFrom: Number.NaN,
  };
}
