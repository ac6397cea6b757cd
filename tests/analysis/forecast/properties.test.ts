import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Forecast, forecast, type Series } from '../../../src/analysis/forecast/index.ts';
import { DAY, HOUR, regular, seeded } from './generators.ts';

const anything = fc.oneof({ weight: 8, arbitrary: fc.double({ min: -1e6, max: 1e6, noNaN: true }) }, fc.double(), fc.constantFrom(0, Number.NaN, 1e150, -1e150, 5e-324, Number.POSITIVE_INFINITY));
const ill: fc.Arbitrary<Series> = fc.array(fc.tuple(fc.oneof({ weight: 6, arbitrary: fc.integer({ min: 0, max: 400_000 }) }, fc.double()), anything), { maxLength: 90 })
  .map((rows) => ({ times: Float64Array.from(rows, ([time]) => time), values: Float64Array.from(rows, ([, value]) => value) }));
/** Long enough for all members: made of a few numbers, for a case takes some milliseconds. */
const long: fc.Arbitrary<Series> = fc.record({
  count: fc.integer({ min: 60, max: 420 }), seed: fc.nat(), level: fc.integer({ min: -1000, max: 1000 }), swing: fc.integer({ min: 0, max: 1000 }),
  spread: fc.integer({ min: 0, max: 1000 }), holes: fc.double({ min: 0, max: 0.9, noNaN: true }), exponent: fc.integer({ min: -60, max: 60 }), whole: fc.boolean(),
}).map(({ count, seed, level, swing, spread, holes, exponent, whole }) => {
  const random = seeded(seed);
  return regular(count, HOUR, (hour) => {
    const value = level + swing * Math.sin(hour / 3.8) + spread * (random() - 0.5) ** 3;
    return random() < holes ? Number.NaN : (whole ? Math.round(value) : value) * 10 ** exponent;
  });
});

function sound({ points, withheld }: Forecast): void {
  expect(points.length > 0).toBe(withheld === undefined);
  for (const { time, low, mean, high } of points) {
    expect(Number.isFinite(time) && Number.isFinite(low) && Number.isFinite(high)).toBe(true);
    expect(low <= mean && mean <= high).toBe(true);
  }
}

describe('any series', () => {
  test('ill ones: every point is a number between its bounds', () => {
    fc.assert(fc.property(ill, fc.integer({ min: 1, max: 20 * DAY }), (series, horizon) => sound(forecast(series, { horizon, effort: 'fast' }))), { seed: 1, numRuns: 300 });
  });

  test('long ones too, and the same series gives the same forecast', () => {
    fc.assert(fc.property(long, (series) => {
      const before = series.values.slice();
      const told = forecast(series, { horizon: DAY, effort: 'fast' });
      sound(told);
      expect(series.values).toEqual(before);
      expect(forecast(series, { horizon: DAY, effort: 'fast' }).points).toEqual(told.points);
    }), { seed: 1, numRuns: 40 });
  });

  test('in other units it is the same, to the last bit for powers of two', () => {
    fc.assert(fc.property(long, fc.integer({ min: -100, max: 100 }), (series, power) => {
      const factor = 2 ** power;
      const told = forecast({ times: series.times, values: series.values.map((value) => value * factor) }, { horizon: DAY, effort: 'fast' });
      expect(told.points).toEqual(forecast(series, { horizon: DAY, effort: 'fast' }).points.map(({ time, mean, low, high }) => ({ time, mean: mean * factor, low: low * factor, high: high * factor })));
    }), { seed: 1, numRuns: 25 });
  });

  test('later in time it is the same: a year of whole weeks on', () => {
    fc.assert(fc.property(long, (series) => {
      const later = forecast({ times: series.times.map((time) => time + 364 * DAY), values: series.values }, { horizon: DAY, effort: 'fast' });
      expect(later.points).toEqual(forecast(series, { horizon: DAY, effort: 'fast' }).points.map((point) => ({ ...point, time: point.time + 364 * DAY })));
    }), { seed: 1, numRuns: 10 });
  });
});

test('quantiles rise, the middle is the mean, and bounds are those of the confidence', () => {
  fc.assert(fc.property(long, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (series, confidence) => {
    const told = forecast(series, { horizon: DAY, confidence, effort: 'fast' });
    told.points.forEach(({ low, mean, high }, step) => {
      const values = [0, 0.01, 0.1, 0.3, 0.5, 0.6, 0.9, 0.99, 1].map((q) => told.quantile(step, q));
      expect(values).toEqual(values.toSorted((left, right) => left - right));
      expect(told.quantile(step, 0.5)).toBe(mean);
      expect([told.quantile(step, (1 - confidence) / 2), told.quantile(step, (1 + confidence) / 2)]).toEqual([low, high]);
    });
  }), { seed: 1, numRuns: 10 });
});
