import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dropAbsurd, fillGaps } from '../../../src/analysis/forecast/clean.ts';
import { gridOf, MOST_CELLS, stepFor } from '../../../src/analysis/forecast/grid.ts';
import { findShift } from '../../../src/analysis/forecast/level-shift.ts';
import { autocorrelations, calendarCycle, cycleOf, periodsOf } from '../../../src/analysis/forecast/periods.ts';
import { prepare } from '../../../src/analysis/forecast/prepare.ts';
import { UTC } from '../../../src/analysis/forecast/series.ts';
import { WallClock } from '../../../src/analysis/wall-clock.ts';
import { DAY, HOUR, noise, regular, START, wave } from './generators.ts';

const of = (count: number, value: (index: number) => number): Float64Array => Float64Array.from({ length: count }, (_, index) => value(index));

describe('steps', () => {
  test.each([
    [60, 7 * DAY, HOUR], [HOUR, 7 * DAY, HOUR], [60, DAY, HOUR], [60, HOUR, 300], [1, 300, 15], [300, HOUR, 300], [59.9, HOUR / 4, 60], [HOUR, 30 * DAY, 2 * HOUR], [DAY, 365 * DAY, DAY], [DAY, 30 * DAY, DAY], [7 * DAY, 365 * DAY, 7 * DAY], [5400, DAY, 5400], [7190, DAY, 2 * HOUR],
  ])('a value each %d s, %d s ahead: %d s', (own, horizon, step) => expect(stepFor(own, horizon, 365 * DAY)).toBe(step));

  test.each([[60, DAY, 6 * HOUR, 900], [60, HOUR, 20 * 60, 60], [30, 7 * DAY, 6 * HOUR, 1800], [1, DAY, 60, 300]])('a value each %d s, %d s ahead, by %d s: %d s', (own, horizon, span, step) => expect(stepFor(own, horizon, span)).toBe(step));
});

describe('the grid', () => {
  test('finer values become means of their hours; the last hour is left out while it has less than half', () => {
    const grid = gridOf(regular(7 * 60 + 20, 60, (minute) => minute), 7 * DAY, UTC, HOUR);
    expect(grid).toMatchObject({ start: START, step: HOUR });
    expect([...(grid?.values ?? [])]).toEqual([0, 1, 2, 3, 4, 5, 6].map((hour) => hour * 60 + 29.5));
    expect(gridOf(regular(7 * 60 + 40, 60, (minute) => minute), 7 * DAY, UTC, HOUR)?.values).toHaveLength(8);
  });

  test('values by the hour keep their times, and what is not there is not known', () => {
    const series = { times: Float64Array.of(0, 2 * HOUR, HOUR, 5 * HOUR, 5 * HOUR, 4 * HOUR + 3).map((time) => time + 1234), values: Float64Array.of(0, 2, 1, 4, 6, 4) };
    expect(gridOf(series, DAY, UTC, HOUR)).toEqual({ start: 1234, step: HOUR, values: Float64Array.of(0, 1, 2, Number.NaN, 4, 5) });
  });

  test('days are those of the clock', () => {
    const grid = gridOf(regular(24 * 5, HOUR, () => 1), 60 * DAY, new WallClock('Asia/Tokyo'), DAY);
    // Midnight in Tokyo is 15:00 UTC.
    expect((((grid?.start ?? 0) % DAY) + DAY) % DAY).toBe(15 * HOUR);
  });

  test('any times: not more cells than the limit, and the last one is known', () => {
    fc.assert(fc.property(fc.array(fc.double(), { maxLength: 40 }), fc.double({ min: 1, max: 1e9, noNaN: true }), (times, horizon) => {
      const grid = gridOf({ times: Float64Array.from(times), values: new Float64Array(times.length).fill(1) }, horizon, UTC);
      expect(grid === undefined).toBe(!times.some((time) => Math.abs(time) <= 1e13));
      expect(grid?.values.length ?? 1).toBeGreaterThan(0);
      expect(grid?.values.length ?? 0).toBeLessThanOrEqual(MOST_CELLS);
      if (grid !== undefined) expect(grid.values.every((value) => value === 1 || Number.isNaN(value))).toBe(true);
    }), { seed: 1 });
  });
});

