import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ceilingOf } from '../../../src/analysis/forecast/ceiling.ts';
import { forecast } from '../../../src/analysis/forecast/index.ts';
import { pastPeaks, peakBelow } from '../../../src/analysis/forecast/past-peaks.ts';
import { DAY, HOUR, noise, regular, seeded, wave } from './generators.ts';

const of = (count: number, value: (index: number) => number): Float64Array => Float64Array.from({ length: count }, (_, index) => value(index));

/** Bursts at any time, cut off at a limit. */
function saturating(seed: number, limit: number): (hour: number) => number {
  const random = seeded(seed);
  let burst = 0;
  return () => {
    burst = random() < 0.1 ? 100 * random() : 0.8 * burst;
    return Math.min(limit, 5 + burst) * (1 - 0.01 * random());
  };
}

describe('a ceiling', () => {
  test('is where values come up to again and again, and stand', () => {
    const found = ceilingOf(of(1000, saturating(1, 40)));
    expect(found).toBeGreaterThanOrEqual(39.5);
    expect(found).toBeLessThan(42);
  });

  test('is none of noise, of a wave with noise, of what grows, of one plateau, or of what stands still', () => {
    const random = noise(2);
    expect(ceilingOf(of(1000, () => 100 + 10 * random()))).toBeUndefined();
    expect(ceilingOf(of(1000, (hour) => wave(hour) + 5 * random()))).toBeUndefined();
    expect(ceilingOf(of(1000, (hour) => Math.min(40, hour / 20) + hour / 100))).toBeUndefined();
    expect(ceilingOf(of(1000, (hour) => (hour > 900 ? 100 : random())))).toBeUndefined();
    expect([ceilingOf(of(100, () => 7)), ceilingOf(new Float64Array(0)), ceilingOf(of(5, () => Number.NaN))]).toEqual([undefined, undefined, undefined]);
  });

  test('is none of memory that stands still, nor of counts of a few', () => {
    const random = noise(6);
    expect(ceilingOf(of(1000, () => 4e9 + 1e6 * random()))).toBeUndefined();
    const few = seeded(7);
    expect(ceilingOf(of(1000, () => Math.floor(few() * 3)))).toBeUndefined();
  });

  test('is not told beyond, by no quantile, path or peak, and it is said', () => {
    const told = forecast(regular(1000, HOUR, saturating(3, 40)), { horizon: 7 * DAY });
    expect(told.notes.join(' ')).toContain('taken for a limit');
    for (const [step, { high }] of told.points.entries()) {
      expect(high).toBeLessThan(42);
      expect(told.quantile(step, 0.9999)).toBeLessThan(42);
    }
    expect(Math.max(...told.paths(50, seeded(4)).flatMap((path) => [...path]))).toBeLessThan(42);
    const freely = forecast(regular(1000, HOUR, saturating(3, 1000)), { horizon: 7 * DAY });
    expect(freely.peak(0.95)).toBeGreaterThan(60);
  });
});

test('what it cannot exceed is no matter of the past: nothing is told beyond, exactly', () => {
  const random = noise(9);
  const busy = regular(1000, HOUR, (hour) => Math.min(100, Math.max(0, 75 + 30 * Math.sin((hour / 24) * 2 * Math.PI) + 4 * random())));
  const told = forecast(busy, { horizon: 7 * DAY, most: 100 });
  expect(Math.max(...told.points.map(({ high }) => high))).toBe(100);
  expect([told.limit, told.peak(0.999)]).toEqual([100, 100]);
  // One that is exceeded is none.
  expect(forecast(regular(500, HOUR, (hour) => wave(hour) + 5 * random()), { horizon: DAY, most: 100 }).limit).toBe(Number.POSITIVE_INFINITY);
});

