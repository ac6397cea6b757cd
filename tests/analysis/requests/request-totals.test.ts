import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { latencyBucket, LatencyHistogram } from '../../../src/analysis/requests/latency-histogram.ts';
import { type RequestFigures, RequestTotals, REST } from '../../../src/analysis/requests/request-totals.ts';
import { SessionCounter } from '../../../src/analysis/requests/session-counter.ts';
import { bucketOf, Sketch, valueOf } from '../../../src/analysis/sketch.ts';

const milliseconds = fc.oneof(fc.integer({ min: 0, max: 100_000 }), fc.double({ min: 0, max: 1e10, noNaN: true }), fc.double({ min: 1e-6, max: 10, noNaN: true }), fc.integer({ min: 300, max: 2700 }).map(valueOf));

describe('latencies', () => {
  test('are in the buckets of the sketch, also at their borders', () => {
    fc.assert(fc.property(milliseconds, (value) => {
      expect(latencyBucket(value)).toBe(bucketOf(value));
    }), { numRuns: 5000 });
    for (let bucket = 400; bucket < 2000; bucket += 1) {
      const border = valueOf(bucket) * 1.01;
      for (const value of [border * (1 - 1e-12), border, border * (1 + 1e-12)]) expect(latencyBucket(value)).toBe(bucketOf(value));
    }
  });

  test('have the percentiles of the sketch of the same figures, merged or not', () => {
    fc.assert(fc.property(fc.array(milliseconds, { maxLength: 200 }), fc.array(milliseconds, { maxLength: 50 }), (left, right) => {
      const sketch = new Sketch();
      const one = new LatencyHistogram();
      const other = new LatencyHistogram();
      for (const value of left) one.add(value);
      for (const value of right) other.add(value);
      for (const value of [...left, ...right]) sketch.add(value);
      one.merge(other);
      for (const q of [0, 0.5, 0.95, 0.99, 1]) expect(one.quantile(q)).toEqual(sketch.quantile(q));
      const added = new Sketch();
      one.addTo(added);
      expect(added.buckets()).toEqual(sketch.buckets());
      expect(one.count).toBe(left.length + right.length);
    }));
  });

  test('what is no latency is left out', () => {
    const histogram = new LatencyHistogram();
    for (const value of [Number.NaN, -1, Number.POSITIVE_INFINITY]) histogram.add(value);
    expect([histogram.count, histogram.quantile(0.5)]).toEqual([0, Number.NaN]);
  });
});

const request = (status: number, more: Partial<RequestFigures> = {}): RequestFigures => ({ status, durationMilliseconds: 10, upstreamMilliseconds: Number.NaN, bytesSent: 100, bytesReceived: Number.NaN, aborted: false, upgraded: false, ...more });

describe('totals', () => {
  test('classes of status, bytes, upstreams, long connections', () => {
    const total = new RequestTotals().of(1);
    for (const status of [200, 404, 500, 503]) total.add(request(status, { upstreamMilliseconds: 5, bytesReceived: 7 }));
    total.add(request(499, { aborted: true, bytesSent: Number.NaN }));
    total.add(request(101, { upgraded: true, durationMilliseconds: 1e6 }));
    expect(total).toMatchObject({ requests: 6, clientErrors: 1, serverErrors: 2, aborted: 1, upgraded: 1, bytesSent: 500, bytesReceived: 28, upstreamMilliseconds: 20, upstreamRequests: 4, durationMilliseconds: 50 });
    expect(total.latency.count).toBe(5);
  });

  test('merging and moving lose nothing', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat({ max: 6 }), fc.nat({ max: 4 }), fc.nat({ max: 2 })), { maxLength: 200 }), fc.array(fc.tuple(fc.nat({ max: 6 }), fc.nat({ max: 6 })), { maxLength: 4 }), fc.integer({ min: 1, max: 200 }), (keys, moves, limit) => {
      const one = new RequestTotals(limit);
      const two = new RequestTotals(limit);
      keys.forEach(([endpoint, region, cohort], index) => (index % 2 === 0 ? one : two).of(endpoint, region, cohort).add(request(200)));
      one.merge(two);
      one.move(moves.map(([from, to]) => ({ from: from + 1, to: to === from + 1 ? 0 : to })));
      expect(one.rows().reduce((sum, row) => sum + row.requests, 0)).toBe(keys.length);
      expect(new Set(one.rows().map((row) => `${row.endpoint} ${row.region} ${row.cohort}`)).size).toBe(one.rows().length);
      expect(one.rows().length).toBeLessThanOrEqual(limit + 7);
    }));
  });

  test('moves in their order: what came to a number and went on', () => {
    const totals = new RequestTotals();
    totals.of(5).add(request(200));
    totals.of(6).add(request(200));
    totals.move([{ from: 5, to: 6 }, { from: 6, to: 7 }]);
    expect(totals.rows().map(({ endpoint, requests }) => [endpoint, requests])).toEqual([[7, 2]]);
  });

  test('beyond the limit regions and cohorts are the rest', () => {
    const totals = new RequestTotals(2);
    totals.of(1, 1, 1);
    totals.of(1, 2, 1);
    expect(totals.of(1, 3, 1)).toMatchObject({ endpoint: 1, region: REST, cohort: REST });
    totals.of(1, 4, 9).add(request(200));
    expect([totals.of(1, 3, 1).requests, totals.rows().length]).toEqual([1, 3]);
  });
});

test('a visit ends after half an hour; the region of a client is asked for once', () => {
  const asked: string[] = [];
  const sessions = new SessionCounter({ regionOf: (bytes, start, end) => {
    asked.push(new TextDecoder().decode(bytes.subarray(start, end)));
    return asked.length;
  } });
  const add = (client: string, minute: number): number => sessions.add(new TextEncoder().encode(client), 0, client.length, minute * 60_000);
  const first = add('192.0.2.1', 0);
  add('192.0.2.1', 29);
  add('192.0.2.1', 20);
  add('192.0.2.1', 58);
  add('192.0.2.1', 89);
  const second = add('192.0.2.2', 89);
  expect([sessions.sessions, sessions.clients, sessions.region(first), sessions.region(second)]).toEqual([3, 2, 1, 2]);
  expect(asked).toEqual(['192.0.2.1', '192.0.2.2']);
});
