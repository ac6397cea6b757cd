import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { besides, endOf, needOf, RESOURCES } from '../../../src/analysis/capacity/need.ts';
import { capacityOf, instancesFor, lacking, runsOut, sizeFor } from '../../../src/analysis/capacity/sizing.ts';
import { UserError } from '../../../src/model/errors.ts';
import { anyNeed, anySize, GIB, LARGE, needs, START } from './support.ts';

describe('a need', () => {
  test('has regular times, values to each, and nothing below zero', () => {
    const need = needOf(Float64Array.of(0, 60, 120), { cpuCores: Float64Array.of(1, -2, 3) }, 0.9);
    expect(need).toMatchObject({ step: 60, confidence: 0.9 });
    expect([...need.of.cpuCores ?? []]).toEqual([1, 0, 3]);
    expect(need.of.memoryBytes).toBeUndefined();
    expect(endOf(need)).toBe(180);
  });

  test('beside what it takes to do nothing is what work takes, and one instance holds it as before', () => {
    const less = besides(needs({ cpuCores: [1, 2, 3], memoryBytes: [GIB, Number.NaN, 3 * GIB] }), { memoryBytes: 2 * GIB });
    expect([...less.of.memoryBytes ?? []]).toEqual([0, Number.NaN, GIB]);
    expect([...less.of.cpuCores ?? []]).toEqual([1, 2, 3]);
    expect(less.of.connections).toBeUndefined();
    fc.assert(fc.property(fc.double({ min: 0, max: 20, noNaN: true }), fc.double({ min: 0, max: 6.7, noNaN: true }), (amount, idle) => {
      const need = needs({ memoryBytes: [amount * GIB] });
      const [before] = sizeFor(need, { instance: LARGE }).instances;
      const [after = Number.NaN] = sizeFor(besides(need, { memoryBytes: idle * GIB }), { instance: LARGE, baselinePerInstance: { memoryBytes: idle * GIB } }).instances;
      // At a billionth beside the edge either is right.
      if (Math.abs(amount - 6.8) > 1e-6) expect(after === 1).toBe(before === 1);
      // Each that is needed more carries its own idle memory.
      expect(after).toBeGreaterThanOrEqual(before ?? Number.NaN);
    }));
  });

  test.each([
    ['no times', [], [], 0.9], ['times with a hole', [0, 60, 180], [1, 1, 1], 0.9], ['times that go back', [60, 0], [1, 1], 0.9], ['too few values', [0, 60], [1], 0.9],
    ['a value without end', [0, 60], [1, Number.POSITIVE_INFINITY], 0.9], ['a confidence of 95', [0, 60], [1, 1], 95], ['one time and no step', [0], [1], 0.9],
  ])('%s is refused', (_, times, values, confidence) => {
    expect(() => needOf(Float64Array.from(times), { cpuCores: Float64Array.from(values) }, confidence)).toThrow(UserError);
  });
});