describe('cleaning', () => {
  test('one absurd value goes, what a series often does stays', () => {
    const random = noise(1);
    const values = of(500, (hour) => wave(hour) + random());
    values[77] = 5000;
    expect(dropAbsurd(values)).toBe(1);
    expect(values[77]).toBeNaN();
    const often = of(500, (hour) => wave(hour) + random());
    for (const place of [50, 222, 333, 444]) often[place] = 5000;
    expect(dropAbsurd(often)).toBe(0);
    const bursts = of(500, (hour) => (hour % 50 === 0 ? 5000 : wave(hour)));
    expect(dropAbsurd(bursts)).toBe(0);
    expect(dropAbsurd(of(500, () => Math.exp(2 * random())))).toBe(0);
  });

  test('short gaps straight, long ones by the periods around', () => {
    const line = of(50, (index) => (index === 20 || index === 0 || index === 49 ? Number.NaN : index));
    expect(fillGaps(line, 24, 0)).toBe(3);
    expect([line[20], line[0], line[49]]).toEqual([20, 1, 48]);
    const days = of(240, (hour) => (hour >= 100 && hour < 130 ? Number.NaN : wave(hour)));
    expect(fillGaps(days, 24, 168)).toBe(30);
    days.forEach((value, hour) => expect(value).toBeCloseTo(wave(hour), 6));
  });

  test('whatever is missing, numbers are left, and known ones are as they were', () => {
    fc.assert(fc.property(fc.array(fc.option(fc.integer({ min: -9, max: 9 }), { nil: Number.NaN }), { minLength: 1, maxLength: 60 }), fc.integer({ min: 1, max: 12 }), (known, short) => {
      fc.pre(known.some(Number.isFinite));
      const values = Float64Array.from(known);
      expect(fillGaps(values, short, 7 * short)).toBe(known.filter(Number.isNaN).length);
      values.forEach((value, index) => {
        expect(Number.isFinite(value)).toBe(true);
        if (Number.isFinite(known[index])) expect(value).toBe(known[index]);
      });
    }), { seed: 1 });
  });
});

describe('periods', () => {
  test('the calendar\'s by the step', () => {
    expect(calendarCycle(HOUR, 700)).toEqual({ short: 24, long: 168 });
    expect(calendarCycle(HOUR, 100)).toEqual({ short: 24, long: 0 });
    expect(calendarCycle(HOUR, 30)).toEqual({ short: 1, long: 0 });
    expect(calendarCycle(1800, 700)).toEqual({ short: 48, long: 336 });
    expect(calendarCycle(DAY, 700)).toEqual({ short: 7, long: 0 });
    expect(calendarCycle(1, 700)).toEqual({ short: 1, long: 0 });
  });

  test.each([[23, true], [17, true], [24, false], [48, false], [12, false]])('hours that come round each %i: its own %s', (period, own) => {
    const random = noise(2);
    const found = cycleOf(of(900, (hour) => wave(hour, period) + 5 * random()), HOUR);
    expect(found.own).toBe(own);
    expect(found.cycle).toEqual(own ? { short: period, long: 0 } : { short: 24, long: 168 });
  });

  test('noise, a walk and a line come round by nothing', () => {
    const random = noise(3);
    let level = 0;
    for (const values of [of(700, random), of(700, () => (level += random())), of(700, (index) => index)]) {
      expect(cycleOf(values, 1)).toEqual({ cycle: { short: 1, long: 0 }, own: false });
      expect(periodsOf(values, { short: 24, long: 168 }, HOUR).reduce((sum, { share }) => sum + share, 0)).toBeLessThan(0.2);
    }
  });

  test('autocorrelation of a wave: 1 after a period, -1 after half of one', () => {
    const found = autocorrelations(of(2400, (hour) => wave(hour)), 24);
    expect(found[0]).toBeCloseTo(1, 9);
    expect(found[12]).toBeCloseTo(-1, 2);
    expect(found[24]).toBeCloseTo(1, 2);
  });
});

describe('all of it together', () => {
  test('long after a shift, what was before is left; soon after it, it is kept', () => {
    const shifted = (at: number): number | undefined => prepare(regular(1300, HOUR, (hour) => wave(hour) * (hour < at ? 1 : 3)), { horizon: DAY }, UTC)?.values.length;
    expect(shifted(500)).toBeLessThan(830);
    expect(shifted(500)).toBeGreaterThan(770);
    expect(shifted(1000)).toBe(1300);
  });

  test('values are in a unit of their own, a power of two; what is known is told', () => {
    const found = prepare(regular(100, HOUR, (hour) => (hour < 40 ? Number.NaN : -5000 - hour)), { horizon: DAY }, UTC);
    expect(found).toMatchObject({ unit: 4096, known: 60, missing: 0, positive: false, next: START + 100 * HOUR, behind: 0 });
    expect(found?.values[0]).toBe(-5040 / 4096);
    expect(prepare(regular(100, HOUR, (hour) => (hour >= 90 ? Number.NaN : hour)), { horizon: DAY }, UTC)).toMatchObject({ known: 90, behind: 10, next: START + 100 * HOUR });
  });
});

describe('level shifts', () => {
  test('one is found where it is; a trend and a week are none', () => {
    const random = noise(4);
    expect(findShift(of(700, (hour) => wave(hour) * (hour < 400 ? 1 : 2) + random()), { short: 24, long: 168 })?.at).toBeGreaterThan(385);
    expect(findShift(of(700, (hour) => wave(hour) * (hour < 400 ? 1 : 2) + random()), { short: 24, long: 168 })?.at).toBeLessThan(415);
    expect(findShift(of(700, (hour) => wave(hour) + hour / 3 + random()), { short: 24, long: 168 })).toBeUndefined();
    expect(findShift(of(700, (hour) => wave(hour) * (hour % 168 < 120 ? 1 : 0.5) + random()), { short: 24, long: 168 })).toBeUndefined();
    expect(findShift(of(20, (hour) => (hour < 10 ? 1 : 2)), { short: 24, long: 168 })).toBeUndefined();
  });
});
