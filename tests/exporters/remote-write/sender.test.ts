import { describe, expect, onTestFinished, test } from 'vitest';
import { Drops } from '../../../src/exporters/remote-write/drops.ts';
import type { WriteOutcome } from '../../../src/exporters/remote-write/outcome.ts';
import { RequestQueue } from '../../../src/exporters/remote-write/queue.ts';
import { Sender, waitBefore } from '../../../src/exporters/remote-write/sender.ts';
import { DEFAULT_LIMITS, Spool } from '../../../src/exporters/remote-write/spool.ts';
import { temporaryFolder } from '../../config/support.ts';
import { FakeClock, until } from './fake-clock.ts';
import { numbered, numberOf } from './requests.ts';

const SENT: WriteOutcome = { result: 'sent' };
const AWAY: WriteOutcome = { result: 'retry', detail: 'it refuses the connection' };
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index);

/** A sender to a receiver that answers as `answer` says. */
async function made(answer: (index: number, signal: AbortSignal) => WriteOutcome | Promise<WriteOutcome>) {
  const told: string[] = [];
  const taken: number[] = [];
  const clock = new FakeClock();
  const drops = new Drops((line) => told.push(line));
  const folder = temporaryFolder();
  const queue = new RequestQueue(() => Spool.open(folder, DEFAULT_LIMITS, drops), drops, clock.now);
  await queue.start();
  const sender = new Sender(queue, async (body, signal) => {
    const index = numberOf({ body, samples: 0, time: 0 });
    const outcome = await answer(index, signal);
    if (outcome.result === 'sent') taken.push(index);
    return outcome;
  }, drops, (line) => told.push(line), clock);
  sender.start();
  const push = async (indices: readonly number[]): Promise<void> => {
    for (const index of indices) {
      await queue.push(numbered(index, clock.time));
      sender.wake();
    }
  };
  onTestFinished(async () => {
    await sender.close(0);
    await queue.close();
  });
  return { sender, queue, clock, drops, told, taken, push };
}

test('waits longer each time, with a jitter, from 1 s to 5 min, and no less than it was asked to', () => {
  expect(range(0, 11).map((attempt) => waitBefore(attempt, 0.5))).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 64_000, 128_000, 256_000, 300_000, 300_000]);
  expect([waitBefore(0, 0), waitBefore(3, 0), waitBefore(3, 1), waitBefore(500, 1)]).toEqual([1000, 4000, 12_000, 300_000]);
  expect([waitBefore(0, 0.5, 90_000), waitBefore(9, 0.5, 90_000), waitBefore(9, 0.5, 3_600_000)]).toEqual([90_000, 300_000, 3_600_000]);
});

describe('the sender', () => {
  test('sends in order, each once', async () => {
    const { push, taken, sender } = await made(() => SENT);
    await push(range(0, 50));
    await until(() => taken.length === 50);
    expect(taken).toEqual(range(0, 50));
    await until(() => sender.sent.requests === 50);
    expect(sender.sent.samples).toBe(range(0, 50).reduce((sum, index) => sum + index + 1, 0));
    expect(sender.lastError).toBeUndefined();
  });

  test('tries again till it is taken, and says so twice: when it goes and when it is back', async () => {
    let away = true;
    const { push, taken, clock, told, queue, sender, drops } = await made(() => (away ? AWAY : SENT));
    await push(range(0, 5));
    await until(() => clock.slept.length >= 12);
    expect(clock.slept.slice(0, 5)).toEqual([1000, 2000, 4000, 8000, 16_000]);
    expect([queue.waiting.requests, sender.lastError, drops.total.requests]).toEqual([5, 'it refuses the connection', 0]);
    away = false;
    await until(() => taken.length === 5);
    expect(taken).toEqual(range(0, 5));
    expect(told).toEqual(['it refuses the connection; what is to be sent is kept till it goes', expect.stringMatching(/^it is answered again, after \d+ s; 5 requests wait$/)]);
    await until(() => sender.lastError === undefined);
  });

  test('does not tell of what passes by itself', async () => {
    let tries = 0;
    const { push, taken, told } = await made(() => {
      tries += 1;
      return tries % 3 === 0 ? SENT : AWAY;
    });
    await push(range(0, 3));
    await until(() => taken.length === 3);
    expect(told).toEqual([]);
  });

  test('waits as long as it is asked to', async () => {
    let first = true;
    const { push, taken, clock } = await made(() => {
      if (!first) return SENT;
      first = false;
      return { result: 'retry', detail: 'too many', retryAfterMilliseconds: 120_000 };
    });
    await push([0]);
    await until(() => taken.length === 1);
    expect(clock.slept).toEqual([120_000]);
  });

  test('what is refused is dropped and counted, the reason told once, and the rest goes on', async () => {
    const { push, taken, told, drops } = await made((index) => (index % 3 === 0 ? { result: 'refused', status: 400, detail: `it answered 400: no ${index}` } : index === 7 ? { result: 'refused', status: 413, detail: 'it answered 413' } : SENT));
    await push(range(0, 10));
    await until(() => drops.total.requests === 5 && taken.length === 5);
    expect(taken).toEqual([1, 2, 4, 5, 8]);
    expect(drops.of('refused')).toEqual({ requests: 5, samples: 1 + 4 + 7 + 8 + 10 });
    expect(told).toEqual(['a request was dropped (1 samples): it answered 400: no 0; further ones are counted', 'a request was dropped (8 samples): it answered 413; further ones are counted']);
  });

  test('closing sends what it can, then ends what hangs, and keeps it', async () => {
    const { push, taken, sender, queue } = await made((index, signal) => (index < 3 ? SENT : new Promise((resolve) => {
      signal.addEventListener('abort', () => resolve(AWAY));
    })));
    await push(range(0, 5));
    await until(() => taken.length === 3);
    const before = performance.now();
    await sender.close(200);
    expect(performance.now() - before).toBeLessThan(2000);
    expect(taken).toEqual([0, 1, 2]);
    expect([queue.waiting.requests, sender.lastError]).toEqual([2, undefined]);
  });

  test('closing with nothing to do, or while it waits to try again, takes no time', async () => {
    const idle = await made(() => SENT);
    const before = performance.now();
    await idle.sender.close(5000);
    expect(performance.now() - before).toBeLessThan(1000);
    const waiting = await made(() => AWAY);
    await waiting.push([0]);
    await until(() => waiting.clock.slept.length > 2);
    await waiting.sender.close(5000);
    expect(performance.now() - before).toBeLessThan(2000);
    expect(waiting.queue.waiting.requests).toBe(1);
  });
});
