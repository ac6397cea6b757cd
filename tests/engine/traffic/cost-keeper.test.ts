import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import type { BackendWatch } from '../../../src/engine/traffic/backend-watch.ts';
import { CostKeeper } from '../../../src/engine/traffic/cost-keeper.ts';
import { COST_KNOWN } from '../../../src/model/kinds/endpoint.ts';
import { simulate, THREE, type SimulatedRun } from '../../analysis/attribution/simulate.ts';
import { recordOf, T0, world } from './support.ts';

const LEARNING = COST_KNOWN.indexOf('learning');
const KNOWN = COST_KNOWN.indexOf('known');
const EXACT = COST_KNOWN.indexOf('exact');

/** Backends as a simulated run has them: all samples up to the moment that it stands at. */
class PlayedBackends implements Pick<BackendWatch, 'sampled' | 'take' | 'ioBytes' | 'rssBytes'> {
  readonly #run: SimulatedRun;
  readonly #taken = new Map<number, number>();
  now = 0;

  constructor(run: SimulatedRun) {
    this.#run = run;
  }

  sampled(): readonly number[] {
    return this.#run.input.processes.map((_, place) => place);
  }

  take(number: number) {
    const samples = this.#run.input.processes[number];
    if (samples === undefined) return undefined;
    const from = this.#taken.get(number) ?? 0;
    let to = from;
    while (to < samples.times.length && (samples.times[to] ?? 0) <= this.now) to += 1;
    this.#taken.set(number, to);
    return { times: samples.times.slice(from, to), cpu: samples.cpu.slice(from, to), delay: samples.delay?.slice(from, to) ?? new Float64Array(to - from), threads: 1 };
  }

  ioBytes(): number {
    return Number.NaN;
  }

  rssBytes(): number {
    return 1e8;
  }
}

/** Plays a whole run, as the runner would: its requests and each second a look. */
function played(run: SimulatedRun, keeper = new CostKeeper(() => 0.37, 1)): CostKeeper {
  const backends = new PlayedBackends(run);
  const { requests } = run.input;
  let next = 0;
  for (let second = 0; second <= 75; second += 1) {
    backends.now = run.begin + second * 1000;
    for (; next < requests.end.length && (requests.end[next] ?? 0) <= backends.now; next += 1) {
      keeper.request(recordOf({ endedAt: requests.end[next] ?? 0, duration: requests.duration[next] ?? 0, upstream: requests.duration[next] ?? 0, endpoint: 50 + (requests.endpoint[next] ?? 0), backend: requests.process[next] ?? 0 }), true);
    }
    keeper.settle(backends, () => 10, backends.now);
  }
  return keeper;
}

/** Bytes that are in use, after all garbage is gone. */
function heap(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return process.memoryUsage().heapUsed;
}

