import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OnlineAttribution, type OnlineCosts, type OnlineOptions } from '../../../../src/analysis/attribution/online/online-attribution.ts';
import { generator, simulate, THREE, type SimulatedRun } from '../simulate.ts';

/** Plays a run as it came, endpoints named from 10 on, processes from 100 on. */
function play(run: SimulatedRun, options: Partial<OnlineOptions> = {}, into = new OnlineAttribution({ random: generator(), halfLife: Number.POSITIVE_INFINITY, ...options })): OnlineAttribution {
  const { processes, requests } = run.input;
  const times = processes[0]?.times ?? new Float64Array(0);
  let next = 0;
  times.forEach((time, index) => {
    processes.forEach((samples, place) => into.addSample(100 + place, samples.times[index] ?? 0, samples.cpu[index] ?? 0, samples.delay?.[index]));
    for (; next < requests.end.length && (requests.end[next] ?? 0) <= time; next += 1) into.addRequest(requests.end[next] ?? 0, requests.duration[next] ?? 0, 10 + (requests.endpoint[next] ?? 0), 100 + (requests.process[next] ?? 0));
    into.advance(time);
  });
  into.advance((times.at(-1) ?? 0) + 10_000);
  return into;
}

const cost = ({ costs }: OnlineCosts, endpoint: number): number => costs.find((one) => one.endpoint === endpoint)?.cpuSecondsPerRequest ?? Number.NaN;

/** The same run after another, as one. */
const later = ({ input, truth, begin }: SimulatedRun, milliseconds: number, used: number): SimulatedRun => ({
  truth, begin: begin + milliseconds,
  input: {
    ...input, processes: input.processes.map((samples) => ({ ...samples, times: samples.times.map((time) => time + milliseconds), cpu: samples.cpu.map((cpu) => cpu + used) })),
    requests: { ...input.requests, end: input.requests.end.map((end) => end + milliseconds) },
  },
});

describe('as requests come', () => {
  const run = simulate({ endpoints: THREE });

  test('costs are found, and the intervals hold them', () => {
    const told = play(run).costs();
    expect(told.withheld).toBeUndefined();
    expect(told.costs.map(({ endpoint }) => endpoint)).toEqual([10, 11, 12]);
    for (const { endpoint, cpuSecondsPerRequest, low, high } of told.costs) {
      const truth = run.truth[endpoint - 10] ?? 0;
      expect(Math.abs(cpuSecondsPerRequest / truth - 1)).toBeLessThan(0.06);
      expect(truth >= low && truth <= high).toBe(true);
    }
  });

  test('a block is settled once its requests can have been logged', () => {
    const online = new OnlineAttribution({ random: generator() });
    online.addSample(1, 1000, 0);
    expect(online.advance(1000 + 24_999)).toBe(0);
    expect(online.advance(1000 + 25_000)).toBe(1);
  });

  test('it learns before it tells', () => {
    const online = new OnlineAttribution({ random: generator() });
    expect(online.costs()).toEqual({ costs: [], withheld: 'no samples' });
    online.addSample(1, 1000, 0);
    expect(online.costs()).toEqual({ costs: [], withheld: 'learning' });
  });

  test('costs that change are followed', () => {
    const dearer = simulate({ endpoints: THREE.map((endpoint) => ({ ...endpoint, before: 2 * endpoint.before, after: 2 * endpoint.after })), seed: 2 });
    const online = play(run, { halfLife: 15 });
    const told = play(later(dearer, 60_000, 1e12), {}, online).costs();
    for (const endpoint of [0, 1, 2]) expect(Math.abs(cost(told, 10 + endpoint) / (dearer.truth[endpoint] ?? 0) - 1)).toBeLessThan(0.15);
  });

  test('an endpoint that is new is learned, one that is gone is forgotten', () => {
    const [first, second] = [simulate({ endpoints: THREE.slice(0, 2) }), simulate({ endpoints: [{ rate: 0, before: 0, after: 0, wait: 0 }, { rate: 3, before: 2, after: 6, wait: 40 }, { rate: 2, before: 12, after: 8, wait: 5 }], seconds: 120, seed: 3 })];
    const online = play(first, { halfLife: 5 });
    const told = play(later(second, 60_000, 1e12), {}, online).costs();
    expect(told.costs.map(({ endpoint }) => endpoint)).toEqual([11, 12]);
    expect(Math.abs(cost(told, 12) / (second.truth[2] ?? 0) - 1)).toBeLessThan(0.15);
  });

  test('a process that is restarted under the same number is taken on', () => {
    const online = play(run);
    const told = play(later(simulate({ endpoints: THREE, seed: 5 }), 61_000, 0), {}, online).costs();
    for (const endpoint of [0, 1, 2]) expect(Math.abs(cost(told, 10 + endpoint) / (run.truth[endpoint] ?? 0) - 1)).toBeLessThan(0.08);
  });

  test('whatever comes, figures are numbers and never below 0', () => {
    const time = fc.oneof({ weight: 1, arbitrary: fc.double() }, { weight: 5, arbitrary: fc.integer({ min: 0, max: 60_000 }) });
    const sample = fc.record({ kind: fc.constant('sample' as const), process: fc.integer({ min: -1, max: 3 }), time, value: fc.oneof(fc.double(), fc.integer({ min: 0, max: 60_000 }).map((ms) => ms * 1e6)) });
    const request = fc.record({ kind: fc.constant('request' as const), process: fc.integer({ min: -2, max: 3 }), time, value: fc.oneof(fc.double(), fc.integer({ min: 0, max: 5000 })), endpoint: fc.integer({ min: -3, max: 40 }) });
    fc.assert(fc.property(fc.array(fc.oneof(sample, request), { maxLength: 120 }), (events) => {
      const online = new OnlineAttribution({ random: generator(), halfLife: 10 });
      events.forEach((event, index) => {
        if (event.kind === 'sample') online.addSample(event.process, event.time, event.value);
        else online.addRequest(event.time, event.value, event.endpoint, event.process);
        if (index % 10 === 0) online.advance(index * 1000);
      });
      online.advance(90_000);
      for (const { cpuSecondsPerRequest, low, high } of online.costs().costs) {
        expect(low).toBeGreaterThanOrEqual(0);
        expect(cpuSecondsPerRequest).toBeGreaterThanOrEqual(low);
        expect(high).toBeGreaterThanOrEqual(cpuSecondsPerRequest);
        expect(Number.isFinite(high)).toBe(true);
      }
    }), { numRuns: 200 });
  });
});

