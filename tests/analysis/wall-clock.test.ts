import { expect, test } from 'vitest';
import { LAST_TIME, wallMinute } from '../../src/analysis/wall-clock.ts';

test('a wall time is told to the minute, as far as a Date can hold it', () => {
  expect(wallMinute(Date.UTC(2026, 10, 28, 17, 5, 59, 999))).toBe('2026-11-28 17:05');
  expect(wallMinute(LAST_TIME)).toBe('+275760-09-13 00:00');
  expect([wallMinute(LAST_TIME + 1), wallMinute(Number.NaN), wallMinute(Number.POSITIVE_INFINITY)]).toEqual([undefined, undefined, undefined]);
});
