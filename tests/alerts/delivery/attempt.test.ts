import { expect, test } from 'vitest';
import { attemptOnce } from '../../../src/alerts/delivery/attempt.ts';
import { notifierOf, STOPPED } from '../../../src/alerts/delivery/faults.ts';
import type { Outcome } from '../../../src/alerts/delivery/notifier.ts';
import { type Answer, after, DELIVERED, hang, holdTime, pass, Receiver } from './dispatching.ts';
import { notification } from '../../storage/alerts/samples.ts';

/** What comes of an attempt of at most 2 s, and after how many ms. */
async function tryIt(answer: Answer, stopAfter?: number): Promise<readonly [Outcome, number]> {
  const [began, stop] = [performance.now(), new AbortController()];
  let ended = Number.NaN;
  const outcome = attemptOnce(new Receiver(answer), notification('a'), 2000, stop.signal).finally(() => {
    ended = performance.now() - began;
  });
  if (stopAfter !== undefined) {
    await pass(stopAfter);
    stop.abort();
  }
  await pass(10_000);
  return [await outcome, ended];
}

const LATE: Outcome = { result: 'retry', detail: 'no answer within 2 s' };
const heeding: Answer = (signal) => notifierOf((_, either) => new Promise((resolve) => {
  either.addEventListener('abort', () => resolve(STOPPED));
})).send(notification('a'), signal);

test.each<[string, Answer, Outcome, number]>([
  ['answers', after(1500, DELIVERED), DELIVERED, 1500],
  ['answers just after it was told to end', after(2500, DELIVERED), DELIVERED, 2500],
  ['ends when it is told to', heeding, LATE, 2000],
  ['never ends', hang, LATE, 3000],
  ['rejects', () => Promise.reject(new Error('a secret')), { result: 'retry', detail: 'a fault of this program' }, 0],
  ['throws', () => {
    throw new Error('a secret');
  }, { result: 'retry', detail: 'a fault of this program' }, 0],
])('a notifier that %s', async (_, answer, outcome, milliseconds) => {
  holdTime();
  expect(await tryIt(answer)).toEqual([outcome, milliseconds]);
});

test.each<[string, Answer, Outcome, number]>([
  ['ends when it is told to', heeding, STOPPED, 500],
  ['answers just then', after(550, DELIVERED), DELIVERED, 550],
  ['never ends', hang, STOPPED, 600],
])('the program ends, and a notifier that %s', async (_, answer, outcome, milliseconds) => {
  holdTime();
  expect(await tryIt(answer, 500)).toEqual([outcome, milliseconds]);
});

test('the program has ended before', async () => {
  holdTime();
  const outcome = attemptOnce(new Receiver(hang), notification('a'), 2000, AbortSignal.abort());
  await pass(100);
  expect(await outcome).toBe(STOPPED);
});
