import { expect, test } from 'vitest';
import { blankRecord, type RequestRecord } from '../../../src/analysis/traffic/request-record.ts';
import { Slowest } from '../../../src/analysis/traffic/slowest.ts';

const record = (over: Partial<RequestRecord>): RequestRecord => ({ ...blankRecord(), status: 200, ...over });

test('the slowest of each endpoint are kept, the slowest first, and for a while only', () => {
  const slowest = new Slowest(2, 10_000);
  for (const [endpoint, duration, endedAt] of [[1, 5, 0], [1, 50, 100], [2, 1, 200], [1, 20, 300], [1, 40, 9000]] as const) slowest.take(record({ endpoint, duration, endedAt }));
  expect(slowest.list(9500).map(({ endpoint, duration }) => [endpoint, duration])).toEqual([[1, 50], [1, 40], [2, 1]]);
  expect(slowest.list(10_150).map(({ duration }) => duration)).toEqual([40, 1]);
  expect(slowest.list(30_000)).toEqual([]);
});

test('connections and requests whose time is not known are not among them', () => {
  const slowest = new Slowest(2, 10_000);
  slowest.take(record({ endpoint: 1, duration: 9e6, connection: true }));
  slowest.take(record({ endpoint: 1, duration: Number.NaN }));
  expect(slowest.list(1)).toEqual([]);
});
