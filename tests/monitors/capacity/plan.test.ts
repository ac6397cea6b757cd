import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../../src/analysis/seeded-random.ts';
import { instanceFor } from '../../../src/monitors/capacity/instance-wish.ts';
import { capacityOutlook } from '../../../src/monitors/capacity/outlook.ts';
import { AS_IT_IS } from '../../../src/monitors/capacity/scenario.ts';
import type { InstanceWish } from '../../../src/monitors/capacity/instance-wish.ts';
import { planOf } from '../../../src/monitors/capacity/plan.ts';
import type { ServiceHistory } from '../../../src/monitors/capacity/service-history.ts';
import { planWords } from '../../../src/monitors/capacity/words.ts';
import { GIB, heavier, history } from './heavier.ts';

const ANY: InstanceWish = { instance: undefined, region: undefined, connections: undefined };

const outlookOf = (of: ServiceHistory) => capacityOutlook(of, { days: 2, confidence: 0.95, margin: 0, scenario: AS_IT_IS, holidays: undefined, clock: undefined, random: seededRandom(1) });

describe('memory of an instance that does nothing', () => {
  // 2 vCPU, 4 GiB: 1.4 cores and 3.4 GiB of each are planned with.
  const wish = { ...ANY, instance: 'c6i.large' };

  test('is in each of several instances', async () => {
    const [light, heavy] = [outlookOf(heavier(0, 12)), outlookOf(heavier(2.5 * GIB, 12))];
    const [few, many] = [await planOf(light, wish), await planOf(heavy, wish)];
    // What work takes of memory is the same, and CPU asks for several either way.
    expect(few.peak).toBeGreaterThan(2);
    expect(many.peak).toBe(few.peak);
    // With 3 GiB and more idle little is left of each for what grows with requests.
    const full = await planOf(outlookOf(heavier(3.05 * GIB, 1)), wish);
    expect(full.peak).toBeGreaterThan((await planOf(outlookOf(heavier(0, 1)), wish)).peak);
    expect(full.lines.some(({ because }) => because === 'memoryBytes')).toBe(true);
    for (const { instances, need, because } of full.lines) if (because === 'memoryBytes') expect(need + instances * (full.outlook.baselinePerInstance.memoryBytes ?? 0)).toBeLessThanOrEqual(instances * 0.85 * 4 * GIB);
    expect(planWords(full, history, { days: 2, confidence: 0.95 }).notes.join(' ')).toMatch(/Each instance takes 3\.\d+G of memory before its first request/);
  });

  test('where it is beyond a type, that is not proposed, and refused with what lacks', async () => {
    const outlook = outlookOf(heavier(20 * GIB));
    const plan = await planOf(outlook, ANY);
    expect(plan.instance?.memoryBytes).toBeGreaterThan((20 * GIB) / 0.85);
    expect(plan.choices.every(({ instance }) => instance.memoryBytes * 0.85 > 20 * GIB)).toBe(true);
    await expect(planOf(outlook, wish)).rejects.toThrow(/^c6i\.large has too little memory: an instance takes 20\.\dG before its first request, and 3\.40G of one are planned with/);
    // The same rule chooses the type that a backtest is made on.
    expect((await instanceFor(heavier(20 * GIB), ANY)).memoryBytes).toBeGreaterThan((20 * GIB) / 0.85);
  });

  test('one instance is as it was: all that was needed within it', async () => {
    const outlook = outlookOf(heavier(GIB, 0.2));
    const plan = await planOf(outlook, wish);
    expect(plan.peak).toBe(1);
    const needed = outlook.resources.find(({ resource }) => resource === 'memoryBytes')?.need.reduce((most, value) => Math.max(most, value), 0) ?? Number.NaN;
    expect(needed).toBeLessThan(0.85 * 4 * GIB);
  });
});

describe('types', () => {
  const outlook = outlookOf(history);

  test('are of the cloud asked for', async () => {
    for (const cloud of ['aws', 'azure', 'gcp'] as const) {
      const { choices, instance } = await planOf(outlook, { ...ANY, cloud });
      expect(choices.length).toBeGreaterThan(0);
      expect(choices.every((choice) => choice.instance.cloud === cloud)).toBe(true);
      expect(instance?.cloud).toBe(cloud);
      expect((await instanceFor(history, { ...ANY, cloud })).cloud).toBe(cloud);
    }
    await expect(planOf(outlook, { ...ANY, cloud: 'gcp', instance: 'm7i.large' })).rejects.toThrow('catalogue of gcp');
  });

  test('are burstable only where that is asked for, and count by what they may use all the time', async () => {
    const small = outlookOf(heavier(0, 0.05));
    const [without, withThem] = [await planOf(small, { ...ANY, cloud: 'aws' }), await planOf(small, { ...ANY, cloud: 'aws', burstable: true })];
    expect(without.choices.every(({ instance }) => instance.sustainedVcpus >= instance.vcpus)).toBe(true);
    const burstable = withThem.choices.filter(({ instance }) => instance.sustainedVcpus < instance.vcpus);
    expect(burstable.length).toBeGreaterThan(0);
    for (const { instance, sizing } of burstable) expect(sizing.capacity.cpuCores).toBeCloseTo(instance.sustainedVcpus * 0.7, 9);
    expect(withThem.cost?.money?.amount).toBeLessThan(without.cost?.money?.amount ?? Number.NaN);
  });

  test('of a region that no cloud has are none, and it says which there are', async () => {
    await expect(planOf(outlook, { ...ANY, region: 'us-esat-1' })).rejects.toThrow(expect.objectContaining({ line: expect.stringContaining('did you mean "us-east-1"?') }));
    await expect(instanceFor(history, { ...ANY, region: 'eastus', cloud: 'aws' })).rejects.toThrow('no prices of "eastus" of aws');
  });
});
