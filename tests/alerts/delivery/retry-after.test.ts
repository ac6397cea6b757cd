import { expect, test } from 'vitest';
import { retryAfter } from '../../../src/alerts/delivery/retry-after.ts';
import { NOW } from './support.ts';

test.each([
  ['0', 0], ['7', 7000], [' 30 ', 30_000], ['1.5', 1500], ['3600', 3_600_000], ['86400', 3_600_000], ['999999999999', 3_600_000],
  [new Date(NOW + 90_000).toUTCString(), 90_000], [new Date(NOW - 90_000).toUTCString(), 0], [new Date(NOW + 1e10).toUTCString(), 3_600_000],
  ['Saturday, 28-Nov-26 09:11:00 GMT', 60_000],
])('%s', (header, wait) => {
  expect(retryAfter(header, NOW)).toBe(wait);
});

test.each([undefined, '', 'soon', '-5', '1e3', 'Sat, 99 Nov 2026 09:10:00 GMT', '2026-11-28T09:11:00Z', '9'.repeat(20)])('%s is none', (header) => {
  expect(retryAfter(header, NOW)).toBeUndefined();
});