describe('what requests cost', () => {
  const run = simulate({ endpoints: THREE });

  test('is learned from requests and samples', () => {
    const keeper = played(run);
    for (const [endpoint, truth] of run.truth.entries()) {
      const cost = keeper.of(50 + endpoint);
      expect(Math.abs((cost?.cpuSeconds ?? 0) / truth - 1)).toBeLessThan(0.1);
      expect(cost?.known).toBe(KNOWN);
    }
    expect(keeper.of(99)).toMatchObject({ cpuSeconds: Number.NaN, known: LEARNING });
  });

  test('bug: the number of an endpoint that moved brought its cost to whoever got it', () => {
    const keeper = played(run);
    keeper.move(50, 51);
    expect(keeper.of(50)?.known).toBe(LEARNING);
    for (let index = 0; index < 5; index += 1) keeper.request(recordOf({ endpoint: 60, cpuSeconds: 0.01 }), true);
    keeper.move(60, 61);
    expect(keeper.of(60)?.known).toBe(LEARNING);
    expect(keeper.of(61)).toMatchObject({ known: EXACT, cpuSeconds: expect.closeTo(0.01, 9) });
  });

  test('bug: a log of whole seconds was taken for one of milliseconds, and what came of it for known', () => {
    const keeper = new CostKeeper(() => 0.37, 1);
    keeper.stamped(1000);
    const whole: SimulatedRun = { ...run, input: { ...run.input, requests: { ...run.input.requests, end: run.input.requests.end.map((end) => Math.floor(end / 1000) * 1000) } } };
    played(whole, keeper);
    const off = (one: CostKeeper): readonly number[] => run.truth.map((truth, endpoint) => Math.abs((one.of(50 + endpoint)?.cpuSeconds ?? 0) / truth - 1));
    for (const error of off(keeper)) expect(error).toBeLessThan(0.4);
    // Without it, a fiftieth of what it costs was told as known.
    for (const error of off(played(whole))) expect(error).toBeGreaterThan(0.9);
  });

  test('bug: of a plain log, of whole seconds and without durations, costs were never told', () => {
    const keeper = new CostKeeper(() => 0.37, 1);
    keeper.stamped(1000);
    const plain: SimulatedRun = { ...run, input: { ...run.input, requests: { ...run.input.requests, end: run.input.requests.end.map((end) => Math.floor(end / 1000) * 1000), duration: run.input.requests.duration.map(() => Number.NaN) } } };
    played(plain, keeper);
    for (const [endpoint, truth] of run.truth.entries()) {
      const { low = Number.NaN, high = Number.NaN } = keeper.of(50 + endpoint) ?? {};
      expect([truth > low, truth < high, high / low < 5]).toEqual([true, true, true]);
    }
  });

  test('a site is of whole seconds only after many lines without a part of one', () => {
    const { addSite } = world();
    const [coarse, fine] = [addSite(), addSite()];
    for (let line = 0; line < 200; line += 1) {
      coarse.stamped(1000);
      // A part of a second that is 0 by chance.
      fine.stamped(line % 10 === 3 ? 1 : 1000);
      coarse.good += 1;
      fine.good += 1;
      if (line < 99) expect(coarse.resolution).toBe(1);
    }
    expect([coarse.resolution, fine.resolution]).toEqual([1000, 1]);
  });

  test('bug: where no process is found requests were held till a million were', () => {
    const keeper = new CostKeeper(() => 0.37, 1);
    const nobody = { sampled: () => [], take: () => undefined, ioBytes: () => Number.NaN, rssBytes: () => 0 };
    const before = heap();
    for (let second = 0; second < 30; second += 1) {
      for (let index = 0; index < 20_000; index += 1) keeper.request(recordOf({ endedAt: T0 + second * 1000, endpoint: index % 5, backend: -1 }), true);
      keeper.settle(nobody, () => 0, T0 + second * 1000);
    }
    // Held they are 20 MB.
    expect(heap() - before).toBeLessThan(5e6);
    expect(keeper.of(1)?.known).toBe(LEARNING);
  });
});

describe('programs that measure themselves', () => {
  test('the mean and its interval are those of the last thousand', () => {
    const keeper = new CostKeeper(() => 0.5, 1);
    for (let index = 0; index < 2; index += 1) keeper.request(recordOf({ cpuSeconds: 0.02 }), true);
    expect(keeper.of(5)?.known).toBe(LEARNING);
    for (let index = 0; index < 20_000; index += 1) keeper.request(recordOf({ cpuSeconds: 0.001 + (index % 3) * 0.001 }), true);
    const cost = keeper.of(5);
    expect(cost).toMatchObject({ known: EXACT, cpuSeconds: expect.closeTo(0.002, 4) });
    expect((cost?.high ?? 0) - (cost?.low ?? 0)).toBeLessThan(0.0002);
    for (let index = 0; index < 10_000; index += 1) keeper.request(recordOf({ cpuSeconds: 0.01 }), true);
    expect(keeper.of(5)?.cpuSeconds).toBeCloseTo(0.01, 5);
  });
});
