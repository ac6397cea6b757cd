import { describe, expect, test } from 'vitest';
import { resourceOutlook } from '../../../src/analysis/capacity/peak.ts';
import { pastPeaks } from '../../../src/analysis/forecast/past-peaks.ts';
import { seededRandom } from '../../../src/analysis/seeded-random.ts';

const STEPS = 168;
const AS_IT_IS = { base: 0, slope: 1, rest: new Float64Array(0), told: 1, draws: [] } as const;

/** Ways with a calm level, some noise, and bursts at any hour, so many a week on average. */
function ways(count: number, bursts: number, random: () => number): Float64Array[] {
  return Array.from({ length: count }, () => Float64Array.from({ length: STEPS }, () => 10 + random() + (random() < bursts / STEPS ? 20 + 5 * random() : 0)));
}

const share = (all: readonly Float64Array[], bound: Float64Array): number => all.filter((way) => way.every((value, step) => value <= (bound[step] ?? 0) + 1e-9)).length / all.length;

describe('what a resource will take', () => {
  const random = seededRandom(5);
  const all = ways(400, 1, random);
  const outlook = resourceOutlook(AS_IT_IS, all, { confidence: 0.95, block: 24, phase: 0, random });

  test('each step by itself, and all of them together: bursts at any hour are seen by the second alone', () => {
    expect(Math.max(...outlook.need)).toBeLessThan(12);
    expect(outlook.throughout.filter((value) => value > 20).length).toBeGreaterThan(160);
    expect(share(all, outlook.need)).toBeLessThan(0.5);
    expect(share(all, outlook.throughout)).toBeGreaterThanOrEqual(0.95);
    // Ways that nobody looked at.
    expect(share(ways(400, 1, random), outlook.throughout)).toBeGreaterThan(0.9);
  });

  test('the parts lie in their order', () => {
    outlook.median.forEach((median, step) => {
      const [low, lower, upper, need, throughout] = [outlook.low[step] ?? 0, outlook.half[0][step] ?? 0, outlook.half[1][step] ?? 0, outlook.need[step] ?? 0, outlook.throughout[step] ?? 0];
      expect([low, lower, median, upper, need, throughout].toSorted((one, other) => one - other)).toEqual([low, lower, median, upper, need, throughout]);
      expect(throughout).toBeLessThanOrEqual(Math.max(need, outlook.peak.bound * 1.1));
    });
  });

  test('where each way is as the other nothing is wider together than alone', () => {
    const wave = Float64Array.from({ length: STEPS }, (_, hour) => 10 + 5 * Math.sin((hour / 24) * 2 * Math.PI));
    const same = resourceOutlook(AS_IT_IS, Array.from({ length: 50 }, () => wave), { confidence: 0.95, block: 24, phase: 0, random });
    expect([...same.throughout]).toEqual([...wave]);
    expect(same.peak).toMatchObject({ median: 15, bound: 15, step: 6 });
  });

  test('bursts over a level that never moves are seen by all steps together, as those over noise are', () => {
    const idle = all.map((way) => way.map((value) => (value > 20 ? value : 0)));
    const seen = resourceOutlook(AS_IT_IS, idle, { confidence: 0.95, block: 24, phase: 0, random });
    expect(Math.max(...seen.need)).toBe(0);
    expect(share(idle, seen.throughout)).toBeGreaterThanOrEqual(0.95);
  });

  test('peaks that were are a part of what is said of the highest', () => {
    const past = pastPeaks(Float64Array.from({ length: 8 * STEPS }, (_, hour) => (hour % STEPS === 7 ? 30 + 6 * (Math.floor(hour / STEPS) % 3) : 10)), STEPS);
    const { peak } = resourceOutlook(AS_IT_IS, all, { confidence: 0.95, block: 24, phase: 0, past, random });
    expect(peak.bound).toBeGreaterThan(outlook.peak.bound);
  });
});
