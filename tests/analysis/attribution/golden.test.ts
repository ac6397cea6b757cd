import { describe, expect, test } from 'vitest';
import { playOnline } from '../../../bench/attribution/online.ts';
import { recordedRuns } from '../../../bench/attribution/recorded.ts';
import { judge } from '../../../bench/attribution/score.ts';
import { attribute } from '../../../src/analysis/attribution/attribute.ts';
import { generator } from './simulate.ts';

const low = [...recordedRuns()].find(({ name }) => name === 'low');

/** All recorded runs are in tests/long/attribution.test.ts. */
describe.skipIf(low === undefined)('a recorded run with known costs (../shared/data/groundtruth)', () => {
  test('from the whole run', () => {
    const told = low === undefined ? undefined : attribute(low.input, generator());
    const score = low === undefined ? undefined : judge(low, told?.costs ?? []);
    expect(told?.clockOffset).toBe(0);
    expect(score?.mean).toBeLessThan(3.5);
    expect(score?.weighted).toBeLessThan(2.5);
    expect(score?.worst).toBeLessThan(15);
  });

  test('online it is nearly as good', () => {
    const score = low === undefined ? undefined : judge(low, playOnline(low, generator()).costs);
    expect(score?.weighted).toBeLessThan(4);
    expect(score?.worst).toBeLessThan(15);
  });
});
