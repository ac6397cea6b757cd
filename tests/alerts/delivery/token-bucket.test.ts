import { expect, test } from 'vitest';
import { TokenBucket } from '../../../src/alerts/delivery/token-bucket.ts';

test('a burst at once, then as time goes by', () => {
  let now = 1000;
  const bucket = new TokenBucket({ burst: 2, perSecond: 0.5 }, () => now);
  expect([bucket.take(), bucket.take(), bucket.take()]).toEqual([0, 0, 2000]);
  now += 1500;
  expect(bucket.take()).toBe(500);
  now += 500;
  expect(bucket.take()).toBe(0);
  now += 3_600_000;
  expect([bucket.take(), bucket.take(), bucket.take()]).toEqual([0, 0, 2000]);
});

test('a clock that is put back gives nothing and takes nothing', () => {
  let now = 1000;
  const bucket = new TokenBucket({ burst: 1, perSecond: 1 }, () => now);
  expect(bucket.take()).toBe(0);
  now -= 900;
  expect(bucket.take()).toBe(1000);
});
