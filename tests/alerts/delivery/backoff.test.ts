import { expect, test } from 'vitest';
import { backoff, retryWait } from '../../../src/alerts/delivery/backoff.ts';
import { verdictOf } from '../../../src/alerts/delivery/verdict.ts';

const HOUR = 3_600_000;

test('anything up to a bound that doubles from a second to 15 minutes', () => {
  const bounds = [1, 2, 3, 10, 11, 5000].map((attempts) => backoff(attempts, () => 1));
  expect(bounds).toEqual([1000, 2000, 4000, 512_000, 900_000, 900_000]);
  expect([backoff(5, () => 0), backoff(5, () => 0.25)]).toEqual([0, 4000]);
});

test('not before the server wants it, at most an hour', () => {
  expect([retryWait(1, 5000, () => 1), retryWait(4, 5000, () => 1), retryWait(1, 9 * HOUR, () => 0), retryWait(1, undefined, () => 0)]).toEqual([5000, 8000, HOUR, 0]);
});

test('what becomes of a message by what came of its attempt', () => {
  const of = (outcome: Parameters<typeof verdictOf>[1], age = 0, attempts = 2): ReturnType<typeof verdictOf> => verdictOf({ attempts, createdAt: 1000 }, outcome, 1000 + age, () => 1);
  expect(of({ result: 'delivered', detail: '' }, 99 * HOUR)).toEqual({ what: 'delivered' });
  expect(of({ result: 'failed', reason: 'refused', detail: 'too long' })).toEqual({ what: 'dead', why: 'too long' });
  expect(of({ result: 'failed', reason: 'configuration', detail: '' }, 99 * HOUR)).toEqual({ what: 'again', waitMilliseconds: 0 });
  expect(of({ result: 'retry', detail: 'busy', retryAfterMilliseconds: 7000 }, 24 * HOUR - 1)).toEqual({ what: 'again', waitMilliseconds: 7000 });
  expect(of({ result: 'retry', detail: 'busy' }, 24 * HOUR)).toEqual({ what: 'dead', why: 'given up after 2 attempts: busy' });
  expect(of({ result: 'retry', detail: 'busy' }, 24 * HOUR, 1)).toEqual({ what: 'dead', why: 'given up after 1 attempt: busy' });
});
