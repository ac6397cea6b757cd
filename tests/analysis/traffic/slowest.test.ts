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

test('bug: slow requests of an endpoint that turned out to be another stood under a number that a third may get', () => {
  const slowest = new Slowest(2, 10_000);
  for (const [endpoint, duration] of [[1, 5], [1, 50], [2, 20], [2, 10]] as const) slowest.take(record({ endpoint, duration, endedAt: 100 }));
  slowest.move(1, 2);
  expect(slowest.list(200).map(({ endpoint, duration }) => [endpoint, duration])).toEqual([[2, 50], [2, 20]]);
  slowest.move(1, 3);
  slowest.move(2, 2);
  expect(slowest.list(200)).toHaveLength(2);
});

test('bug: one whose program is an hour ahead stayed for an hour', () => {
  const slowest = new Slowest(2, 10_000);
  slowest.take(record({ endpoint: 1, duration: 5, endedAt: 3_600_000 }), 1000, 7);
  expect(slowest.list(2000)).toMatchObject([{ endedAt: 1000, generation: 7 }]);
  expect(slowest.list(12_000)).toEqual([]);
});

test('of more than are wanted, the slowest of each endpoint come first', () => {
  const slowest = new Slowest(3, 10_000);
  for (let endpoint = 0; endpoint < 10; endpoint += 1) for (let index = 1; index <= 3; index += 1) slowest.take(record({ endpoint, duration: 100 * endpoint + index, endedAt: 1 }));
  expect(slowest.list(2)).toHaveLength(30);
  expect(slowest.list(2, 12).map(({ endpoint, duration }) => [endpoint, duration])).toEqual([...Array.from({ length: 10 }, (_, index) => [9 - index, 100 * (9 - index) + 3]), [9, 902], [8, 802]]);
  expect(slowest.list(2, 3).map(({ duration }) => duration)).toEqual([903, 803, 703]);
});
