import { describe, expect, test } from 'vitest';
import { simulated } from '../../../bench/capacity/simulated.ts';
import { seededRandom } from '../../../src/analysis/seeded-random.ts';
import { capacityOutlook, type CapacityOutlook } from '../../../src/monitors/capacity/outlook.ts';
import { AS_IT_IS, type Scenario } from '../../../src/monitors/capacity/scenario.ts';

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

  test('all that is otherwise is said', () => {
    const [first = 0] = plain.need.times;
    const { notes } = outlookOf({ growth: 1.2, grown: new Map([['/api/v1/products', 1.5]]), dearer: new Map([['/api/v1/products', 0.7]]), campaigns: [{ from: first, to: first + 7200, factor: 1.8 }] });
    expect(notes).toEqual(['With users times 1.2.', 'With requests of /api/v1/products times 1.5.', 'With a request of /api/v1/products 30 % cheaper.', expect.stringMatching(/^With a campaign from \d{4}-\d\d-\d\d \d\d:\d\d to .*: requests times 1\.8\.$/)]);
  });

  test('what is planned with is enough all the time together too, with all of an instance', () => {
    const cpu = plain.resources.find(({ resource }) => resource === 'cpuCores');
    plain.need.of.cpuCores?.forEach((value, step) => {
      expect(value).toBeGreaterThanOrEqual(cpu?.need[step] ?? Number.NaN);
      expect(value).toBeGreaterThanOrEqual(0.7 * (cpu?.throughout[step] ?? Number.NaN) - 1e-12);
    });
    // Bursts at any hour: each hour by itself knows next to nothing of them.
    const random = seededRandom(8);
    const bursts = history.times.map(() => 1 + 0.1 * random() + (random() < 0.02 ? 30 : 0));
    const machine = outlookOf({}, 0, { ...history, endpoints: [], of: { cpuCores: bursts, memoryBytes: undefined, connections: undefined, networkBitsPerSecond: undefined } });
    const burst = machine.resources[0];
    const needed = machine.need.of.cpuCores ?? new Float64Array(0);
    expect(needed.filter((value, step) => value > 1.2 * (burst?.need[step] ?? 0)).length).toBeGreaterThan(needed.length / 2);
  });

  test('peaks that were are a part of what is said of the highest', () => {
    // Each week one hour like no other, at another hour each time.
    const weekly = history.times.map((_, hour) => (hour % 168 === (Math.floor(hour / 168) * 37) % 168 ? 50 : 10));
    const machine = { ...history, endpoints: [], of: { cpuCores: weekly, memoryBytes: undefined, connections: undefined, networkBitsPerSecond: undefined } };
    const boundOf = (outlook: CapacityOutlook): number => outlook.resources[0]?.peak.bound ?? Number.NaN;
    const [from = 0] = plain.need.times;
    // No week before had the campaign, which is next to none.
    expect(boundOf(outlookOf({}, 0, machine))).toBeGreaterThan(1.2 * boundOf(outlookOf({ campaigns: [{ from, to: from + 1, factor: 1.001 }] }, 0, machine)));
  });

  test('a campaign before or after what is planned changes nothing, and says so', () => {
    const [first = 0, last = 0] = [plain.need.times[0], plain.need.times.at(-1)];
    const after = outlookOf({ campaigns: [{ from: first - 7200, to: first, factor: 3 }, { from: last + 3600, to: last + 7200, factor: 3 }, { from: first, to: last, factor: 1 }] });
    expect(after.notes).toEqual([expect.stringMatching(/^The campaign of \d{4}-\d\d-\d\d \d\d:\d\d is over before this begins/), expect.stringMatching(/^The campaign of .* begins when this is over/)]);
    expect(after.need.of.cpuCores).toEqual(plain.need.of.cpuCores);
    // By the clock where there is none of its own: 8.64e15 ms is the last moment there is.
    expect(outlookOf({ campaigns: [{ from: 8.64e12, to: 8.64e12 + 3600, factor: 2 }] }).notes).toHaveLength(1);
  });

  test('a margin is on top of all, of what an instance takes by itself too', () => {
    const more = outlookOf({}, 0.1);
    expect((more.baselinePerInstance.memoryBytes ?? 0) / (plain.baselinePerInstance.memoryBytes ?? 1)).toBeCloseTo(1.1, 6);
    expect(more.notes).toEqual(['What is planned with is 10 % more than that.']);

    expect((outlookOf({}, 0.1).need.of.cpuCores?.[3] ?? 0) / (plain.need.of.cpuCores?.[3] ?? 1)).toBeCloseTo(1.1, 6);
  });

  test('memory is needed beside what an instance takes before its first request', () => {
    const memory = plain.resources.find(({ resource }) => resource === 'memoryBytes');
    const idle = plain.baselinePerInstance.memoryBytes ?? 0;
    // The made-up backend takes 300 MB, and 2 MB for each request a second.
    expect(idle).toBeGreaterThan(2.5e8);
    expect(idle).toBeLessThan(3.2e8);
    expect(plain.need.of.memoryBytes?.[12]).toBeCloseTo((memory?.need[12] ?? 0) - idle, 0);
    // Of a part memory is what grows with its requests alone.
    expect(outlookOf({}, 0, { ...history, part: { kind: 'cohort', name: 'all' } }).baselinePerInstance).toEqual({});
  });

  test('times without a recording are gaps, and no hours without requests', () => {
    const gap = (values: Float64Array): Float64Array => values.map((value, hour) => (hour >= 300 && hour < 372 ? Number.NaN : value));
    const holed = { ...history, endpoints: history.endpoints.map((endpoint) => ({ ...endpoint, requests: gap(endpoint.requests) })), of: { ...history.of, cpuCores: gap(history.of.cpuCores ?? new Float64Array(0)) } };
    expect(Math.abs(peakOf(outlookOf({}, 0, holed)) / peakOf(plain) - 1)).toBeLessThan(0.05);
  });

  test('where no requests are known it is the machine by itself, and says so', () => {
    const machine = outlookOf({ growth: 2 }, 0, { ...history, endpoints: [] });
    expect(machine.requests).toBeUndefined();
    expect(machine.notes.join(' ')).toContain('whole machine');
    expect(peakOf(machine) / peakOf(plain)).toBeGreaterThan(1.6);
  });

  test('what cannot be told is said in one line', () => {
    expect(() => outlookOf({ regions: [{ like: 'DE', factor: 1, shift: 0 }] })).toThrow('no requests of region DE');
    expect(() => outlookOf({ dearer: new Map([['/a', 0.5]]) }, 0, { ...history, part: { kind: 'region', name: 'DE' } })).toThrow('not told apart by route');
    const short = { ...history, step: 300, times: Float64Array.from({ length: 24 }, (_, index) => index * 300), endpoints: history.endpoints.map((endpoint) => ({ ...endpoint, requests: endpoint.requests.subarray(0, 24) })), of: { ...history.of, cpuCores: history.of.cpuCores?.subarray(0, 24), memoryBytes: undefined } };
    const ask = { days: 90, confidence: 0.95, margin: 0, scenario: AS_IT_IS, holidays: undefined, clock: undefined, random: seededRandom(1) };
    expect(() => capacityOutlook(short, ask)).toThrow('90 days cannot be planned by 2 hours of the past');
    const moved = { ...AS_IT_IS, regions: [{ like: 'DE', factor: 1, shift: 3600 }] };
    expect(() => capacityOutlook({ ...short, regions: [{ country: 'DE', requests: new Float64Array(24), cpuSeconds: Number.NaN }] }, { ...ask, days: 1, scenario: moved })).toThrow('too short to move a day');
    expect(() => capacityOutlook({ ...history, part: { kind: 'region', name: 'DE' } }, { ...ask, days: 1, scenario: moved })).toThrow('of the whole service');
  });

  test('more confidence than its ways can tell is said', () => {
    expect(capacityOutlook(history, { days: 1, confidence: 0.9999, margin: 0, scenario: AS_IT_IS, holidays: undefined, clock: undefined, random: seededRandom(1) }).notes).toEqual([expect.stringContaining('400 ways')]);
  });

  test('of nothing no plan is made', () => {
    const nothing = { times: history.times.subarray(0, 2), step: 3600, endpoints: [], of: { cpuCores: history.of.cpuCores?.subarray(0, 2), memoryBytes: undefined, connections: undefined, networkBitsPerSecond: undefined } };
    expect(() => capacityOutlook(nothing, { days: 0.1, confidence: 0.95, margin: 0, scenario: AS_IT_IS, holidays: undefined, clock: undefined, random: seededRandom(1) })).toThrow('too little is known');
  });
});

