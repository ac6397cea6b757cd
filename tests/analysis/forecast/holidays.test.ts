import { describe, expect, test } from 'vitest';
import { forecast } from '../../../src/analysis/forecast/index.ts';
import { Holidays } from '../../../src/analysis/forecast/holidays.ts';
import { WallClock } from '../../../src/analysis/wall-clock.ts';
import { DAY, HOUR, noise, regular, START, wape, wave } from './generators.ts';

const date = (seconds: number, zone: string): string => new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(seconds * 1000);
const weekday = (hour: number): number => Math.floor(hour / 24) % 7;
/** START is a Monday: weekends are at 60 %, holidays at 30 %. */
const truth = (hour: number, holidays: ReadonlySet<string>, zone = 'UTC'): number => wave(hour) * (holidays.has(date(START + hour * HOUR, zone)) ? 0.3 : weekday(hour) >= 5 ? 0.6 : 1);
const dayOf = (day: number, zone = 'UTC'): string => date(START + day * DAY + DAY / 2, zone);
const COUNT = 168 * 6;

function told(days: readonly string[], known: readonly string[], zone = 'UTC'): { readonly withThem: number; readonly without: number; readonly notes: readonly string[] } {
  const random = noise(1);
  const all = new Set(days);
  const series = regular(COUNT, HOUR, (hour) => truth(hour, all, zone) + random());
  const clock = new WallClock(zone);
  const given = forecast(series, { horizon: 7 * DAY, holidays: new Set(known), clock, effort: 'fast' });
  return {
    withThem: wape(given.points, (step) => truth(COUNT + step, all, zone)),
    without: wape(forecast(series, { horizon: 7 * DAY, clock, effort: 'fast' }).points, (step) => truth(COUNT + step, all, zone)),
    notes: given.notes,
  };
}

describe('holidays', () => {
  test('one to come is told by those before', () => {
    const days = [dayOf(9), dayOf(24), dayOf(42 + 2)];
    const { withThem, without, notes } = told(days, days);
    expect(without).toBeGreaterThan(0.1);
    expect(withThem).toBeLessThan(0.05);
    expect(notes).toContain('Holidays are told by 2 earlier ones.');
  });

  test('without one before, by Sundays', () => {
    const { withThem, without, notes } = told([dayOf(42 + 2)], [dayOf(42 + 2)]);
    expect(withThem).toBeLessThan(without - 0.03);
    expect(notes).toContain('Holidays are told by Sundays: there was none before.');
  });

  test('one on a Sunday changes nothing', () => {
    const random = noise(2);
    const series = regular(COUNT, HOUR, (hour) => truth(hour, new Set()) + random());
    const holidays = new Set([dayOf(42 + 6)]);
    const means = (options: { readonly holidays?: ReadonlySet<string> }): number[] => forecast(series, { horizon: 7 * DAY, effort: 'fast', ...options }).points.map(({ mean }) => mean);
    expect(means({ holidays })).toEqual(means({}));
  });

  test('days are those of the clock, and what is less sure is wider', () => {
    const zone = 'Pacific/Auckland';
    const days = [dayOf(9, zone), dayOf(24, zone), dayOf(42 + 2, zone)];
    expect(told(days, days, zone).withThem).toBeLessThan(0.06);
  });

  test('the past is as if there had been none', () => {
    const days = new Set([dayOf(9), dayOf(24)]);
    const values = Float64Array.from({ length: COUNT }, (_, hour) => truth(hour, days));
    const holidays = new Holidays(values, { next: START + COUNT * HOUR, step: HOUR, clock: new WallClock('UTC'), days });
    holidays.values.forEach((value, hour) => expect(value).toBeCloseTo(truth(hour, new Set()), 9));
    expect(holidays.seen).toBe(2);
    const points = Float64Array.from({ length: 48 }, (_, step) => wave(step));
    const scale = new Float64Array(48).fill(1);
    expect(holidays.apply(points, scale)).toBe(0);
    expect(new Holidays(values, { next: START + COUNT * HOUR, step: HOUR, clock: new WallClock('UTC'), days: new Set([...days, dayOf(43)]) }).apply(points, scale)).toBe(24);
    points.forEach((value, step) => expect(value).toBeCloseTo(wave(step) * (step < 24 ? 1 : 0.3), 9));
    scale.forEach((value, step) => expect(value).toBeCloseTo(step < 24 ? 1 : 1.5 + 0.15 * 0.7 * wave(step), 9));
  });

  test('a holiday is less sure than the same day without, and by Sundays on the level of now', () => {
    const random = noise(4);
    const [first, coming] = [dayOf(9), dayOf(42 + 2)];
    // Four times as much since two weeks: Sundays before it are too low.
    const series = regular(COUNT, HOUR, (hour) => truth(hour, new Set([first])) * (hour > COUNT - 336 ? 4 : 1) + random());
    const width = (holidays: ReadonlySet<string>): number => {
      const point = forecast(series, { horizon: 7 * DAY, holidays, effort: 'fast' }).points[60];
      return ((point?.high ?? 0) - (point?.low ?? 0)) / (point?.mean ?? 1);
    };
    expect(width(new Set([first, coming]))).toBeGreaterThan(1.3 * width(new Set([first])));
    const bySundays = forecast(series, { horizon: 7 * DAY, holidays: new Set([coming]), effort: 'fast' }).points.slice(48, 72);
    expect(wape(bySundays, (step) => 4 * 0.6 * wave(COUNT + 48 + step))).toBeLessThan(0.35);
  });

  test('series of days too', () => {
    const random = noise(3);
    const days = new Set([dayOf(100), dayOf(191), dayOf(282), dayOf(352)]);
    const level = (day: number): number => 1000 * (days.has(dayOf(day)) ? 0.3 : day % 7 >= 5 ? 0.6 : 1);
    const given = forecast(regular(350, DAY, (day) => level(day) + 5 * random()), { horizon: 7 * DAY, holidays: days });
    expect(wape(given.points, (step) => level(350 + step))).toBeLessThan(0.05);
  });
});
