import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blankRecord, CACHE, type RequestRecord } from '../../../src/analysis/traffic/request-record.ts';
import { TrafficWindow } from '../../../src/analysis/traffic/traffic-window.ts';

const T0 = 1_800_000_000_000;
const record = (over: Partial<RequestRecord> = {}): RequestRecord => ({ ...blankRecord(), endedAt: T0, duration: 20, status: 200, endpoint: 1, ...over });

/** One request each `every` ms from T0 on. */
function steady(window: TrafficWindow, seconds: number, every: number, over: (index: number) => Partial<RequestRecord> = () => ({})): void {
  for (let at = 0, index = 0; at < seconds * 1000; at += every, index += 1) window.add(record({ endedAt: T0 + at, ...over(index) }), T0 + at, 0.002);
}

describe('the last minute of requests', () => {
  test('rates, percentiles, errors, bytes and CPU of a steady stream', () => {
    const window = new TrafficWindow(T0 - 100_000);
    steady(window, 60, 50, (index) => ({ duration: (index % 100) + 1, status: index % 50 === 0 ? 503 : index % 10 === 1 ? 404 : 200, sentBytes: 1000, receivedBytes: 100, upstream: (index % 100) / 2 }));
    const figures = window.figures(T0 + 60_000 - 1);
    expect(figures.requestsPerSecond).toBe(20);
    expect(figures.requests).toBe(1200);
    expect(figures.errorPercent).toBeCloseTo(2, 5);
    expect(figures.clientErrorPercent).toBeCloseTo(10, 5);
    expect(figures.p50Seconds).toBeGreaterThan(0.0495);
    expect(figures.p50Seconds).toBeLessThan(0.0515);
    expect(figures.p95Seconds).toBeGreaterThan(0.094);
    expect(figures.p95Seconds).toBeLessThan(0.097);
    expect(figures.sentBytesPerSecond).toBeCloseTo(20_000, -2);
    expect(figures.cpuPerRequestSeconds).toBeCloseTo(0.002, 8);
    expect(figures.cpuPerSecond).toBeCloseTo(0.04, 3);
    // 20 a second, 50.5 ms each.
    expect(figures.concurrency).toBeCloseTo(1.01, 2);
  });

  test('what is older than a minute is forgotten, and nothing of it is left', () => {
    const window = new TrafficWindow(T0);
    steady(window, 30, 100, () => ({ duration: 500, cache: CACHE.hit }));
    expect(window.figures(T0 + 75_000).requests).toBeGreaterThan(0);
    const figures = window.figures(T0 + 100_000);
    expect(figures).toMatchObject({ requests: 0, requestsPerSecond: 0, concurrency: 0 });
    expect(figures.p95Seconds).toBeNaN();
    expect(window.total).toBe(300);
    window.add(record({ duration: 10 }), T0 + 101_000, Number.NaN);
    expect(window.figures(T0 + 102_000).p50Seconds).toBeCloseTo(0.01, 3);
  });

  test('in its first seconds the rate is that of these seconds', () => {
    const window = new TrafficWindow(T0);
    steady(window, 3, 100);
    expect(window.figures(T0 + 3000).requestsPerSecond).toBe(10);
  });

  test('long connections have no response time, but are counted as open', () => {
    const window = new TrafficWindow(T0 - 60_000);
    for (let index = 0; index < 10; index += 1) window.add(record({ connection: true, duration: 30_000 }), T0 + 1000, Number.NaN);
    const figures = window.figures(T0 + 9999);
    expect(figures.p95Seconds).toBeNaN();
    expect(figures.concurrency).toBe(0);
    expect(figures.connections).toBeCloseTo(300 / 60, 1);
  });

  test('two that turn out to be one are what one window of all would have been', () => {
    fc.assert(fc.property(fc.array(fc.record({ at: fc.integer({ min: 0, max: 55_000 }), duration: fc.integer({ min: 0, max: 5000 }), second: fc.boolean() }), { maxLength: 60 }), (requests) => {
      const [one, other, all] = [new TrafficWindow(T0), new TrafficWindow(T0), new TrafficWindow(T0)];
      for (const { at, duration, second } of requests.toSorted((left, right) => left.at - right.at)) {
        (second ? other : one).add(record({ duration }), T0 + at, duration / 1e6);
        all.add(record({ duration }), T0 + at, duration / 1e6);
      }
      one.merge(other);
      const [merged, whole] = [one.figures(T0 + 56_000), all.figures(T0 + 56_000)];
      for (const name of ['requests', 'p50Seconds', 'p95Seconds', 'p99Seconds'] as const) expect(merged[name]).toEqual(whole[name]);
      expect(merged.cpuPerSecond || 0).toBeCloseTo(whole.cpuPerSecond || 0, 12);
      expect(one.total).toBe(all.total);
    }), { numRuns: 100 });
  });

  test('a client that went away is a failure, one that was refused is not', () => {
    const window = new TrafficWindow(T0);
    for (const status of [200, 499, 0, 500, 404]) window.add(record({ status }), T0 + 500, Number.NaN);
    expect(window.figures(T0 + 2000)).toMatchObject({ errorPercent: 60, clientErrorPercent: 20 });
  });
});

describe('a clock that is set back', () => {
  test('bug: what was counted before stayed till the clock was that late again', () => {
    const window = new TrafficWindow(T0 - 100_000);
    steady(window, 60, 100);
    const back = T0 - 3_600_000;
    expect(window.figures(back)).toMatchObject({ requests: 0, requestsPerSecond: 0, sentBytesPerSecond: 0 });
    for (let at = 0; at < 60_000; at += 100) window.add(record({ endedAt: back + at, sentBytes: 600 }), back + at, 0.002);
    expect(window.figures(back + 59_999).requests).toBe(600);
  });

  test('bug: rates were those of one second till the clock was as late as at the start', () => {
    const window = new TrafficWindow(T0);
    const back = T0 - 3_600_000;
    for (let at = 0; at < 60_000; at += 100) window.add(record({ endedAt: back + at, sentBytes: 600 }), back + at, 0.002);
    const figures = window.figures(back + 59_999);
    expect(figures.sentBytesPerSecond).toBeCloseTo(6000, -2);
    expect(figures.requestsPerSecond).toBe(10);
  });
});

test('bug: requests that came late took away the count of the second whose place they had', () => {
  const window = new TrafficWindow(T0 - 100_000);
  steady(window, 60, 100);
  for (let at = 0; at < 40_000; at += 1000) window.add(record({ endedAt: T0 + at }), T0 + at, 0.002);
  expect(window.figures(T0 + 60_000).requestsPerSecond).toBe(10);
});
