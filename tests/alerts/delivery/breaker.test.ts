import { expect, test } from 'vitest';
import { Breaker } from '../../../src/alerts/delivery/breaker.ts';
import { ChannelHealth } from '../../../src/alerts/delivery/channel-health.ts';

const fail = (breaker: Breaker, times: number, now: number): void => {
  for (let time = 0; time < times; time += 1) breaker.failed(now);
};

test('opens after five failures in a row, for pauses that double up to 15 minutes, and closes by one success', () => {
  const breaker = new Breaker(() => 0);
  fail(breaker, 4, 0);
  breaker.succeeded();
  fail(breaker, 4, 0);
  expect([breaker.isOpen, breaker.wait(0), breaker.failures]).toEqual([false, 0, 4]);
  const pauses: number[] = [];
  let now = 0;
  for (let round = 0; round < 10; round += 1) {
    breaker.failed(now);
    pauses.push(breaker.wait(now) / 1000);
    now += breaker.wait(now);
    expect([breaker.isOpen, breaker.wait(now)]).toEqual([true, 0]);
  }
  expect(pauses).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 900, 900]);
  breaker.succeeded();
  expect([breaker.isOpen, breaker.failures]).toEqual([false, 0]);
});

test('failures of what began before it opened change nothing; chance makes pauses shorter', () => {
  const breaker = new Breaker(() => 1);
  fail(breaker, 8, 100);
  expect(breaker.wait(100)).toBe(3750);
});

test('a word of when to come again pauses without a failure, and the longer word counts', () => {
  const health = new ChannelHealth(() => 0);
  for (let time = 0; time < 9; time += 1) health.learn({ result: 'retry', detail: 'busy', retryAfterMilliseconds: 60_000 - time }, 0);
  expect(health.at(0)).toEqual({ state: 'paused', reason: 'busy', waitMilliseconds: 60_000, failures: 0 });
  expect(health.isProbing).toBe(false);
  expect(health.at(60_000)).toEqual({ state: 'ok', reason: '', waitMilliseconds: 0, failures: 0 });
});

test('another configuration ends every pause if it is of another receiver, else only that of a broken one', () => {
  const health = new ChannelHealth(() => 0);
  health.learn({ result: 'retry', detail: 'busy', retryAfterMilliseconds: 60_000 }, 0);
  for (let time = 0; time < 5; time += 1) health.learn({ result: 'retry', detail: 'no answer' }, 0);
  health.learn({ result: 'failed', reason: 'configuration', detail: 'wrong password' }, 0);
  const waits = [health.wait(0)];
  for (const isOther of [false, true]) {
    health.forgive(isOther);
    waits.push(health.wait(0));
  }
  expect([waits, health.at(0).state]).toEqual([[900_000, 60_000, 0], 'broken']);
});

test('what began and what ended is said once', () => {
  const health = new ChannelHealth(() => 0);
  const wrong = { result: 'failed', reason: 'configuration', detail: 'wrong password' } as const;
  expect([health.learn(wrong, 0), health.learn(wrong, 0), health.isProbing, health.wait(0)]).toEqual(['broken', undefined, true, 900_000]);
  health.forgive(false);
  expect([health.isProbing, health.wait(0), health.learn(wrong, 0), health.wait(0)]).toEqual([true, 0, undefined, 900_000]);
  // A message that is refused shows that the password was right.
  expect([health.learn({ result: 'failed', reason: 'refused', detail: '' }, 0), health.learn({ result: 'delivered', detail: '' }, 0)]).toEqual(['mended', undefined]);
  for (let time = 0; time < 5; time += 1) health.learn({ result: 'retry', detail: 'no answer' }, 0);
  expect(health.at(0)).toEqual({ state: 'open', reason: 'no answer', waitMilliseconds: 5000, failures: 5 });
  expect(health.learn({ result: 'delivered', detail: '' }, 5000)).toBe('recovered');
});
