import { type Forecast, forecast, spacing } from '../../../analysis/forecast/index.ts';
import { DEVIATION_OF_MAD, median } from '../../../analysis/statistics/median.ts';
import { theilSen } from '../../../analysis/statistics/theil-sen.ts';
import { WallClock } from '../../../analysis/wall-clock.ts';
import type { Matrix, RangeSeries, Sample, Vector } from '../value.ts';
import { type Call, type FunctionDefinition, matrixOf, scalarOf } from './definition.ts';
import { DEAR, memoryOf, offsetOf, roomOf, type Told } from './forecast-turns.ts';

/** Days are those of this computer's clock. */
const CLOCK = new WallClock();
const DAY = 86_400_000;
/** A line goes through at most so many points: it is looked for among all pairs. */
const MOST_POINTS = 128;
/** So many times the usual distance from a line is an outlier, if not more than that part of all are. */
const FAR = 10;
const MOST_OUTLIERS = 0.25;
/** A forecast is made anew after this part of its range, and after this many ms at most. */
const RENEWED = 1 / 60;
const LONGEST = 900_000;
/** It reaches so many turns further, for as long as others are before it. */
const REACH = 8;

/** A line that outliers do not move (Theil and Sen), of ms since `now`; undefined below two values. */
function lineOf({ times, values }: RangeSeries, now: number): { readonly slope: number; readonly intercept: number } | undefined {
  if (values.length < 2) return undefined;
  const every = Math.max(1, Math.ceil(values.length / MOST_POINTS));
  // From the end back: the last value is among them.
  const places = Array.from({ length: Math.ceil(values.length / every) }, (_, index) => values.length - 1 - index * every).reverse();
  return theilSen(Float64Array.from(places, (place) => (times[place] ?? 0) - now), Float64Array.from(places, (place) => values[place] ?? Number.NaN));
}

/** Not known where they are far from all others: in less than two days none of them is how the series is. */
function withoutOutliers(series: RangeSeries, now: number): Float64Array {
  const values = Float64Array.from(series.values);
  const line = lineOf(series, now);
  if (line === undefined) return values;
  const distances = values.map((value, index) => Math.abs(value - line.intercept - line.slope * ((series.times[index] ?? now) - now)));
  const sizes = values.map(Math.abs);
  const far = FAR * Math.max(DEVIATION_OF_MAD * median(distances.filter(Number.isFinite)), 1e-9 * median(sizes.filter(Number.isFinite)));
  const outliers = distances.reduce((count, distance) => count + (distance > far ? 1 : 0), 0);
  return outliers > MOST_OUTLIERS * values.length ? values : values.map((value, index) => ((distances[index] ?? 0) > far ? Number.NaN : value));
}

const looksBackDays = ({ times }: RangeSeries): boolean => (times.at(-1) ?? 0) - (times[0] ?? 0) >= 2 * DAY;

/** What comes of a series up to `ahead` ms from now and some more, so that it lasts till its next turn. Undefined below three values. */
function tell(series: RangeSeries, { now, ahead, more, share }: { readonly now: number; readonly ahead: number; readonly more: number; readonly share: number }): Pick<Told, 'times' | 'values'> | undefined {
  const seconds = Float64Array.from(series.times, (time) => time / 1000);
  const behind = now - (series.times.at(-1) ?? now);
  const told: Forecast = forecast({ times: seconds, values: looksBackDays(series) ? Float64Array.from(series.values) : withoutOutliers(series, now) }, { horizon: Math.max(1, (ahead + more + behind) / 1000), effort: 'fast', clock: CLOCK });
  if (told.withheld !== undefined) return undefined;
  const own = spacing(seconds);
  // What is finer than a step is its mean, which stands in the middle of it.
  const middle = own <= told.step / 1.5 ? (told.step - own) / 2 : 0;
  // It begins with what is: the first step's middle lies some time ahead.
  const [last, value] = [series.times.at(-1) ?? now, series.values.at(-1) ?? Number.NaN];
  const steps = told.points.map(({ time, mean }, index) => ({ time: (time + middle) * 1000, value: share === 0.5 ? mean : told.quantile(index, share) })).filter(({ time }) => time > last);
  const points = Number.isNaN(value) ? steps : [{ time: last, value }, ...steps];
  return { times: points.map(({ time }) => time), values: points.map((point) => point.value) };
}

