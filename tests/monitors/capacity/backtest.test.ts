import { describe, expect, test } from 'vitest';
import { openCatalogue } from '../../../src/collectors/prices/catalogue.ts';
import { seededRandom } from '../../../src/analysis/seeded-random.ts';
import { type CapacityBacktest, capacityBacktest } from '../../../src/monitors/capacity/backtest.ts';
import type { ServiceHistory } from '../../../src/monitors/capacity/service-history.ts';
import { GIB, heavier } from './heavier.ts';

async function backtestOf(history: ServiceHistory): Promise<CapacityBacktest> {
  const instance = (await openCatalogue()).find('c6i.large');
  return capacityBacktest(history, { days: 3, confidence: 0.95, margin: 0, holidays: undefined, clock: undefined, instance, sizing: {}, schedule: { hold: 7200 }, random: seededRandom(1) });
}

describe('plans of the past', () => {
  test('have the idle memory in each instance, and so has what they are judged by', async () => {
    // 3 of 4 GiB are idle; six times the CPU takes some instances, whose memory that grows with requests holds with ease.
    const [light, heavy] = [await backtestOf(heavier(0, 6)), await backtestOf(heavier(2.7 * GIB, 6))];
    for (const { ways } of [light, heavy]) for (const { waste } of ways) expect(waste.flatMap(({ short }) => short).filter(({ resource }) => resource === 'memoryBytes')).toEqual([]);
    expect(light.ways[0]?.instanceHours).toBeGreaterThan(2 * (light.ways[0]?.hours ?? Number.NaN));
    // CPU decides in both: memory by itself asks for no more.
    expect(heavy.ways.map(({ instanceHours }) => instanceHours)).toEqual(light.ways.map(({ instanceHours }) => instanceHours));
  });

  test('on a type that is too small for one that does nothing are refused with what lacks', async () => {
    await expect(backtestOf(heavier(4 * GIB))).rejects.toThrow('c6i.large has too little memory');
  });
});
