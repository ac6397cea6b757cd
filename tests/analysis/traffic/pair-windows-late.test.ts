import { expect, test } from 'vitest';
import { PairWindows } from '../../../src/analysis/traffic/pair-windows.ts';
import { blankRecord } from '../../../src/analysis/traffic/request-record.ts';

const T0 = 1_800_000_000_000;
const record = { ...blankRecord(), status: 200, duration: 20 };

test('bug: a pair\'s request that came a minute late took away what was counted in the slice whose place it had', () => {
  const windows = new PairWindows(10, T0 - 1e6);
  for (let at = 0; at < 65_000; at += 100) windows.take(7, record, T0 + at, 0.001);
  const before = [...windows.recent(T0 + 65_000)].map(([, { requestsPerSecond }]) => requestsPerSecond);
  windows.take(7, record, T0 + 6000, 0.001);
  expect([...windows.recent(T0 + 65_000)].map(([, { requestsPerSecond }]) => requestsPerSecond)).toEqual(before);
});

test('a clock that was set back does not hold pairs till it is that late again', () => {
  const windows = new PairWindows(10, T0);
  windows.take(7, record, T0, 0.001);
  expect([...windows.recent(T0 - 3_600_000)]).toEqual([]);
  windows.take(7, record, T0 - 3_600_000, 0.001);
  expect([...windows.recent(T0 - 3_600_000 + 1000)].map(([, { requestsPerSecond }]) => requestsPerSecond > 0)).toEqual([true]);
});
