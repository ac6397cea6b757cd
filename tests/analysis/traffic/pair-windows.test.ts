import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PairWindows } from '../../../src/analysis/traffic/pair-windows.ts';
import { blankRecord } from '../../../src/analysis/traffic/request-record.ts';
import { TrafficWindow } from '../../../src/analysis/traffic/traffic-window.ts';

const T0 = 1_800_000_000_000;
const recordOf = (duration: number, status = 200, byGateway = false) => ({ ...blankRecord(), duration, status, byGateway });

test('rates, errors and CPU are those of a whole window, the 95th percentile within a tenth', () => {
  fc.assert(fc.property(fc.array(fc.record({ wait: fc.double({ min: 0, max: 3000, noNaN: true }), duration: fc.double({ min: 1, max: 60_000, noNaN: true }), status: fc.constantFrom(200, 404, 500), byGateway: fc.boolean(), cpu: fc.oneof(fc.constant(Number.NaN), fc.double({ min: 0, max: 1, noNaN: true })) }), { minLength: 1, maxLength: 200 }), (requests) => {
    const pairs = new PairWindows(10, T0);
    const whole = new TrafficWindow(T0);
    let now = T0;
    for (const { wait, duration, status, byGateway, cpu } of requests) {
      now += wait;
      pairs.take(7, recordOf(duration, status, byGateway), now, cpu);
      whole.add(recordOf(duration, status, byGateway), now, cpu);
    }
    const [[pair, figures] = [0, undefined]] = pairs.recent(now);
    const expected = whole.figures(now);
    expect([pair, figures?.total]).toEqual([7, requests.length]);
    expect(figures?.requestsPerSecond).toBeCloseTo(expected.meanPerSecond, 6);
    expect(figures?.errorPercent).toBeCloseTo(expected.errorPercent, 6);
    if (Number.isNaN(expected.cpuPerSecond)) expect(figures?.cpuPerSecond).toBeNaN();
    else expect(figures?.cpuPerSecond).toBeCloseTo(expected.cpuPerSecond, 6);
  }));
  const even = new PairWindows(10, T0);
  for (let index = 1; index <= 1000; index += 1) even.take(1, recordOf(index), T0 + index, 0);
  const [[, { p95Seconds }] = [0, { p95Seconds: 0 }]] = even.recent(T0 + 1000);
  expect(p95Seconds).toBeGreaterThan(0.95 / 1.1);
  expect(p95Seconds).toBeLessThan(0.95 * 1.1);
});

test('what is over fades, a pair without requests is forgotten, and its place is another\'s', () => {
  const pairs = new PairWindows(2, T0);
  pairs.take(1, recordOf(10, 500), T0, 1);
  pairs.take(2, recordOf(10), T0, 1);
  pairs.take(3, recordOf(10), T0, 1);
  expect([...pairs.recent(T0)].map(([pair]) => pair)).toEqual([1, 2]);
  const [[, quiet] = [0, undefined]] = pairs.recent(T0 + 120_000);
  expect(quiet).toMatchObject({ total: 1, requestsPerSecond: 0, errorPercent: Number.NaN, cpuPerSecond: 0 });
  expect([...pairs.recent(T0 + 700_000)]).toEqual([]);
  pairs.take(3, recordOf(20), T0 + 700_000, 0.5);
  expect([...pairs.recent(T0 + 700_000)]).toMatchObject([[3, { total: 1, errorPercent: 0 }]]);
});

test('pairs that turn out to be others are counted with them, and the busiest are given first', () => {
  const pairs = new PairWindows(100, T0);
  for (let pair = 0; pair < 100; pair += 1) for (let count = 0; count <= pair; count += 1) pairs.take(pair, recordOf(10), T0 + count, 0.001);
  expect([...pairs.recent(T0 + 1000, 3)].map(([pair, { total }]) => [pair, total])).toEqual([[99, 100], [98, 99], [97, 98]]);
  pairs.moveAll((pair) => (pair >= 50 ? 1 : undefined));
  const moved = new Map(pairs.recent(T0 + 1000));
  expect(moved.size).toBe(50);
  expect(moved.get(1)?.total).toBe(2 + Array.from({ length: 50 }, (_, index) => 51 + index).reduce((sum, count) => sum + count, 0));
  expect(moved.get(1)?.requestsPerSecond).toBeCloseTo(moved.get(1)?.total ?? 0, 6);
});