describe('the size', () => {
  test('of an instance is what it may use, within its utilisation, beside its baseline', () => {
    // 2 x 0.7 - 0.1 = 1.3 cores; 8 x 0.85 - 0.8 = 6 GiB; 1 x 0.7 Gbit/s.
    const capacity = capacityOf({ instance: LARGE, baselinePerInstance: { cpuCores: 0.1, memoryBytes: 0.8 * GIB }, connectionsPerInstance: 500 });
    expect(capacity.cpuCores).toBeCloseTo(1.3, 12);
    expect((capacity.memoryBytes ?? 0) / GIB).toBeCloseTo(6, 12);
    expect(capacity.networkBitsPerSecond).toBeCloseTo(7e8, 3);
    expect(capacity.connections).toBe(500);
    // A burstable one counts by its baseline: 0.6 x 0.7.
    expect(capacityOf({ instance: { ...LARGE, sustainedVcpus: 0.6 } }).cpuCores).toBeCloseTo(0.42, 12);
    expect(() => capacityOf({ instance: LARGE, utilisation: { cpu: 70 } })).toThrow(/utilisation of 70 \(cpu\)/);
    expect(() => capacityOf({ instance: LARGE, connectionsPerInstance: 0 })).toThrow(UserError);
  });

  test('at each step is by what runs out first', () => {
    // Cores: 1.4 each: 1/1.4 -> 1, 2.8/1.4 -> 2, 3/1.4 -> 3, 0 -> 0. Memory 6.8 GiB each: 1, 20/6.8 = 2.9 -> 3, 6.8/6.8 -> 1, 0. Least 1.
    const sizing = sizeFor(needs({ cpuCores: [1, 2.8, 3, 0], memoryBytes: [GIB, 20 * GIB, 6.8 * GIB, 0] }), { instance: LARGE });
    expect([...sizing.instances]).toEqual([1, 3, 3, 1]);
    expect(sizing.because).toEqual(['cpuCores', 'memoryBytes', 'cpuCores', 'least']);
    expect(sizing.unknown).toEqual([]);
    expect([...sizeFor(needs({ cpuCores: [1, 3] }), { instance: LARGE, least: 2 }).instances]).toEqual([2, 3]);
    expect(sizeFor(needs({ cpuCores: [1, 3] }), { instance: LARGE, least: 2 }).because).toEqual(['least', 'cpuCores']);
    // 1001 connections of 500 each -> 3.
    expect(sizeFor(needs({ connections: [1000, 1001] }), { instance: LARGE, connectionsPerInstance: 500 })).toMatchObject({ instances: Float64Array.of(2, 3), because: ['connections', 'connections'] });
  });

  test('says what it does not know, instead of holding it silently', () => {
    const sizing = sizeFor(needs({ cpuCores: [1], networkBitsPerSecond: [9e9], connections: [1e6] }), { instance: { ...LARGE, networkBitsPerSecond: undefined } });
    expect(sizing.unknown).toEqual(['connections', 'networkBitsPerSecond']);
    expect([...sizing.instances]).toEqual([1]);
  });

  test('of a need that is not known, or an instance that is full of itself, is refused', () => {
    expect(() => sizeFor(needs({ cpuCores: [1, Number.NaN] }), { instance: LARGE })).toThrow(/cpuCores .* not known/);
    expect(() => sizeFor(needs({ cpuCores: [1], memoryBytes: [1] }), { instance: LARGE, baselinePerInstance: { memoryBytes: 7 * GIB } })).toThrow(/nothing left of memoryBytes/);
    expect(() => sizeFor(needs({ cpuCores: [1] }), { instance: LARGE, least: 0.5 })).toThrow(UserError);
    // Its baseline alone is beyond it, whatever work takes.
    expect(lacking(capacityOf({ instance: LARGE, baselinePerInstance: { memoryBytes: 7 * GIB } }))).toBe('memoryBytes');
    expect(() => sizeFor(needs({ cpuCores: [1], memoryBytes: [0] }), { instance: LARGE, baselinePerInstance: { memoryBytes: 7 * GIB } })).toThrow(/nothing left of memoryBytes/);
  });

  test('is the least that holds: 4.2 cores are three times 1.4, whatever floating point makes of it', () => {
    // 3 x 1.4 is 4.199999999999999 in floating point.
    expect(instancesFor(4.2, 1.4)).toBe(3);
    expect(instancesFor(4.200001, 1.4)).toBe(4);
    expect(instancesFor(0.1 + 0.2, 0.1)).toBe(3);
    expect(instancesFor(0, 0)).toBe(0);
    expect(instancesFor(1, 0)).toBe(Number.POSITIVE_INFINITY);
    expect(instancesFor(1e300, 1e-10)).toBe(Number.POSITIVE_INFINITY);
    fc.assert(fc.property(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), fc.double({ min: 1e-3, max: 1e6, noNaN: true }), (amount, capacity) => {
      const count = instancesFor(amount, capacity);
      expect(count * capacity * (1 + 1e-9)).toBeGreaterThanOrEqual(amount);
      expect((count - 1) * capacity).toBeLessThan(amount);
    }));
  });

  test('holds each resource at each step, and one instance less would not', () => {
    fc.assert(fc.property(anyNeed, anySize, fc.integer({ min: 0, max: 3 }), (need, instance, least) => {
      const { instances, capacity, because } = sizeFor(need, { instance, least, connectionsPerInstance: 1000 });
      for (const [index, count] of instances.entries()) {
        expect(count).toBeGreaterThanOrEqual(least);
        for (const resource of RESOURCES) if (capacity[resource] !== undefined) expect(count * capacity[resource] * (1 + 1e-9)).toBeGreaterThanOrEqual(need.of[resource]?.[index] ?? 0);
        const why = because[index];
        if (why !== undefined && why !== 'least') expect((count - 1) * (capacity[why] ?? 0)).toBeLessThan(need.of[why]?.[index] ?? 0);
        else expect(count).toBe(least);
      }
    }));
  });
});

describe('what runs out first', () => {
  // 2 instances: 2.8 cores, 13.6 GiB. Memory is beyond at the third step by 14/13.6, cores at the fourth.
  const need = needs({ cpuCores: [1, 2.8, 2, 4], memoryBytes: [GIB, 13 * GIB, 14 * GIB, 20 * GIB] });
  const capacity = capacityOf({ instance: LARGE });

  test('is the resource and the time', () => {
    expect(runsOut(need, capacity, 2)).toMatchObject({ resource: 'memoryBytes', time: START + 7200, need: 14 * GIB });
    expect(runsOut(need, capacity, 2)?.capacity).toBeCloseTo(13.6 * GIB, 0);
    // At the second step of one: 2.8/1.4 = 2.0 of the cores, 13/6.8 = 1.91 of the memory.
    expect(runsOut(need, capacity, 1)).toMatchObject({ resource: 'cpuCores', time: START + 3600 });
    expect(runsOut(need, capacity, 3)).toBeUndefined();
    expect(runsOut(need, capacity, 0)).toMatchObject({ time: START, capacity: 0 });
  });

  test('is nothing for the most that a size asks for, and something for one less', () => {
    fc.assert(fc.property(anyNeed, anySize, (need, instance) => {
      const { instances, capacity } = sizeFor(need, { instance, least: 0, connectionsPerInstance: 1000 });
      const most = Math.max(...instances);
      expect(runsOut(need, capacity, most)).toBeUndefined();
      if (most > 0) expect(runsOut(need, capacity, most - 1)).toBeDefined();
    }));
  });
});
