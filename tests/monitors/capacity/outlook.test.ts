import { describe, expect, test } from 'vitest';
import { simulated } from '../../../bench/capacity/simulated.ts';
import { seededRandom } from '../../../src/analysis/seeded-random.ts';
import { AS_IT_IS, capacityOutlook, type CapacityOutlook, type Scenario } from '../../../src/monitors/capacity/outlook.ts';

const { history, future } = simulated(5, 3);

function outlookOf(scenario: Partial<Scenario> = {}, margin = 0, of = history): CapacityOutlook {
  return capacityOutlook(of, { days: 7, confidence: 0.95, margin, scenario: { ...AS_IT_IS, ...scenario }, holidays: undefined, clock: undefined, random: seededRandom(1) });
}
const peakOf = (outlook: CapacityOutlook, resource = 'cpuCores'): number => outlook.resources.find((one) => one.resource === resource)?.peak.median ?? Number.NaN;
const plain = outlookOf();

describe('what a service will take', () => {
  test('is near what it took: the highest hour of the week that was held out', () => {
    const actual = future.reduce((most, value) => Math.max(most, value), 0);
    expect(Math.abs(peakOf(plain) / actual - 1)).toBeLessThan(0.1);
    expect(plain.resources.find(({ resource }) => resource === 'cpuCores')?.peak.bound).toBeGreaterThan(actual);
    expect(plain.need.times).toHaveLength(168);
    expect(plain.need.of.connections).toBeUndefined();
    expect(plain.requests?.points).toHaveLength(168);
  });

  test('a fifth more users take more, but not a fifth more of what is always there', () => {
    const [before, after] = [peakOf(plain), peakOf(outlookOf({ growth: 1.2 }))];
    expect(after).toBeGreaterThan(before * 1.02);
    expect(after).toBeLessThan(before * 1.2);
    expect(peakOf(outlookOf({ growth: 1.2 }), 'memoryBytes')).toBeGreaterThan(peakOf(plain, 'memoryBytes'));
  });

  test('a cheaper route spares CPU by its share, and no memory', () => {
    const after = outlookOf({ dearer: new Map([['/api/v1/search?q=~', 0]]) });
    expect(peakOf(after)).toBeLessThan(peakOf(plain) * 0.95);
    expect(peakOf(after, 'memoryBytes')).toBeCloseTo(peakOf(plain, 'memoryBytes'), -7);
    expect(() => outlookOf({ dearer: new Map([['/none', 0]]) })).toThrow('no requests of /none');
  });

  test('a campaign is a burst on top, where it is', () => {
    const from = (plain.need.times[50] ?? 0);
    const after = outlookOf({ campaigns: [{ from, to: from + 4 * 3600, factor: 3 }] });
    const cpu = (outlook: CapacityOutlook, step: number): number => outlook.need.of.cpuCores?.[step] ?? Number.NaN;
    expect(cpu(after, 51)).toBeGreaterThan(1.3 * cpu(plain, 51));
    expect(cpu(after, 60)).toBeCloseTo(cpu(plain, 60), 6);
  });

  test('a margin is on top of all', () => {
    expect((outlookOf({}, 0.1).need.of.cpuCores?.[3] ?? 0) / (plain.need.of.cpuCores?.[3] ?? 1)).toBeCloseTo(1.1, 6);
  });

  test('where no requests are known it is the machine by itself, and says so', () => {
    const machine = outlookOf({ growth: 2 }, 0, { ...history, endpoints: [] });
    expect(machine.requests).toBeUndefined();
    expect(machine.notes.join(' ')).toContain('whole machine');
    expect(peakOf(machine) / peakOf(plain)).toBeGreaterThan(1.6);
  });

  test('of nothing no plan is made', () => {
    const nothing = { times: history.times.subarray(0, 2), step: 3600, endpoints: [], of: { cpuCores: history.of.cpuCores?.subarray(0, 2), memoryBytes: undefined, connections: undefined, networkBitsPerSecond: undefined } };
    expect(() => outlookOf({}, 0, nothing)).toThrow('too little is known');
  });
});
