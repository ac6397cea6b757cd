import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bendOf } from '../../../src/analysis/scaling/bend.ts';

/** Numbers in [0, 1) that are the same each time (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
const gauss = (random: () => number): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

const curve = (random: () => number, count: number, y: (x: number) => number, noise: number): [number[], number[]] => {
  const xs = Array.from({ length: count }, () => random() * 10);
  return [xs, xs.map((x) => y(x) + noise * gauss(random))];
};

describe('where response times bend', () => {
  test.each([[24, 0.05], [60, 0.02], [240, 0.1]])('of 1500 straight lines of %i points, noise %f, none or one bends', (count, noise) => {
    const random = seeded(count);
    let found = 0;
    for (let run = 0; run < 1500; run += 1) if (bendOf(...curve(random, count, (x) => 0.05 + 0.01 * x, noise)) !== undefined) found += 1;
    expect(found).toBeLessThanOrEqual(1);
  });

  test.each([[60, 0.02], [240, 0.03]])('hockey sticks of %i points, noise %f, are found, and where they bend', (count, noise) => {
    const random = seeded(count + 1);
    let found = 0;
    let near = 0;
    for (let run = 0; run < 100; run += 1) {
      const at = 3 + random() * 4;
      const bend = bendOf(...curve(random, count, (x) => 0.05 + 0.005 * x + 0.05 * Math.max(0, x - at), noise));
      if (bend === undefined) continue;
      found += 1;
      if (Math.abs(bend.at - at) < 1) near += 1;
      expect(bend.after).toBeGreaterThan(bend.before);
    }
    expect(found).toBeGreaterThanOrEqual(98);
    expect(near).toBeGreaterThanOrEqual(85);
  });

  test('one without any noise is found', () => {
    const xs = Array.from({ length: 40 }, (_, index) => index);
    expect(bendOf(xs, xs.map((x) => Math.max(0, x - 20)))).toMatchObject({ before: expect.closeTo(0, 6), after: expect.closeTo(1, 6) });
  });

  test('bug: a curve that falls less steeply is none that bends upwards', () => {
    const xs = Array.from({ length: 60 }, (_, index) => index);
    expect(bendOf(xs, xs.map((x) => 100 - x + 0.9 * Math.max(0, x - 30)))).toBeUndefined();
    expect(bendOf(xs, xs.map((x) => x - 0.9 * Math.max(0, x - 30)))).toBeUndefined();
  });

  test('too few points, and points at one place, tell nothing', () => {
    expect(bendOf([1, 2, 3], [1, 2, 9])).toBeUndefined();
    expect(bendOf(Array.from({ length: 50 }, () => 3), Array.from({ length: 50 }, (_, index) => index))).toBeUndefined();
    expect(bendOf(Array.from({ length: 50 }, () => Number.NaN), Array.from({ length: 50 }, () => 1))).toBeUndefined();
  });

  test('whatever comes, it ends with a bend of finite figures or none', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.double(), fc.double()), { maxLength: 60 }), (pairs) => {
      const bend = bendOf(pairs.map(([x]) => x), pairs.map(([, y]) => y));
      if (bend !== undefined) expect(Number.isFinite(bend.at)).toBe(true);
    }));
  });
});
