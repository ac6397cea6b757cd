import { describe, expect, test } from 'vitest';
import { resourceOutlook } from '../../../src/analysis/capacity/peak.ts';
import { resourceModel } from '../../../src/analysis/capacity/resource-model.ts';
import { seededRandom } from '../../../src/analysis/seeded-random.ts';

const DAYS = 21;
const wave = (hour: number): number => 10 + 5 * Math.sin((hour / 24) * 2 * Math.PI);
const load = Float64Array.from({ length: DAYS * 24 }, (_, hour) => wave(hour));

describe('what a resource takes beside load', () => {
  test('a part that is always there, and a part for each unit', () => {
    const random = seededRandom(1);
    const model = resourceModel(load, load.map((value) => 2 + 0.3 * value + 0.1 * (random() - 0.5)), 24, seededRandom(2));
    expect(model?.base).toBeCloseTo(2, 1);
    expect(model?.slope).toBeCloseTo(0.3, 2);
    expect(model?.told).toBeGreaterThan(0.99);
    // The true line lies among the other samples' lines.
    const slopes = (model?.draws ?? []).map(({ slope }) => slope).sort((one, other) => one - other);
    expect(slopes[0]).toBeLessThan(0.302);
    expect(slopes.at(-1)).toBeGreaterThan(0.298);
  });

  test.each([
    ['what does not go with load is all base', load.map((_, hour) => (hour % 7 === 0 ? 4.1 : 4)), { slope: 0 }],
    ['what falls with load takes none of it', load.map((value) => 20 - value), { slope: 0 }],
    ['nothing is ever below nothing', load.map((value) => Math.max(0, value - 8)), { base: 0 }],
    ['always the same load tells nothing', load.map(() => 5), { slope: 0, base: 5 }],
  ])('%s', (_what, values, expected) => {
    const model = resourceModel(load, values, 24, seededRandom(1));
    if ('slope' in expected) expect(model?.slope).toBeCloseTo(expected.slope, 2);
    if ('base' in expected) expect(model?.base).toBeCloseTo(expected.base, 6);
    expect(model?.base).toBeGreaterThanOrEqual(0);
  });

  test('unknown steps are left out; of too few nothing is told', () => {
    const values = load.map((value, hour) => (hour % 3 === 0 ? Number.NaN : 1 + value));
    expect(resourceModel(load, values, 24, seededRandom(1))?.slope).toBeCloseTo(1, 6);
    expect(resourceModel(load.subarray(0, 7), load.subarray(0, 7), 24, seededRandom(1))).toBeUndefined();
  });
});

describe('what a resource will take', () => {
  const paths = Array.from({ length: 200 }, (_, way) => Float64Array.from({ length: 48 }, (__, hour) => wave(hour) * (0.9 + way / 1000)));

  test('is load by the line, and what was left of past days at the same time of day', () => {
    // Backups at 3 o'clock take 6 more.
    const values = load.map((value, hour) => 1 + 0.5 * value + (hour % 24 === 3 ? 6 : 0));
    const model = resourceModel(load, values, 24, seededRandom(1));
    if (model === undefined) throw new Error('no model');
    const { need, median, peak } = resourceOutlook(model, paths, { confidence: 0.95, block: 24, phase: load.length, random: seededRandom(3) });
    expect(peak.step % 24).toBe(3);
    for (let hour = 0; hour < 48; hour += 1) {
      expect(need[hour]).toBeGreaterThanOrEqual(median[hour] ?? Number.NaN);
      expect(Math.abs((median[hour] ?? 0) / (1 + 0.5 * wave(hour) + (hour % 24 === 3 ? 6 : 0)) - 1)).toBeLessThan(0.1);
    }
    expect(peak.bound).toBeGreaterThanOrEqual(peak.median);
  });

  test('goes by itself without a model, and is never below zero or unknown', () => {
    const plain = { base: 0, slope: 1, rest: new Float64Array(0), told: 1, draws: [] };
    const { need, peak } = resourceOutlook(plain, paths.map((path) => path.map((value) => value - 12)), { confidence: 0.5, block: 24, phase: 0, random: seededRandom(1) });
    expect(need.every((value) => value >= 0)).toBe(true);
    expect(peak.median).toBeCloseTo(3, 0);
    expect(resourceOutlook(plain, [], { confidence: 0.9, block: 24, phase: 0, random: seededRandom(1) }).need).toHaveLength(0);
  });
});
