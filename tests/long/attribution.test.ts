import { describe, expect, test } from 'vitest';
import { recordedRuns } from '../../bench/attribution/recorded.ts';
import { judge } from '../../bench/attribution/score.ts';
import { attribute } from '../../src/analysis/attribution/attribute.ts';
import { generator, simulate } from '../analysis/attribution/simulate.ts';

describe('more endpoints than can be told apart', () => {
  test('of those only the sum is told', () => {
    const [common, rare] = [Array.from({ length: 5 }, () => ({ rate: 3, before: 4, after: 0, wait: 3 })), Array.from({ length: 110 }, () => ({ rate: 0.1, before: 1, after: 0, wait: 3 }))];
    const run = simulate({ endpoints: [...common, ...rare], processes: 1, seconds: 40 });
    const { costs } = attribute(run.input, generator(), { draws: 5, clockOffset: 0 });
    const pooled = costs.filter(({ group }) => group.length > 5);
    expect(pooled.length).toBeGreaterThan(5);
    for (const { identifiable, group, low, high, endpoint } of pooled) {
      expect(identifiable).toBe(false);
      expect(group).toContain(endpoint);
      expect(low).toBe(0);
      expect(high).toBeGreaterThan(run.truth[endpoint] ?? 0);
    }
    expect(costs.length).toBe(run.truth.filter((cost) => cost > 0).length);
  });
});

/** Mean, by CPU and worst error in %: what each recorded run must stay below. The host of the last three was contended. */
const BOUNDS: Readonly<Record<string, readonly [mean: number, weighted: number, worst: number]>> = {
  low: [3.5, 2.5, 15], 'high-d66': [4, 3, 15], 'hi75-d66': [10, 7, 40], 'rust-d66': [10, 7, 40], four: [12, 9, 25], journeys: [12, 9, 30], twelve: [12, 9, 35],
};

const runs = [...recordedRuns()].filter(({ name }) => name in BOUNDS);

describe.skipIf(runs.length === 0)('recorded runs with known costs (../shared/data/groundtruth)', () => {
  let [held, of] = [0, 0];

  test.each(runs.map((run) => [run.name, run] as const))('%s', (name, run) => {
    const told = attribute(run.input, generator());
    const score = judge(run, told.costs);
    const [mean, weighted, worst] = BOUNDS[name] ?? [0, 0, 0];
    expect(score?.mean).toBeLessThan(mean);
    expect(score?.weighted).toBeLessThan(weighted);
    expect(score?.worst).toBeLessThan(worst);
    expect(told.clockOffset).toBe(0);
    held += score?.held ?? 0;
    of += score?.of ?? 0;
  });

  test('90 % intervals hold the truth', () => {
    expect(held / of).toBeGreaterThan(0.85);
  });
});
