import { type Forecast, forecast, type Series } from '../../src/analysis/forecast/index.ts';
import { markdown, round, type Cell } from '../live/report.ts';
import { Random } from '../leaks/random.ts';

const HOUR = 3600;
const DAY = 86_400;

const regular = (count: number, step: number, value: (index: number) => number): Series => ({ times: Float64Array.from({ length: count }, (_, index) => index * step), values: Float64Array.from({ length: count }, (_, index) => value(index)) });
const wave = (hours: number): number => 100 + 50 * Math.sin((hours / 24) * 2 * Math.PI);

interface Odd {
  readonly name: string;
  readonly series: Series;
  /** Seconds. */
  readonly horizon: number;
  /** What should come `seconds` after the last value, where that is known. */
  readonly truth?: (index: number) => number;
}

function oddSeries(random: Random): Odd[] {
  const noisy = (value: number): number => value + 3 * random.normal();
  let level = 100;
  return [
    ...[0, 1, 2, 3, 10, 50, 90].map((count) => ({ name: `${count} values`, series: regular(count, HOUR, (hour) => noisy(wave(hour))), horizon: DAY })),
    { name: 'constant', series: regular(700, HOUR, () => 42), horizon: 7 * DAY, truth: () => 42 },
    { name: 'all zero', series: regular(700, HOUR, () => 0), horizon: 7 * DAY, truth: () => 0 },
    { name: 'a third missing', series: regular(700, HOUR, (hour) => (hour % 97 < 30 ? Number.NaN : noisy(wave(hour)))), horizon: 7 * DAY, truth: wave },
    { name: 'half missing', series: regular(700, HOUR, (hour) => (random.next() < 0.5 ? Number.NaN : noisy(wave(hour)))), horizon: 7 * DAY, truth: wave },
    { name: 'one absurd spike', series: regular(700, HOUR, (hour) => (hour === 650 ? 1e9 : noisy(wave(hour)))), horizon: 7 * DAY, truth: wave },
    { name: 'negative', series: regular(700, HOUR, (hour) => noisy(wave(hour)) - 120), horizon: 7 * DAY, truth: (hour) => wave(hour) - 120 },
    { name: 'trend', series: regular(700, HOUR, (hour) => noisy(hour / 2)), horizon: 7 * DAY, truth: (hour) => hour / 2 },
    { name: 'level times three, 200 h ago', series: regular(700, HOUR, (hour) => noisy(wave(hour) * (hour < 500 ? 1 : 3))), horizon: 7 * DAY, truth: (hour) => 3 * wave(hour) },
    { name: 'a period of 23 h', series: regular(900, HOUR, (hour) => noisy(wave((hour * 24) / 23))), horizon: 3 * DAY, truth: (hour) => wave((hour * 24) / 23) },
    { name: 'a random walk', series: regular(700, HOUR, () => (level += random.normal())), horizon: 7 * DAY },
    { name: 'mostly zero', series: regular(700, HOUR, () => (random.next() < 0.01 ? 100 : 0)), horizon: 7 * DAY },
    { name: 'ten years of days', series: regular(3650, DAY, (day) => noisy(1000 + 100 * Math.sin((day / 365.25) * 2 * Math.PI) + (day % 7 < 5 ? 50 : -50))), horizon: 30 * DAY, truth: (day) => 1000 + 100 * Math.sin((day / 365.25) * 2 * Math.PI) + (day % 7 < 5 ? 50 : -50) },
    { name: 'ten years of hours', series: regular(87_600, HOUR, (hour) => noisy(wave(hour))), horizon: 7 * DAY, truth: wave },
    { name: 'a year of minutes', series: regular(525_600, 60, (minute) => noisy(wave(minute / 60))), horizon: 7 * DAY, truth: (hour) => wave(hour + 0.5) },
  ];
}

const sound = ({ points }: Forecast): boolean => points.every(({ mean, low, high }) => low <= mean && mean <= high && Number.isFinite(low) && Number.isFinite(high));

/** Series that break programs, and what is told of them. */
export function benchOdd(): { readonly text: string; readonly data: Readonly<Record<string, unknown>> } {
  const rows: Cell[][] = oddSeries(new Random(1)).map(({ name, series, horizon, truth }) => {
    const began = process.cpuUsage();
    const told = forecast(series, { horizon });
    const { user, system } = process.cpuUsage(began);
    const count = Math.ceil(series.times.length / Math.max(1, told.step / ((series.times[1] ?? 1) - (series.times[0] ?? 0) || 1)));
    let [errors, size, held] = [0, 0, 0];
    told.points.forEach(({ mean, low, high }, step) => {
      const actual = truth?.(count + step) ?? Number.NaN;
      errors += Math.abs(actual - mean);
      size += Math.abs(actual);
      if (actual >= low && actual <= high) held += 1;
    });
    const exact = truth === undefined ? '-' : size === 0 ? round(errors, 2) : `${round((100 * errors) / size, 1)} %`;
    return [name, sound(told) ? 'yes' : 'NO', told.withheld ?? told.points.length, told.step, Number.isFinite(told.expectedError) ? `${round(100 * told.expectedError, 1)} %` : '-', exact, truth === undefined ? '-' : `${round((100 * held) / told.points.length, 0)} %`, told.usable, round((user + system) / 1000, 0)];
  });
  return { text: `## Odd series\n\n${markdown(['series', 'sound', 'points', 'step s', 'expected error', 'error', 'held', 'usable', 'CPU ms'], rows)}`, data: { rows } };
}
