import { type Effort, forecast, type Series } from '../../src/analysis/forecast/index.ts';
import { median } from '../../src/analysis/statistics/median.ts';
import { theilSen } from '../../src/analysis/statistics/theil-sen.ts';
import { Random } from '../leaks/random.ts';
import { markdown, round, type Cell } from '../live/report.ts';

const HOUR = 3600;
const DAY = 86_400;
const SEEDS = 12;

/** What fills, leaks and runs out: a value by seconds since the start, in bytes. */
type Course = (random: Random) => (seconds: number) => number;

const day = (seconds: number): number => Math.sin((seconds / DAY) * 2 * Math.PI);
const GIGABYTE = 1e9;

const COURSES: Readonly<Record<string, Course>> = {
  'free space falls': (random) => {
    const rate = (20 + 60 * random.next()) * GIGABYTE / (14 * DAY);
    return (seconds) => 200 * GIGABYTE - rate * seconds + 0.02 * GIGABYTE * random.normal();
  },
  'files grow': (random) => {
    const rate = (5 + 60 * random.next()) * GIGABYTE / (14 * DAY);
    return (seconds) => 50 * GIGABYTE + rate * seconds + 0.02 * GIGABYTE * random.normal();
  },
  'grow by day more than by night': (random) => {
    const rate = (5 + 60 * random.next()) * GIGABYTE / (14 * DAY);
    return (seconds) => 50 * GIGABYTE + rate * (seconds - (DAY / 2 / Math.PI) * 0.8 * Math.cos((seconds / DAY) * 2 * Math.PI)) + 0.02 * GIGABYTE * random.normal();
  },
  'logs turned each night': (random) => {
    const [rate, kept] = [(5 + 40 * random.next()) * GIGABYTE / (14 * DAY), (1 + 3 * random.next()) * GIGABYTE];
    return (seconds) => 50 * GIGABYTE + rate * seconds + kept * ((seconds % DAY) / DAY) + 0.02 * GIGABYTE * random.normal();
  },
  'a leak under a load that comes and goes': (random) => {
    const rate = (0.3 + 2 * random.next()) * GIGABYTE / (14 * DAY);
    return (seconds) => 2 * GIGABYTE + rate * seconds + 0.2 * GIGABYTE * day(seconds) + 0.02 * GIGABYTE * random.normal();
  },
  'fills, then is full': (random) => {
    const tau = (1 + 3 * random.next()) * DAY;
    return (seconds) => 8 * GIGABYTE * (1 - Math.exp(-seconds / tau)) + 0.02 * GIGABYTE * random.normal();
  },
  'only noise': (random) => () => 4 * GIGABYTE + 0.2 * GIGABYTE * random.normal(),
  'load that comes and goes': (random) => (seconds) => (4 + 2 * day(seconds)) * GIGABYTE + 0.1 * GIGABYTE * random.normal(),
};

/** Length of the past, seconds between values, and how far ahead. */
const SPANS: readonly (readonly [past: number, step: number, ahead: number])[] = [[6 * HOUR, 30, DAY], [DAY, 120, DAY], [3 * DAY, 300, 3 * DAY], [14 * DAY, 1800, 7 * DAY]];

interface Judged {
  readonly core: number;
  readonly line: number;
  readonly last: number;
  readonly held: number;
}

function judge(course: (seconds: number) => number, past: number, every: number, ahead: number, effort: Effort): Judged {
  const count = Math.floor(past / every);
  const times = Float64Array.from({ length: count }, (_, index) => index * every);
  const series: Series = { times, values: times.map(course) };
  const told = forecast(series, { horizon: ahead, effort });
  const thin = Math.max(1, Math.ceil(count / 128));
  const places = Array.from({ length: Math.ceil(count / thin) }, (_, index) => count - 1 - index * thin).reverse();
  const line = theilSen(Float64Array.from(places, (place) => times[place] ?? 0), Float64Array.from(places, (place) => series.values[place] ?? 0)) ?? { intercept: 0, slope: 0 };
  const last = series.values.at(-1) ?? 0;
  let [core, straight, still, held] = [0, 0, 0, 0];
  for (const { time, mean, low, high } of told.points) {
    const actual = meanOf(course, time, told.step, every);
    core += Math.abs(actual - mean);
    straight += Math.abs(actual - line.intercept - line.slope * (time + told.step / 2));
    still += Math.abs(actual - last);
    if (actual >= low && actual <= high) held += 1 / told.points.length;
  }
  return { core, line: straight, last: still, held };
}

/** What a step holds is the mean of what is measured in it. */
function meanOf(course: (seconds: number) => number, from: number, length: number, every: number): number {
  const count = Math.max(1, Math.round(length / every));
  let sum = 0;
  for (let index = 0; index < count; index += 1) sum += course(from + index * every);
  return sum / count;
}

/** Stocks rather than flows: how far off the last value that is repeated is what others are measured by, over the whole horizon. */
export function benchStocks(effort: Effort): { readonly text: string; readonly data: Readonly<Record<string, unknown>> } {
  const rows: Cell[][] = [];
  for (const [name, course] of Object.entries(COURSES)) {
    for (const [past, every, ahead] of SPANS) {
      const all = Array.from({ length: SEEDS }, (_, seed) => judge(course(new Random(seed + 1)), past, every, ahead, effort));
      const ratio = (part: (one: Judged) => number): number => round(median(all.map((one) => part(one) / one.last)), 2);
      rows.push([name, `${round(past / DAY, 2)} d`, `${round(ahead / DAY, 1)} d`, ratio(({ core }) => core), ratio(({ line }) => line), round((100 * all.reduce((sum, { held }) => sum + held, 0)) / all.length, 1)]);
    }
  }
  return { text: `## Stocks: what fills, leaks and runs out\n\nError by that of repeating the last value, medians of ${SEEDS} seeds.\n\n${markdown(['series', 'past', 'ahead', 'forecast', 'straight line', '95 % hold'], rows)}`, data: { rows } };
}
