import { describe, expect, test } from 'vitest';
import type { RequestGroup } from '../../../src/reports/requests/grouping.ts';
import { type ReportSlice, requestReport, type RequestQuery, shortened } from '../../../src/reports/requests/request-report.ts';
import { MINUTE, NAMES, sliceOf, T0 } from './support.ts';

const HOUR = 60 * MINUTE;
const report = (slices: Iterable<ReportSlice>, group: RequestGroup = 'endpoint', over: Partial<RequestQuery> = {}) => requestReport(slices, NAMES, { period: { from: T0, to: T0 + HOUR }, group, sort: 'requests', wanted: () => true, ...over });

describe('what requests came to', () => {
  test('by endpoint: counts, rates, errors, percentiles, bytes, CPU and shares', () => {
    const { rows, total, coveredSeconds } = report([
      sliceOf(T0, [{ count: 90, cost: 0.01 }, { count: 10, record: { status: 503 } }, { endpoint: 2, count: 50, record: { duration: 200, status: 404 }, cost: 0.02 }]),
      sliceOf(T0 + MINUTE, [{ count: 20, cost: 0.01 }]),
    ]);
    expect(coveredSeconds).toBe(120);
    expect(rows.map(({ name }) => name)).toEqual(['GET /users/*', 'POST /orders']);
    expect(rows[0]).toMatchObject({ requests: 120, requestsPerSecond: 1, errorPercent: expect.closeTo(100 / 12, 9), clientErrorPercent: 0, p50Seconds: expect.closeTo(0.02, 3), sentBytes: 12_000, cpuSeconds: expect.closeTo(1.2, 9), cpuPerRequestSeconds: expect.closeTo(0.01, 9), cpuLowSeconds: expect.closeTo(0.005, 9), cpuHighSeconds: expect.closeTo(0.02, 9) });
    expect(rows[1]).toMatchObject({ clientErrorPercent: 100, p99Seconds: expect.closeTo(0.2, 2) });
    expect(total).toMatchObject({ requests: 170, cpuSeconds: expect.closeTo(2.2, 9), cpuSharePercent: 100 });
  });

  test('bug: shares were more than all where the cost of some requests was not known', () => {
    const { rows, total } = report([sliceOf(T0, [{ count: 10, cost: 10 }, { count: 90 }, { endpoint: 2, count: 100, cost: 1 }, { endpoint: 4, count: 5 }])]);
    const shares = rows.map(({ cpuSharePercent }) => cpuSharePercent);
    expect(shares.reduce((sum, share) => sum + (Number.isNaN(share) ? 0 : share), 0)).toBeCloseTo(100, 9);
    expect(total.cpuSeconds).toBeCloseTo(1100, 6);
    expect(rows.find(({ name }) => name === '(other)')?.cpuSharePercent).toBeNaN();
  });

  test('bug: endpoints of two sites were one', () => {
    const { rows } = report([sliceOf(T0, [{ count: 2 }, { endpoint: 3, count: 1 }])]);
    expect(rows.map(({ name, requests }) => [name, requests])).toEqual([['shop: GET /users/*', 2], ['blog: GET /users/*', 1]]);
    expect(report([sliceOf(T0, [{ count: 2 }, { endpoint: 3, count: 1 }])], 'route').rows.map(({ name, requests }) => [name, requests])).toEqual([['/users/*', 3]]);
  });

  test('bug: a row was told by the time of its own requests, not by the time that was counted', () => {
    const slices = [sliceOf(T0, [{ endpoint: 2, count: 60 }]), ...Array.from({ length: 9 }, (_, index) => sliceOf(T0 + (index + 1) * MINUTE, [{ count: 1 }]))];
    const only = report(slices, 'endpoint', { wanted: ({ key }) => key.endpoint === 2 });
    expect(only.coveredSeconds).toBe(600);
    expect(only.rows).toMatchObject([{ requestsPerSecond: 0.1 }]);
  });

  test('bug: the hour under way was told by a whole hour', () => {
    const slices = Array.from({ length: 6 }, (_, index) => sliceOf(T0 + index * MINUTE, [{ count: 60 }]));
    const { rows } = report(slices, 'hour', { sort: 'name', period: { from: T0, to: T0 + 5.5 * MINUTE } });
    expect(rows[0]?.requestsPerSecond).toBeCloseTo(360 / 330, 9);
    expect(report(slices, 'day').rows[0]?.requestsPerSecond).toBeCloseTo(1, 9);
  });

  test('bug: a year by the minute was more than the machine could hold in one call', () => {
    const slice = sliceOf(T0, [{ count: 1 }]);
    const year = { *[Symbol.iterator]() {
      for (let minute = 0; minute < 200_000; minute += 1) yield { ...slice, start: T0 + minute * MINUTE };
    } };
    expect(report(year, 'country', { period: { from: T0, to: T0 + 200_000 * MINUTE } })).toMatchObject({ coveredSeconds: 200_000 * 60, rows: [{ requests: 200_000 }] });
  });

  test('connections are no response times', () => {
    const { rows } = report([sliceOf(T0, [{ count: 5, record: { connection: true, duration: 3_600_000, upstream: 3_600_000 } }, { count: 5, record: { upstream: 10 } }])]);
    expect(rows).toMatchObject([{ connections: 5, connectionSeconds: 18_000, upstreamPercent: 50, meanSeconds: expect.closeTo(0.02, 6) }]);
  });

  test('of nothing nothing is known, and nothing is endless', () => {
    const empty = report([]);
    expect(empty).toMatchObject({ coveredSeconds: 0, rows: [], more: 0 });
    expect(empty.total.requests).toBe(0);
    for (const value of Object.values(empty.total)) if (typeof value === 'number') expect(value === Number.POSITIVE_INFINITY).toBe(false);
    // The percentiles of requests of which no time is known are not known either.
    expect(report([sliceOf(T0, [{ count: 3, record: { duration: Number.NaN } }])]).rows[0]?.p95Seconds).toBeNaN();
  });

  test.each<[RequestGroup, readonly string[]]>([
    ['country', ['DE', 'BR', 'local']], ['region', ['europe', 'south-america', 'unknown']], ['cohort', ['premium', '(none)', 'free']], ['method', ['GET', 'POST']], ['site', ['shop']], ['route', ['/users/*', '/orders']], ['minute', ['2027-01-15 12:00']], ['hour', ['2027-01-15 12:00']], ['day', ['2027-01-15']],
  ])('by %s', (group, expected) => {
    const { rows } = report([sliceOf(T0, [{ count: 3 }, { endpoint: 2, region: 11, cohort: -1, count: 2 }, { region: 12, cohort: 21, count: 1 }])], group);
    expect(rows.map(({ name }) => name)).toEqual(group === 'region' ? [...expected.slice(0, 2), expect.any(String)] : expected);
  });

  test('what is sorted by is greatest first, what is not known last; names rise; the first so many', () => {
    const slices = [sliceOf(T0, [{ count: 1, cost: 1 }, { endpoint: 2, count: 5 }, { endpoint: 3, count: 2, cost: 9 }])];
    expect(report(slices, 'endpoint', { sort: 'cpuPerRequestSeconds' }).rows.map(({ name }) => name)).toEqual(['blog: GET /users/*', 'shop: GET /users/*', 'shop: POST /orders']);
    const short = shortened(report(slices, 'endpoint', { sort: 'name' }), 2);
    expect([short.rows.map(({ name }) => name), short.more]).toEqual([['blog: GET /users/*', 'shop: GET /users/*'], 1]);
  });
});