describe('a new region', () => {
  // All requests are of DE: one that is like it, at the same hours, is as much again.
  const requests = history.times.map((_, hour) => history.endpoints.reduce((sum, endpoint) => sum + (endpoint.requests[hour] ?? 0), 0));
  const served = { ...history, regions: [{ country: 'DE', requests, cpuSeconds: Number.NaN }] };
  const withRegion = (factor: number, hours: number, growth = 1): CapacityOutlook => outlookOf({ growth, regions: [{ like: 'DE', factor, shift: hours * 3600 }] }, 0, served);
  const requestsAt = (outlook: CapacityOutlook): number => outlook.requests?.peak(0.5) ?? Number.NaN;

  test('at the same hours is what growth by as much is', () => {
    expect(peakOf(withRegion(0.5, 0)) / peakOf(outlookOf({ growth: 1.5 }))).toBeCloseTo(1, 1);
    expect(requestsAt(withRegion(1, 0)) / requestsAt(plain)).toBeCloseTo(2, 1);
  });

  test('whose day is opposite makes a peak that is lower than one at the same hours, and higher than none', () => {
    const [same, opposite] = [withRegion(1, 0), withRegion(1, 12)];
    expect(peakOf(opposite)).toBeLessThan(peakOf(same) * 0.9);
    expect(peakOf(opposite)).toBeGreaterThan(peakOf(plain));
    expect(peakOf(opposite, 'memoryBytes')).toBeLessThan(peakOf(same, 'memoryBytes') * 0.95);
    // Earlier by half a day is as opposite as later.
    expect(peakOf(withRegion(1, -12)) / peakOf(opposite)).toBeCloseTo(1, 1);
    expect(opposite.notes).toEqual(['With a new region: 1 times the requests of DE, its day 12 h later.']);
  });

  test('that is far larger takes the peak with it, later or earlier', () => {
    // The hour of the day at which most comes, by the mean of all its days.
    const busiest = ({ requests }: CapacityOutlook): number => {
      const sums = new Float64Array(24);
      requests?.points.forEach(({ mean }, index) => {
        sums[index % 24] = (sums[index % 24] ?? 0) + mean;
      });
      return sums.indexOf(Math.max(...sums));
    };
    for (const hours of [5, -5]) {
      const later = (busiest(withRegion(100, hours)) - busiest(plain) + 24) % 24;
      expect(Math.abs(later - ((hours + 24) % 24))).toBeLessThanOrEqual(1);
    }
  });

  test('does not grow with those that are there', () => {
    const expected = 2 * requestsAt(plain) + requestsAt(plain);
    expect(requestsAt(withRegion(1, 0, 2)) / expected).toBeCloseTo(1, 1);
  });

  test('costs what requests of the like region cost, else the mean', () => {
    const dear = outlookOf({ regions: [{ like: 'DE', factor: 1, shift: 0 }] }, 0, { ...history, regions: [{ country: 'DE', requests, cpuSeconds: 1 }] });
    expect(peakOf(dear)).toBeGreaterThan(5 * peakOf(withRegion(1, 0)));
    // Where no costs are known all requests weigh the same, those of the region too.
    const unknown = history.endpoints.map((endpoint) => ({ ...endpoint, cost: { cpuSeconds: Number.NaN, low: Number.NaN, high: Number.NaN } }));
    const flat = outlookOf({ regions: [{ like: 'DE', factor: 1, shift: 0 }] }, 0, { ...history, endpoints: unknown, regions: [{ country: 'DE', requests, cpuSeconds: 50 }] });
    expect(peakOf(flat) / peakOf(withRegion(1, 0))).toBeCloseTo(1, 1);
  });
});
