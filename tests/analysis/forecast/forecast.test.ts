import { describe, expect, test } from 'vitest';
import { forecast } from '../../../src/analysis/forecast/index.ts';
import { UserError } from '../../../src/model/errors.ts';
import { DAY, HOUR, noise, regular, START, wape, wave } from './generators.ts';

const WEEK = 7 * DAY;

describe('what is known of a series comes out', () => {
  test('a day of hours goes on, a week ahead, within its noise', () => {
    const random = noise(1);
    const told = forecast(regular(700, HOUR, (hour) => wave(hour) + 3 * random()), { horizon: WEEK });
    expect(told.points).toHaveLength(168);
    expect(told.points[0]?.time).toBe(START + 700 * HOUR);
    expect(told.step).toBe(HOUR);
    expect(wape(told.points, (step) => wave(700 + step))).toBeLessThan(0.02);
    expect(told.expectedError).toBeGreaterThan(0.01);
    expect(told.expectedError).toBeLessThan(0.05);
    expect(told.usable).toBe('yes');
    expect(told.periods[0]).toMatchObject({ name: 'day', length: DAY });
    expect(told.periods[0]?.share).toBeGreaterThan(0.9);
    expect(told.members.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 6);
  });

  test('weekends are told from weekdays', () => {
    const random = noise(2);
    const truth = (hour: number): number => wave(hour) * (hour % 168 < 120 ? 1 : 0.4);
    const told = forecast(regular(168 * 6, HOUR, (hour) => truth(hour) + 2 * random()), { horizon: WEEK });
    expect(wape(told.points, (step) => truth(168 * 6 + step))).toBeLessThan(0.04);
    expect(told.periods.map(({ name }) => name)).toEqual(['day', 'week']);
  });

  test('a trend goes on', () => {
    const random = noise(3);
    const told = forecast(regular(700, HOUR, (hour) => hour / 2 + random()), { horizon: 2 * DAY });
    expect(wape(told.points, (step) => (700 + step) / 2)).toBeLessThan(0.02);
  });

  test('a level that shifted is told of, and gone by', () => {
    const random = noise(4);
    const told = forecast(regular(700, HOUR, (hour) => wave(hour) * (hour < 500 ? 1 : 3) + random()), { horizon: 2 * DAY });
    expect(told.notes.join(' ')).toMatch(/level shifted on 2026-06-21/);
    expect(wape(told.points, (step) => 3 * wave(700 + step))).toBeLessThan(0.15);
  });

  test('a period that is not the calendar\'s is found', () => {
    const random = noise(5);
    const told = forecast(regular(900, HOUR, (hour) => wave(hour, 23) + 3 * random()), { horizon: 3 * DAY });
    expect(told.periods[0]).toMatchObject({ name: 'other', length: 23 * HOUR });
    expect(wape(told.points, (step) => wave(900 + step, 23))).toBeLessThan(0.03);
  });

  test('days: the week, and the year before', () => {
    const truth = (day: number): number => 1000 + 300 * Math.sin((day / 364) * 2 * Math.PI) + (day % 7 < 5 ? 50 : -50);
    const random = noise(6);
    const told = forecast(regular(1200, DAY, (day) => truth(day) + 5 * random()), { horizon: 28 * DAY });
    expect(told.step).toBe(DAY);
    expect(told.points).toHaveLength(28);
    expect(wape(told.points, (step) => truth(1200 + step))).toBeLessThan(0.02);
  });

  test('a year of minutes is told by the hour', () => {
    const told = forecast(regular(60 * 24 * 30, 60, (minute) => wave(minute / 60)), { horizon: WEEK, effort: 'fast' });
    expect(told.step).toBe(HOUR);
    // Hours are means of their minutes: half an hour on.
    expect(wape(told.points, (step) => wave(step + 0.49))).toBeLessThan(0.02);
  });
});

