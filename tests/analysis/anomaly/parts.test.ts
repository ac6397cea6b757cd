import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TopTwo } from '../../../src/analysis/anomaly/block-maxima.ts';
import { OrderedWindow } from '../../../src/analysis/anomaly/ordered-window.ts';
import { RecentRows } from '../../../src/analysis/anomaly/recent-rows.ts';
import { SeasonalProfile } from '../../../src/analysis/anomaly/seasonal-profile.ts';
import { SlidingSum } from '../../../src/analysis/anomaly/sliding-sum.ts';
import { STREAMS } from '../../../src/analysis/anomaly/streams.ts';

const values = fc.array(fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ min: -1e9, max: 1e9, noNaN: true })), { maxLength: 400 });

test('quantiles are those of the sorted window', () => {
  fc.assert(fc.property(values, fc.integer({ min: 64, max: 200 }), (list, width) => {
    const window = new OrderedWindow(width);
    list.forEach((value, index) => {
      window.push(value);
      const sorted = list.slice(Math.max(0, index + 1 - width), index + 1).sort((left, right) => left - right);
      for (const share of [0, 0.25, 0.5, 0.995, 1]) {
        expect(window.quantile(share) === sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]).toBe(true);
      }
    });
  }), { seed: 1 });
});

test('the two largest of the last values', () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 200 }), fc.integer({ min: 2, max: 60 }), (list, width) => {
    const top = new TopTwo(width);
    list.forEach((value, index) => {
      top.push(value);
      const [first = -1, second = first] = list.slice(Math.max(0, index + 1 - width), index + 1).sort((left, right) => right - left);
      expect([top.first, top.second, top.count]).toEqual([first, second, Math.min(index + 1, width)]);
    });
  }), { seed: 1 });
});

test('sums of the last values, also after a huge one', () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { maxLength: 200 }), fc.integer({ min: 1, max: 40 }), fc.nat(100), (list, width, huge) => {
    const sum = new SlidingSum(width);
    list.forEach((value, index) => {
      sum.add(index === huge ? 1e300 : value);
      if (huge <= index && index < huge + width) return;
      expect(sum.sum).toBe(list.slice(Math.max(0, index + 1 - width), index + 1).reduce((total, each) => total + each, 0));
    });
  }), { seed: 1 });
});

test('the median of the last five', () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 5, maxLength: 5 }), (list) => {
    const rows = new RecentRows();
    for (const value of list) rows.push(0, value, 0);
    expect(rows.medianOfFive() + 0).toBe(0 + ([...list].sort((left, right) => left - right)[2] ?? Number.NaN));
  }), { seed: 1, numRuns: 1000 });
});

test('what is usual at a time of day: nothing on the first day, later the means of days like this one', () => {
  const profile = new SeasonalProfile();
  const day = 86_400_000;
  // 1970-01-05 is a Monday; working days have 10, weekends 4.
  const value = (number: number): number => (number % 7 >= 5 ? 4 : 10);
  const usual = Array.from({ length: 28 }, (_, number) => profile.exchange((number + 4) * day, value(number), 100));
  expect(usual[0]).toBeNaN();
  expect(usual[1]).toBe(10);
  expect(usual[26]).toBeLessThan(6.5);
  expect(usual[22]).toBeGreaterThan(8.5);
  expect(profile.exchange(32 * day + 40_000_000, 1, 1)).toBeNaN();
});

test('each stream has a name of its own', () => {
  expect(new Set(STREAMS.map(({ name }) => name)).size).toBe(STREAMS.length);
});
