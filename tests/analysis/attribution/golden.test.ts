import { describe, expect, test } from 'vitest';
import { playOnline } from '../../../bench/attribution/online.ts';
import { recordedRuns } from '../../../bench/attribution/recorded.ts';
import { judge } from '../../../bench/attribution/score.ts';
import { attribute } from '../../../src/analysis/attribution/attribute.ts';
import { generator } from './simulate.ts';

/** Mean, by CPU and worst error in %: what each recorded run must stay below. The host of the last three was contended. */
const BOUNDS: Readonly<Record<string, readonly [mean: number, weighted: number, worst: number]>> = {
  low: [3.5, 2.5, 15], 'high-d66': [4, 3, 15], 'hi75-d66': [10, 7, 40], 'rust-d66': [10, 7, 55], four: [12, 9, 25], journeys: [12, 9, 30], twelve: [12, 9, 35],
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

  test('online it is nearly as good', () => {
    const low = runs.find(({ name }) => name === 'low');
    const score = low === undefined ? undefined : judge(low, playOnline(low, generator()).costs);
    expect(score?.weighted).toBeLessThan(4);
    expect(score?.worst).toBeLessThan(15);
  });
});