describe('intervals', () => {
  test('hold what they say of noise: 95 % and 80 % within three points, a day ahead of 30 series', () => {
    let [held95, held80, of] = [0, 0, 0];
    for (let seed = 1; seed <= 30; seed += 1) {
      const random = noise(seed);
      const series = regular(724, HOUR, (hour) => wave(hour) * Math.exp(0.1 * random()));
      const told = forecast({ times: series.times.slice(0, 700), values: series.values.slice(0, 700) }, { horizon: DAY, effort: 'fast' });
      told.points.forEach(({ low, high }, step) => {
        const actual = series.values[700 + step] ?? 0;
        held95 += actual >= low && actual <= high ? 1 : 0;
        held80 += actual >= told.quantile(step, 0.1) && actual <= told.quantile(step, 0.9) ? 1 : 0;
        of += 1;
      });
    }
    expect(held95 / of).toBeGreaterThan(0.92);
    expect(held95 / of).toBeLessThan(0.98);
    expect(held80 / of).toBeGreaterThan(0.75);
    expect(held80 / of).toBeLessThan(0.87);
  });

  test('a narrower confidence is a narrower interval; what is never negative is not told to be', () => {
    const random = noise(7);
    const series = regular(500, HOUR, () => Math.exp(2 * random()));
    const [wide, narrow] = [0.99, 0.5].map((confidence) => forecast(series, { horizon: DAY, confidence, effort: 'fast' }));
    wide?.points.forEach((point, step) => {
      const other = narrow?.points[step];
      expect(other?.high).toBeLessThan(point.high);
      expect(point.low).toBeGreaterThanOrEqual(0);
    });
    expect(wide?.usable).toBe('no');
    expect(wide?.words).toMatch(/cannot be told better than/);
  });
});

describe('what is missing and what is odd', () => {
  test.each([[0, 'no values'], [1, 'too few values'], [2, 'too few values']] as const)('%i values are withheld: %s', (count, reason) => {
    const told = forecast(regular(count, HOUR, (hour) => 5 + hour), { horizon: DAY });
    expect(told).toMatchObject({ withheld: reason, points: [], usable: 'no' });
    expect(told.words).not.toBe('');
    expect([told.quantile(0, 0.5), told.peak(0.5)]).toEqual([Number.NaN, Number.NaN]);
  });

  test('only gaps are no values', () => {
    expect(forecast(regular(50, HOUR, () => Number.NaN), { horizon: DAY }).withheld).toBe('no values');
  });

  test.each([0, 42, -3])('what always was %d goes on to be', (value) => {
    for (const count of [20, 400]) {
      const told = forecast(regular(count, HOUR, () => value), { horizon: DAY, effort: 'fast' });
      for (const { low, mean, high } of told.points) for (const part of [low, mean, high]) expect(part).toBeCloseTo(value, 9);
      expect(told.expectedError).toBe(0);
    }
  });

  test('one absurd value changes nothing', () => {
    const random = noise(8);
    const told = forecast(regular(700, HOUR, (hour) => (hour === 690 ? 1e9 : wave(hour) + random())), { horizon: DAY });
    expect(told.notes).toContain('1 value beyond all others was left out.');
    expect(wape(told.points, (step) => wave(700 + step))).toBeLessThan(0.02);
  });

  test('gaps are filled and told of; without values at the end, it is told from the last time on', () => {
    const random = noise(9);
    const told = forecast(regular(700, HOUR, (hour) => (hour % 97 < 30 ? Number.NaN : wave(hour) + random())), { horizon: DAY });
    expect(told.points[0]?.time).toBe(START + 700 * HOUR);
    expect(wape(told.points, (step) => wave(700 + step))).toBeLessThan(0.03);
    expect(told.notes.join(' ')).toMatch(/\d+ % of the times have no value/);
    expect(told.notes.join(' ')).toMatch(/last 21 steps have no value/);
  });

  test('irregular times, in any order', () => {
    const random = noise(10);
    const places = Array.from({ length: 2800 }, (_, index) => index).sort((left, right) => ((left * 7919) % 2801) - ((right * 7919) % 2801));
    const series = { times: Float64Array.from(places, (place) => START + place * 900 + (place % 3) * 200), values: Float64Array.from(places, (place) => wave(place / 4) + random()) };
    const told = forecast(series, { horizon: DAY });
    expect(told.step).toBe(HOUR);
    expect(wape(told.points, (step) => wave(((told.points[step]?.time ?? 0) - START) / HOUR + 0.5))).toBeLessThan(0.03);
  });

  test('fifty values: the day before, with a wide interval', () => {
    const random = noise(11);
    const told = forecast(regular(50, HOUR, (hour) => wave(hour) + random()), { horizon: DAY });
    expect(told.members).toEqual([{ name: 'seasonal naive', weight: 1 }]);
    expect(told.notes.join(' ')).toMatch(/Only 50 steps of past/);
    expect(wape(told.points, (step) => wave(50 + step))).toBeLessThan(0.05);
    for (const { low, mean, high } of told.points) expect(high - low).toBeGreaterThan(0.01 * mean);
  });

  test('options that make no sense are refused with how to mend them', () => {
    const series = regular(50, HOUR, wave);
    for (const options of [{ horizon: 0 }, { horizon: Number.NaN }, { horizon: DAY, confidence: 1 }, { horizon: DAY, confidence: 95 }, { horizon: DAY, step: 0 }]) expect(() => forecast(series, options)).toThrow(UserError);
  });
});
