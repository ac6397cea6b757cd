import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Tallies, Tally } from '../../src/analysis/tally.ts';

interface Seen {
  readonly value: number;
  readonly seconds: number;
  readonly part: number;
}

const seen = fc.array(fc.record({ value: fc.integer({ min: -5, max: 12 }), seconds: fc.integer({ min: 1, max: 60 }), part: fc.integer({ min: 0, max: 3 }) }), { minLength: 1, maxLength: 120 });

function tallyOf(all: readonly Seen[], wanted: (one: Seen) => boolean): Tally {
  const tally = new Tally();
  all.forEach((one, time) => {
    if (wanted(one)) tally.add(one.value, one.seconds, time);
  });
  return tally;
}

const factsOf = ({ count, seconds, integral, least, most, mostAt, mean, sketch }: Tally): unknown => ({ count, seconds, integral, least, most, mostAt, mean, buckets: sketch.buckets() });

describe('a tally', () => {
  test('knows sums, extremes and when the most was', () => {
    fc.assert(fc.property(seen, (all) => {
      const tally = tallyOf(all, () => true);
      const values = all.map(({ value }) => value);
      expect([tally.count, tally.least, tally.most]).toEqual([all.length, Math.min(...values), Math.max(...values)]);
      expect(tally.mostAt).toBe(values.indexOf(Math.max(...values)));
      expect(tally.integral).toBe(all.reduce((sum, { value, seconds }) => sum + value * seconds, 0));
      expect(tally.mean).toBe(tally.integral / all.reduce((sum, { seconds }) => sum + seconds, 0));
      for (const q of [0, 0.5, 1]) {
        expect(tally.quantile(q)).toBeGreaterThanOrEqual(tally.least);
        expect(tally.quantile(q)).toBeLessThanOrEqual(tally.most);
      }
    }), { seed: 4, numRuns: 300 });
  });

  test('merged of any parts in any order it is that of the whole; of equal peaks the first counts', () => {
    fc.assert(fc.property(seen, fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }), (all, order) => {
      const merged = new Tally();
      for (const part of order) merged.merge(tallyOf(all, (one) => one.part === part));
      expect(factsOf(merged)).toEqual(factsOf(tallyOf(all, () => true)));
    }), { seed: 5, numRuns: 300 });
  });

  test('a value that is the mean of several samples counts for them', () => {
    const [one, many] = [new Tally(), new Tally()];
    one.add(5, 60, 1, 12);
    for (let sample = 0; sample < 12; sample += 1) many.add(5, 5, 1);
    expect(factsOf(one)).toEqual(factsOf(many));
  });

  test('of nothing there is no mean and no percentile', () => {
    expect([new Tally().mean, new Tally().quantile(0.5)]).toEqual([Number.NaN, Number.NaN]);
  });
});

test('tallies of entities merge by entity and field', () => {
  const [left, right] = [new Tallies(), new Tallies()];
  left.of('a', 'cpu').add(1, 1, 0);
  right.of('a', 'cpu').add(3, 1, 5);
  right.of('a', 'memory').add(2, 1, 0);
  right.of('b', 'cpu').add(9, 2, 0);
  left.merge(right);
  expect([...left.entities].map(([entity, fields]) => [entity, [...fields.keys()]])).toEqual([['a', ['cpu', 'memory']], ['b', ['cpu']]]);
  expect([left.of('a', 'cpu').integral, left.of('a', 'cpu').mostAt, left.of('b', 'cpu').integral]).toEqual([4, 5, 18]);
  // What was merged in is not shared.
  left.of('b', 'cpu').add(1, 1, 1);
  expect(right.of('b', 'cpu').count).toBe(1);
});
