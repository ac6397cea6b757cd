import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { endOf, type Need } from '../../../src/analysis/capacity/need.ts';
import { scheduleOf } from '../../../src/analysis/capacity/schedule.ts';
import { capacityOf, sizeFor } from '../../../src/analysis/capacity/sizing.ts';
import { fixedPlan, wasteOf } from '../../../src/analysis/capacity/waste.ts';
import { anyNeed, GIB, LARGE, needs, PRICE, START, WITHHELD } from './support.ts';

const scaled = (need: Need, factor: number): Need => {
  const times = (values: Float64Array | undefined): Float64Array | undefined => values?.map((value) => value * factor);
  return { ...need, of: { cpuCores: times(need.of.cpuCores), memoryBytes: times(need.of.memoryBytes), connections: times(need.of.connections), networkBitsPerSecond: times(need.of.networkBitsPerSecond) } };
};
const capacity = capacityOf({ instance: LARGE });
const options = { instance: LARGE, capacity, price: PRICE };
const level = (from: number, to: number, instances: number): { from: number; to: number; instances: number } => ({ from: START + from, to: START + to, instances });

describe('a plan against what came', () => {
  test('tells the hours that it did not hold, by how much, and what was too much', () => {
    // 1.4 cores each. Planned 2 3 3 2; needed 1 -> 1, 4.2 -> 3, 4.9 -> 4, 1.4 -> 1 instances.
    // The third hour does not hold: 4.9 of 4.2, by 1/6. Too much: 1 in the first hour, 1 in the last: 2 h, 4 core-hours, 0.20. Had: 10 h, 1.00.
    const waste = wasteOf([level(0, 3600, 2), level(3600, 10_800, 3), level(10_800, 14_400, 2)], needs({ cpuCores: [1, 4.2, 4.9, 1.4] }), options);
    expect(waste).toMatchObject({ hours: 4, unknownHours: 0, shortHours: 1, wastedInstanceHours: 2, wastedCoreHours: 4, cost: { instanceHours: 10 } });
    expect(waste.worst).toMatchObject({ resource: 'cpuCores', time: START + 7200, need: 4.9 });
    expect(waste.worst?.by).toBeCloseTo(1 / 6, 9);
    expect(waste.wasted.money?.amount).toBeCloseTo(0.2, 12);
    expect(waste.cost.money?.amount).toBeCloseTo(1, 12);
  });

  test('counts instances when they are ready, not when they are started', () => {
    const actual = needs({ cpuCores: [1, 4.2] });
    // Started at the hour, ready 180 s later: 4.2 of 1.4.
    expect(wasteOf([level(0, 3600, 1), level(3600, 7200, 3)], actual, { ...options, boot: 180 })).toMatchObject({ shortHours: 1, worst: { by: expect.closeTo(2, 9) } });
    expect(wasteOf([level(0, 3420, 1), level(3420, 7200, 3)], actual, { ...options, boot: 180 })).toMatchObject({ shortHours: 0 });
  });

  test('says what it could not judge', () => {
    const actual = needs({ cpuCores: [1, Number.NaN, Number.NaN, 1, 1], memoryBytes: [1, 1, 1e12, 1, 1] });
    // The second hour is not known; the third is short by its memory all the same; the last is beyond the plan.
    expect(wasteOf([level(0, 14_400, 1)], actual, options)).toMatchObject({ hours: 3, unknownHours: 1, shortHours: 1, worst: { resource: 'memoryBytes' } });
    expect(wasteOf([], actual, options)).toMatchObject({ hours: 0, shortHours: 0, worst: undefined });
  });

  test('has no money of a price that is withheld', () => {
    expect(wasteOf([level(0, 3600, 2)], needs({ cpuCores: [1] }), { ...options, price: WITHHELD })).toMatchObject({ wastedInstanceHours: 1, wasted: { money: undefined, withheld: 'mixes systems' }, cost: { money: undefined } });
  });

  test('of what came itself holds, and less than what came does not', () => {
    fc.assert(fc.property(anyNeed, fc.constantFrom(0, 180, 4000), (need, boot) => {
      const sizing = sizeFor(need, { instance: LARGE, connectionsPerInstance: 1000 });
      const own = { ...options, capacity: sizing.capacity, boot };
      const waste = wasteOf(scheduleOf(need, sizing, { boot }), need, own);
      expect(waste.shortHours).toBe(0);
      expect(waste.wastedInstanceHours).toBeLessThanOrEqual(waste.cost.instanceHours);
      expect(waste.hours).toBeCloseTo((need.times.length * need.step) / 3600, 9);
      const peak = Math.max(...sizing.instances);
      const [from = 0] = need.times;
      if (peak > 1) expect(wasteOf([{ from, to: endOf(need), instances: peak - 1 }], need, own).shortHours).toBeGreaterThan(0);
      // Without holding and early starts a plan of what came wastes nothing.
      expect(wasteOf(scheduleOf(need, sizing, { boot: 0, hold: 0, stabilisation: 0, tolerance: 0 }), need, { ...own, boot: 0 }).wastedInstanceHours).toBeCloseTo(0, 6);
    }));
  });
});

describe('a plan without a forecast', () => {
  test('is last week\'s peak, or that and a buffer, all the time', () => {
    // Peak 4 cores: 4/1.4 = 2.86 -> 3; with 30 %: 5.2/1.4 = 3.7 -> 4. A gap does not count.
    const past = needs({ cpuCores: [1, 4, Number.NaN, 2] });
    const actual = needs({ cpuCores: [1, 5] }, 3600, START + 14_400);
    expect(fixedPlan(past, actual, capacity, 1)).toEqual([{ from: START + 14_400, to: START + 21_600, instances: 3 }]);
    expect(fixedPlan(past, actual, capacity, 1.3)).toMatchObject([{ instances: 4 }]);
    expect(wasteOf(fixedPlan(past, actual, capacity, 1), actual, options)).toMatchObject({ shortHours: 1 });
    expect(wasteOf(fixedPlan(past, actual, capacity, 1.3), actual, options)).toMatchObject({ shortHours: 0, wastedInstanceHours: 3 });
    expect(fixedPlan(needs({ cpuCores: [0] }), actual, capacity, 1.3, 2)).toMatchObject([{ instances: 2 }]);
  });

  test('carries what an instance takes by itself once an instance, the buffer included', () => {
    // 9 GiB of which 3 are idle, of 6.8: 6 of 3.8 -> 2; with 30 %: 11.7 - 3 = 8.7 of 3.8 -> 3. Without idle memory 9 of 6.8 -> 2, 11.7 of 6.8 -> 2.
    const past = needs({ memoryBytes: [9 * GIB, 4 * GIB] });
    const idle = { memoryBytes: 3 * GIB };
    const own = capacityOf({ instance: LARGE, baselinePerInstance: idle });
    expect(fixedPlan(past, past, own, 1, 1, idle)).toMatchObject([{ instances: 2 }]);
    expect(fixedPlan(past, past, own, 1.3, 1, idle)).toMatchObject([{ instances: 3 }]);
    expect(fixedPlan(past, past, capacity, 1.3)).toMatchObject([{ instances: 2 }]);
  });

  test('holds whatever is below the peak that it was made of', () => {
    fc.assert(fc.property(anyNeed, fc.double({ min: 0, max: 1, noNaN: true }), (past, part) => {
      const own = capacityOf({ instance: LARGE, connectionsPerInstance: 1000 });
      expect(wasteOf(fixedPlan(past, past, own, 1), scaled(past, part), { ...options, capacity: own }).shortHours).toBe(0);
    }));
  });
});
