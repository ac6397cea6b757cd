import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attribute } from '../../../src/analysis/attribution/attribute.ts';
import type { Attribution, AttributionInput, EndpointCost } from '../../../src/analysis/attribution/input.ts';
import { generator, simulate, THREE, type SimulatedRun } from './simulate.ts';

const costOf = ({ costs }: Attribution, endpoint: number): EndpointCost => {
  const found = costs.find((cost) => cost.endpoint === endpoint);
  if (found === undefined) throw new Error(`endpoint ${endpoint} is not told`);
  return found;
};

/** Relative error of an endpoint. */
const errorOf = (run: SimulatedRun, told: Attribution, endpoint: number): number => Math.abs(costOf(told, endpoint).cpuSecondsPerRequest / (run.truth[endpoint] ?? 0) - 1);

const run = simulate({ endpoints: THREE });
const withRequests = ({ input }: SimulatedRun, change: (requests: AttributionInput['requests']) => Partial<AttributionInput['requests']>): AttributionInput => ({ ...input, requests: { ...input.requests, ...change(input.requests) } });

describe('costs that are known', () => {
  const told = attribute(run.input, generator());

  test('are found, and the intervals hold them', () => {
    expect(told.withheld).toBeUndefined();
    expect(told.costs.map(({ endpoint }) => endpoint)).toEqual([0, 1, 2]);
    for (const { endpoint, low, high, identifiable, group } of told.costs) {
      expect(errorOf(run, told, endpoint)).toBeLessThan(0.04);
      expect(low).toBeLessThanOrEqual(run.truth[endpoint] ?? 0);
      expect(high).toBeGreaterThanOrEqual(run.truth[endpoint] ?? 0);
      expect(high - low).toBeLessThan(0.3 * (run.truth[endpoint] ?? 0));
      expect(identifiable).toBe(true);
      expect(group).toEqual([]);
    }
    expect(told.clockOffset).toBe(0);
    expect(told.unattributed).toBeLessThan(0.03);
  });

  test('requests are those that ended while CPU was sampled', () => {
    expect(told.costs.reduce((sum, { requests }) => sum + requests, 0)).toBe(run.input.requests.end.length);
  });

  test('the same data say the same again', () => {
    expect(attribute(run.input, generator())).toEqual(told);
  });

  test('are found without run delay, and with samples in any order', () => {
    const processes = run.input.processes.map(({ name, times, cpu }) => {
      const order = [...times.keys()].sort((left, right) => ((left * 7919) % times.length) - ((right * 7919) % times.length));
      return { name, times: Float64Array.from(order, (index) => times[index] ?? 0), cpu: Float64Array.from(order, (index) => cpu[index] ?? 0) };
    });
    expect(attribute({ ...run.input, processes }, generator()).costs).toEqual(told.costs);
  });
});

describe('a clock that differs', () => {
  test.each([-1700, -200, 50])('by %i ms is found', (shift) => {
    const told = attribute(withRequests(run, ({ end }) => ({ end: end.map((time) => time + shift) })), generator());
    expect(Math.abs(told.clockOffset + shift)).toBeLessThanOrEqual(2);
    expect(errorOf(run, told, 1)).toBeLessThan(0.06);
  });

  test('that is known is not looked for', () => {
    expect(attribute(run.input, generator(), { clockOffset: 3 }).clockOffset).toBe(3);
  });
});

describe('less than all is known', () => {
  test('a process that was restarted counts before and after', () => {
    const processes = run.input.processes.map((samples, index) => {
      const middle = samples.cpu.length >> 1;
      return index === 0 ? { ...samples, cpu: samples.cpu.map((used, place) => (place < middle ? used : used - (samples.cpu[middle] ?? 0) + 1e6)) } : samples;
    });
    const told = attribute({ ...run.input, processes }, generator());
    for (const endpoint of [0, 1, 2]) expect(errorOf(run, told, endpoint)).toBeLessThan(0.04);
  });

  test('a process that begins in the middle tells of its half', () => {
    const processes = run.input.processes.map((samples, index) => (index === 0 ? { ...samples, times: samples.times.slice(1500), cpu: samples.cpu.slice(1500), delay: undefined } : samples));
    const told = attribute({ ...run.input, processes }, generator());
    for (const endpoint of [0, 1, 2]) expect(errorOf(run, told, endpoint)).toBeLessThan(0.06);
    expect(told.costs.reduce((sum, { requests }) => sum + requests, 0)).toBeLessThan(0.85 * run.input.requests.end.length);
  });

  test('without upstream addresses the total is told apart', () => {
    const told = attribute(withRequests(run, ({ process }) => ({ process: process.map(() => -1) })), generator());
    for (const endpoint of [0, 1, 2]) expect(errorOf(run, told, endpoint)).toBeLessThan(0.06);
  });

  test('whole seconds tell roughly', () => {
    const told = attribute({ ...withRequests(run, ({ end }) => ({ end: end.map((time) => Math.floor(time / 1000) * 1000) })), resolution: 1000 }, generator());
    for (const endpoint of [0, 1, 2]) expect(errorOf(run, told, endpoint)).toBeLessThan(0.25);
  });

  test('work that no line of the log explains is told as such', () => {
    const other = simulate({ endpoints: [...THREE, { rate: 2, before: 9, after: 0, wait: 3 }] });
    const told = attribute(withRequests(other, ({ endpoint }) => ({ endpoint: endpoint.map((of) => (of === 3 ? -1 : of)) })), generator());
    expect(told.unattributed).toBeGreaterThan(0.15);
    expect(told.unattributed).toBeLessThan(0.3);
    for (const endpoint of [1, 2]) expect(errorOf(other, told, endpoint)).toBeLessThan(0.1);
  });
});