describe('endpoints that turn out to be one', () => {
  const run = simulate({ endpoints: THREE });

  test('what was learned of one is the other\'s: both cost what they cost together', () => {
    const online = play(run);
    const before = online.costs();
    const counts = [10, 11].map((endpoint) => before.costs.find((one) => one.endpoint === endpoint)?.requests ?? 0);
    online.move(10, 11);
    online.advance(run.begin + 75_000);
    const after = online.costs();
    expect(after.costs.map(({ endpoint }) => endpoint)).toEqual([11, 12]);
    expect(after.costs[0]?.requests).toBe((counts[0] ?? 0) + (counts[1] ?? 0));
    const together = ((run.truth[0] ?? 0) * (counts[0] ?? 0) + (run.truth[1] ?? 0) * (counts[1] ?? 0)) / ((counts[0] ?? 0) + (counts[1] ?? 0));
    // The place where the two sums are told meets within the interval of either.
    expect(Math.abs((after.costs[0]?.cpuSecondsPerRequest ?? 0) / together - 1)).toBeLessThan(0.35);
    expect(Math.abs(cost(after, 12) / (run.truth[2] ?? 0) - 1)).toBeLessThan(0.1);
  });

  test('bug: an endpoint that got the number of one that moved had its cost', () => {
    const online = play(run);
    online.move(12, 20);
    expect(online.costs().costs.map(({ endpoint }) => endpoint)).toEqual([10, 11, 20]);
    online.addRequest(run.begin + 70_000, 5, 12, 100);
    expect(online.costs().costs.some(({ endpoint }) => endpoint === 12)).toBe(false);
    online.move(999, 10);
    online.move(10, 10);
    expect(online.costs().costs).toHaveLength(3);
  });
});

describe('clocks', () => {
  test('bug: one that was set back stopped all till it was that late again, and requests were held meanwhile', () => {
    const run = simulate({ endpoints: THREE });
    const online = play(run);
    const back = later(run, -7_200_000, 1e12);
    const before = online.costs();
    play(back, {}, online);
    for (const { endpoint, requests } of online.costs().costs) expect(requests).toBeGreaterThan((before.costs.find((one) => one.endpoint === endpoint)?.requests ?? 0) * 1.5);
    expect(Math.abs(cost(online.costs(), 11) / (run.truth[1] ?? 0) - 1)).toBeLessThan(0.1);
  });
});
