import { expect, test } from 'vitest';
import { WallClock } from '../../../src/analysis/wall-clock.ts';
import { isoTime, lengthWords, utcTime } from '../../../src/alerts/delivery/moments.ts';
import { NOW } from './support.ts';

test('a time says its zone', () => {
  expect(isoTime(NOW, new WallClock('UTC'))).toBe('2026-11-28T09:10:00Z');
  expect(isoTime(NOW, new WallClock('Europe/Berlin'))).toBe('2026-11-28T10:10:00+01:00');
  expect(isoTime(NOW, new WallClock('America/St_Johns'))).toBe('2026-11-28T05:40:00-03:30');
  expect(isoTime(NOW, new WallClock())).toMatch(/^2026-11-2[789]T\d\d:10:00(?:Z|[+-]\d\d:\d\d)$/);
});

test('what is no time is said as such', () => {
  for (const time of [Number.NaN, Infinity, 8.64e15 + 1]) {
    expect(isoTime(time, new WallClock('UTC'))).toBe('an unknown time');
    expect(utcTime(time)).toBeNull();
  }
  expect(isoTime(8.64e15, new WallClock('Asia/Tokyo'))).toBe('an unknown time');
  expect(utcTime(NOW)).toBe('2026-11-28T09:10:00.000Z');
});

test.each([
  [-5000, '0 s'], [999, '0 s'], [42_000, '42 s'], [60_000, '1 min'], [3_599_999, '59 min'], [3_600_000, '1 h'], [11_520_000, '3 h 12 min'],
  [86_400_000, '1 d'], [1_051_200_000, '12 d 4 h'],
])('%d ms are %s', (milliseconds, words) => {
  expect(lengthWords(milliseconds)).toBe(words);
});
