import { describe, expect, test } from 'vitest';
import { membersFor } from '../../../../src/analysis/forecast/members/catalog.ts';
import { Origin } from '../../../../src/analysis/forecast/origin.ts';
import { medianProfile, weightedProfile } from '../../../../src/analysis/forecast/profile.ts';
import { weekEffect } from '../../../../src/analysis/forecast/week-effect.ts';
import { noise, wave } from '../generators.ts';

const weekly = (hour: number): number => wave(hour) * (hour % 168 < 120 ? 1 : 0.5);
const hours = (count: number, value: (hour: number) => number): Float64Array => Float64Array.from({ length: count }, (_, hour) => value(hour));

describe('members', () => {
  test('each tells a plain day without noise within 10 %, but for those that know no day', () => {
    const origin = new Origin(hours(700, (hour) => wave(hour)), { short: 24, long: 168 });
    const errors = new Map(membersFor('full').map((member) => [member.name, member.forecast(origin, 48)?.reduce((sum, value, step) => sum + Math.abs(value - wave(700 + step)), 0) ?? Number.NaN]));
    expect(errors.size).toBe(membersFor('full').length);
    for (const [name, error] of errors) if (!/^recent median|^exponential|^year/.test(name)) expect(error / 48 / 100, name).toBeLessThan(0.1);
  });

  test('what is too short is told by fewer, by none with a number that is none', () => {
    for (const count of [1, 5, 24, 40, 100, 200]) {
      const origin = new Origin(hours(count, weekly), { short: 24, long: count > 168 ? 168 : 0 });
      for (const member of membersFor('full')) {
        const told = member.forecast(origin, 30);
        expect(told === undefined || (told.length === 30 && told.every(Number.isFinite)), `${member.name} of ${count}`).toBe(true);
      }
    }
  });

  test('the year before is told of days alone', () => {
    const years = membersFor('full').filter(({ name }) => name.startsWith('year'));
    const days = hours(800, (day) => 100 + 50 * Math.sin((day / 364) * 2 * Math.PI));
    for (const member of years) {
      member.forecast(new Origin(days, { short: 7, long: 0 }), 14)?.forEach((value, step) => expect(value / (100 + 50 * Math.sin(((800 + step) / 364) * 2 * Math.PI))).toBeCloseTo(1, 1));
      expect(member.forecast(new Origin(days, { short: 24, long: 168 }), 14)).toBeUndefined();
    }
    expect(years).toHaveLength(2);
    // Twice as much since the last year's start: so it goes on.
    const doubled = hours(800, (day) => (day < 500 ? 100 : 200));
    for (const member of years) member.forecast(new Origin(doubled, { short: 7, long: 0 }), 14)?.forEach((value) => expect(value).toBeCloseTo(200, 6));
  });
});

test('double-seasonal smoothing fits itself: a level that moves is followed', () => {
  const random = noise(2);
  let level = 100;
  const moving = hours(700, (hour) => (level += 2 * random()) + wave(hour) / 5);
  const told = membersFor('full').find(({ name }) => name.startsWith('double-seasonal'))?.forecast(new Origin(moving, { short: 24, long: 168 }), 3);
  told?.forEach((value, step) => expect(Math.abs(value - level - wave(700 + step) / 5)).toBeLessThan(7));
  expect(told).toHaveLength(3);
});

describe('profiles', () => {
  test('by hand: what comes next is first, later periods weigh more', () => {
    expect([...weightedProfile(Float64Array.of(9, 1, 2, 3, 4), 2, 0.5)]).toEqual([(3 + 0.5) / 1.5, (4 + 0.5 * 2 + 0.25 * 9) / 1.75]);
    const { shape, levels } = medianProfile(Float64Array.of(1, 3, 11, 13, 20, 26), 2, 3);
    expect(levels).toEqual([23, 12, 2]);
    expect([...shape]).toEqual([-1, 1]);
  });

  test('the week takes what days differ by, and nothing of noise', () => {
    const random = noise(1);
    const effect = weekEffect(hours(168 * 6, weekly), { short: 24, long: 168 });
    const range = (values: Float64Array): number => Math.max(...values) - Math.min(...values);
    expect(range(effect)).toBeGreaterThan(40);
    expect(range(weekEffect(hours(168 * 6, (hour) => wave(hour) + random()), { short: 24, long: 168 }))).toBeLessThan(1);
    const { values, back } = new Origin(hours(168 * 6, weekly), { short: 24, long: 168 }).view('raw', 'week');
    const days = [0, 1, 2, 3, 4, 5, 6].map((day) => back(values.slice(-168)).subarray(24 * day, 24 * day + 24).reduce((sum, value) => sum + value / 24, 0));
    expect((days[5] ?? 0) / (days[0] ?? 1)).toBeCloseTo(0.5, 1);
    expect(range(Float64Array.from([0, 1, 2, 3, 4, 5, 6], (day) => values.slice(-168).subarray(24 * day, 24 * day + 24).reduce((sum, value) => sum + value / 24, 0)))).toBeLessThan(15);
    // A drift through the weeks is none of a day's doing.
    expect(range(weekEffect(hours(168 * 6, (hour) => wave(hour) + hour), { short: 24, long: 168 }))).toBeLessThan(30);
    expect(range(weekEffect(hours(200, weekly), { short: 24, long: 168 }))).toBe(0);
  });
});