describe('what cannot be known', () => {
  test('of endpoints that are always called together only the sum is told', () => {
    const twins = simulate({ endpoints: [...THREE, { rate: 3, before: 3, after: 0, wait: 4, twin: 4 }, { rate: 0, before: 5, after: 0, wait: 4 }] });
    const told = attribute(twins.input, generator());
    const [one, other] = [costOf(told, 3), costOf(told, 4)];
    for (const cost of [one, other]) {
      expect(cost.group).toEqual([3, 4]);
      expect(cost.identifiable).toBe(false);
      expect(cost.low).toBe(0);
      expect(cost.high).toBeGreaterThan(twins.truth[cost.endpoint] ?? 0);
    }
    const sum = (twins.truth[3] ?? 0) + (twins.truth[4] ?? 0);
    expect(Math.abs((one.cpuSecondsPerRequest + other.cpuSecondsPerRequest) / sum - 1)).toBeLessThan(0.06);
    expect(costOf(told, 1).group).toEqual([]);
  });

  test('a few requests do not identify an endpoint', () => {
    const rare = simulate({ endpoints: [...THREE, { rate: 0.02, before: 30, after: 0, wait: 3 }], seed: 4 });
    const { requests, identifiable, low, high, cpuSecondsPerRequest } = costOf(attribute(rare.input, generator()), 3);
    expect(requests).toBeLessThan(5);
    expect(identifiable).toBe(false);
    expect(high - low).toBeGreaterThan(cpuSecondsPerRequest);
  });

  test('where all wait for their turn nothing is told', () => {
    const busy = simulate({ endpoints: THREE.map((endpoint) => ({ ...endpoint, rate: endpoint.rate * 18 })), seconds: 20, processes: 1 });
    expect(attribute(busy.input, generator())).toMatchObject({ costs: [], withheld: 'starved' });
  });

  test('no samples, or no requests among them', () => {
    expect(attribute({ ...run.input, processes: [] }, generator()).withheld).toBe('no samples');
    expect(attribute(withRequests(run, ({ end }) => ({ end: end.map((time) => time + 1e9) })), generator()).withheld).toBe('no requests');
  });
});

describe('whatever stands in the log and the samples', () => {
  const time = fc.oneof(fc.double(), fc.integer({ min: 0, max: 3000 }).map((offset) => 1.7e12 + offset));
  const counter = fc.oneof({ weight: 1, arbitrary: fc.double() }, { weight: 3, arbitrary: fc.integer({ min: 0, max: 3000 }).map((used) => used * 1e6) });
  const process = fc.array(fc.tuple(time, counter, counter), { maxLength: 60 }).map((rows) => ({
    name: 'any', times: Float64Array.from(rows, ([at]) => at), cpu: Float64Array.from(rows, ([, used]) => used), delay: Float64Array.from(rows, ([, , waited]) => waited),
  }));
  const request = fc.tuple(time, fc.oneof(fc.double(), fc.integer({ min: 0, max: 500 })), fc.integer({ min: -2, max: 4 }), fc.integer({ min: -3, max: 3 }));
  const input = fc.record({ processes: fc.array(process, { maxLength: 3 }), requests: fc.array(request, { maxLength: 80 }), resolution: fc.constantFrom(1, 1000) });

  test('figures are numbers, never below 0, and their intervals hold them', () => {
    fc.assert(fc.property(input, ({ processes, requests, resolution }) => {
      const told = attribute({
        processes, endpoints: 4, resolution,
        requests: {
          end: Float64Array.from(requests, ([end]) => end), duration: Float64Array.from(requests, ([, duration]) => duration),
          endpoint: Int32Array.from(requests, ([, , endpoint]) => endpoint), process: Int32Array.from(requests, ([, , , by]) => by),
        },
      }, generator(), { draws: 5 });
      expect([told.clockOffset, told.cpuSeconds, told.unattributed, told.inFlight].every(Number.isFinite)).toBe(true);
      expect(told.costs.length > 0).toBe(told.withheld === undefined);
      for (const { cpuSecondsPerRequest, low, high, requests: count } of told.costs) {
        expect(Number.isFinite(high)).toBe(true);
        expect(count).toBeGreaterThan(0);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(cpuSecondsPerRequest).toBeGreaterThanOrEqual(low);
        expect(high).toBeGreaterThanOrEqual(cpuSecondsPerRequest);
      }
    }), { numRuns: 300 });
  });
});