/** Between what was told before and after a time; the first or last beyond. */
function valueAt({ times, values }: Pick<Told, 'times' | 'values'>, time: number): number {
  const after = times.findIndex((each) => each >= time);
  if (after <= 0) return values[after === 0 ? 0 : values.length - 1] ?? Number.NaN;
  const [from, to] = [times[after - 1] ?? 0, times[after] ?? 0];
  return (values[after - 1] ?? 0) + (((values[after] ?? 0) - (values[after - 1] ?? 0)) * (time - from)) / (to - from);
}

function forecasts({ series, from, to }: Matrix, ahead: number, share: number, { nodes: [node], time, source }: Call): Vector {
  const memory = memoryOf(source, time);
  const before = (node === undefined ? undefined : memory.told.get(node)) ?? new Map<string, Told>();
  const isAhead = ahead >= 0 && Number.isFinite(ahead);
  const every = Math.min(LONGEST, Math.max(1, (to - from) * RENEWED));
  const now = new Map<string, Told>();
  const due: { readonly each: RangeSeries; readonly turn: number; readonly kept: Told | undefined }[] = [];
  for (const each of series) {
    const { key } = each.labels;
    const kept = before.get(key);
    const told = kept?.ahead === ahead && kept.share === share ? kept : undefined;
    const turn = Math.floor(time / every + offsetOf(key));
    if (told !== undefined) now.set(key, told);
    if (isAhead && told?.turn !== turn) due.push({ each, turn, kept: told });
  }
  let room = roomOf(memory);
  // Those that wait for longest come first.
  due.sort((one, other) => (one.kept?.turn ?? -1) - (other.kept?.turn ?? -1));
  for (const { each, turn, kept } of due) {
    if (room <= 0) {
      if (kept === undefined) keepLine(now, each, { time, ahead, share, more: REACH * every });
      continue;
    }
    room -= looksBackDays(each) ? DEAR : 1;
    const made = tell(each, { now: time, ahead, more: REACH * every, share });
    if (made !== undefined) now.set(each.labels.key, { turn, ahead, share, ...made });
  }
  if (node !== undefined) memory.told.set(node, now);
  return { type: 'vector', samples: series.flatMap((each): Sample[] => {
    const told = now.get(each.labels.key);
    // How sure a line is, it does not say.
    const value = told === undefined ? (share === 0.5 || !isAhead ? onLine(each, time, ahead) : undefined) : told.turn < 0 && share !== 0.5 ? undefined : valueAt(told, time + ahead);
    return value === undefined ? [] : [{ labels: each.labels.nameless, value }];
  }) };
}

const onLine = (series: RangeSeries, time: number, ahead: number): number | undefined => {
  const line = lineOf(series, time);
  return line === undefined ? undefined : line.intercept + line.slope * ahead;
};

/** A line, till it is its turn. */
function keepLine(now: Map<string, Told>, each: RangeSeries, { time, ahead, share, more }: { readonly time: number; readonly ahead: number; readonly share: number; readonly more: number }): void {
  const [value, later] = [onLine(each, time, ahead), onLine(each, time, ahead + more)];
  if (value !== undefined && later !== undefined) now.set(each.labels.key, { turn: -1, ahead, share, times: [time + ahead, time + ahead + more], values: [value, later] });
}

/** The forecasts of `pyprocwatch forecast`, as a function of rules. */
export const FORECAST = {
  forecast: {
    args: ['matrix', 'scalar', 'scalar'], optional: 1, returns: 'vector',
    help: 'The value in so much time (24h), by what the series does: it goes on to fill, to leak, or to come round by the day (a range of 2 days or more) and the week (14 days or more). A third one, 0 to 1: what it stays below with that probability.',
    call: (call) => forecasts(matrixOf(call.args[0]), scalarOf(call.args[1]) * 1000, call.args[2] === undefined ? 0.5 : scalarOf(call.args[2]), call),
  },
} as const satisfies Record<string, FunctionDefinition>;