describe('peaks of the past', () => {
  const week = 168;

  test('what a stretch came up to, in the middle and at most', () => {
    const past = pastPeaks(of(8 * week, (hour) => (hour % week === 50 ? 100 + 10 * Math.floor(hour / week) : 5)), week);
    expect(past?.top).toBe(170);
    // The latest count most: nearer to 170 than to 100.
    expect(Math.exp(past?.middle ?? 0)).toBeGreaterThan(140);
    expect(Math.exp(past?.middle ?? 0)).toBeLessThan(170);
  });

  test('none of less than two stretches, of what is below zero, or of nothing', () => {
    expect([pastPeaks(of(2 * week - 1, () => 1), week), pastPeaks(of(3 * week, (hour) => hour - 5), week), pastPeaks(of(3 * week, () => 0), week), pastPeaks(of(3 * week, () => Number.NaN), week)]).toEqual([undefined, undefined, undefined, undefined]);
  });

  test('with them a peak is between what ways tell and what was; what has left its level behind is told by the ways', () => {
    const past = pastPeaks(of(8 * week, (hour) => (hour % week === 50 ? 100 + (hour % 7) : 5)), week);
    const ways = (spread: number, median = 100) => (q: number): number => median * Math.exp(spread * (q - 0.5));
    expect(peakBelow(0.95, ways(4), past)).toBeLessThan(ways(4)(0.95) * 0.6);
    expect(peakBelow(0.95, ways(4), past)).toBeGreaterThan(100);
    expect(peakBelow(0.95, ways(0.01), past)).toBeGreaterThan(ways(0.01)(0.95));
    expect(peakBelow(0.5, ways(0.1, 300), past)).toBe(300);
    expect(peakBelow(0.95, ways(4), undefined)).toBe(ways(4)(0.95));
    expect(peakBelow(0.95, () => Number.NaN, past)).toBeNaN();
  });

  test('a stretch shorter than what comes round is looked back at one period apart', () => {
    // Mornings are low and evenings high: what comes is a morning.
    const past = pastPeaks(of(8 * 24, (hour) => (hour % 24 < 12 ? 10 + (hour % 5) : 100)), 6, { period: 24 });
    expect(past?.top).toBe(14);
    expect(pastPeaks(of(8 * 24, (hour) => (hour % 24 < 12 ? 10 : 100)), 6, { period: 24, behind: 12 })?.top).toBe(100);
    const told = forecast(regular(21 * 24, HOUR, (hour) => wave(hour)), { horizon: 6 * HOUR, step: HOUR });
    expect(Math.abs(told.peak(0.5) / Math.max(...told.points.map(({ mean }) => mean)) - 1)).toBeLessThan(0.03);
  });

  test('after the level has shifted the peaks of before are of another level', () => {
    const random = noise(10);
    const halved = forecast(regular(60 * 24, HOUR, (hour) => (wave(hour) + 2 * random()) * (hour < 39 * 24 ? 2 : 1)), { horizon: 7 * DAY });
    expect(halved.peak(0.5)).toBeLessThan(165);
    expect(halved.peak(0.95)).toBeLessThan(180);
  });

  test('no peak is below what a single step may be', () => {
    const random = seeded(11);
    for (let seed = 0; seed < 30; seed += 1) {
      const told = forecast(regular(100 + Math.floor(600 * random()), HOUR, (hour) => 50 + 40 * random() * Math.sin(hour / 5) + (random() < 0.05 ? 300 * random() : 0)), { horizon: (1 + Math.floor(200 * random())) * HOUR, step: HOUR, effort: 'fast' });
      for (const q of [0.5, 0.9, 0.99]) for (let step = 0; step < told.points.length; step += 1) expect(told.peak(q)).toBeGreaterThanOrEqual(Math.min(told.limit, told.quantile(step, q)) - 1e-9);
    }
  });

  test('a growing series has its highest at its end, not where it was', () => {
    const told = forecast(regular(900, HOUR, (hour) => 100 + hour), { horizon: 7 * DAY });
    expect(told.peak(0.5)).toBeGreaterThan(1050);
  });

  test('any values: a peak rises with the probability and is a number where the ways are', () => {
    fc.assert(fc.property(fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), { minLength: 4, maxLength: 60 }), fc.integer({ min: 1, max: 10 }), fc.double({ min: 0.01, max: 1e6, noNaN: true }), (values, steps, median) => {
      const past = pastPeaks(Float64Array.from(values), steps);
      const peaks = [0.05, 0.5, 0.8, 0.95, 0.999].map((q) => peakBelow(q, (share) => median * (0.5 + share), past));
      expect(peaks.every(Number.isFinite)).toBe(true);
      expect(peaks.toSorted((left, right) => left - right)).toEqual(peaks);
    }));
  });
});
