import { expect, test } from 'vitest';
import { WindowMap } from '../../../src/engine/traffic/window-map.ts';
import { recordOf, T0 } from './support.ts';

const MINUTE = 60_000;
const keys = (map: WindowMap, now: number): readonly number[] => [...map.recent(now)].map(([key]) => key);
const totals = (map: WindowMap, now: number): readonly (readonly [number, number])[] => [...map.recent(now)].map(([key, { total }]) => [key, total] as const);

test('windows are made when first needed, and forgotten ten minutes after their last request', () => {
  const map = new WindowMap(10, T0);
  map.take(1, recordOf(), T0, 0);
  map.take(2, recordOf(), T0 + 9 * MINUTE, 0);
  expect(keys(map, T0 + 10 * MINUTE)).toEqual([1, 2]);
  expect(keys(map, T0 + 10 * MINUTE + 1)).toEqual([2]);
  expect(map.get(1)).toBeUndefined();
});

test('beyond the bound what is new has none, and what is known goes on', () => {
  const map = new WindowMap(3, T0);
  for (let key = 0; key < 1000; key += 1) map.take(key, recordOf(), T0, 0);
  map.take(1, recordOf(), T0, 0);
  expect(totals(map, T0)).toEqual([[0, 1], [1, 2], [2, 1]]);
});

test('what moved counts as the other', () => {
  const map = new WindowMap(10, T0);
  for (const key of [1, 1, 2, 7]) map.take(key, recordOf(), T0, 0);
  map.move(1, 2);
  map.move(7, 8);
  map.move(99, 2);
  expect(totals(map, T0)).toEqual([[2, 3], [8, 1]]);
  map.move(2, 8);
  expect(totals(map, T0)).toEqual([[8, 4]]);
});

test('bug: a clock that was set back kept all windows till it was that late again', () => {
  const map = new WindowMap(10, T0);
  map.take(1, recordOf(), T0, 0);
  expect(keys(map, T0 - 60 * MINUTE)).toEqual([]);
});
