import { describe, expect, test } from 'vitest';
import { Drops } from '../../../src/exporters/remote-write/drops.ts';
import { RequestQueue, type RequestStore } from '../../../src/exporters/remote-write/queue.ts';
import { DEFAULT_LIMITS, Spool } from '../../../src/exporters/remote-write/spool.ts';
import { temporaryFolder } from '../../config/support.ts';
import { numbered, numberOf } from './requests.ts';

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index);
const full = (): Error => Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });

/** A queue on a real spool whose disk can be full, or hang. */
async function made() {
  const told: string[] = [];
  const drops = new Drops((line) => told.push(line));
  const folder = temporaryFolder();
  const disk: { full: boolean; hang: Promise<void> | undefined } = { full: false, hang: undefined };
  const open = async (): Promise<RequestStore> => {
    const spool = await Spool.open(folder, DEFAULT_LIMITS, drops);
    return {
      get waiting() {
        return spool.waiting;
      },
      async append(request, now) {
        await disk.hang;
        if (disk.full) throw full();
        return spool.append(request, now);
      },
      first: (now) => spool.first(now),
      advance: (stored) => spool.advance(stored),
      close: () => spool.close(),
    };
  };
  const queue = new RequestQueue(open, drops, () => 1_790_000_000_000);
  await queue.start();
  return { queue, drops, told, disk, open };
}

async function drain(queue: RequestQueue): Promise<number[]> {
  const taken: number[] = [];
  for (let queued = await queue.first(); queued !== undefined; queued = await queue.first()) {
    taken.push(numberOf(queued.request));
    await queue.done(queued);
  }
  return taken;
}

const push = async (queue: RequestQueue, indices: readonly number[], bytes = 100): Promise<void> => {
  await Promise.all(indices.map((index) => queue.push(numbered(index, 1_790_000_000_000, bytes))));
};

describe('the queue', () => {
  test('keeps the order over a disk that was full for a while', async () => {
    const { queue, disk, drops } = await made();
    await push(queue, [0, 1]);
    disk.full = true;
    await push(queue, [2, 3, 4]);
    expect(queue.trouble).toBe('the disk is full');
    expect(queue.waiting.requests).toBe(5);
    disk.full = false;
    await push(queue, [5]);
    expect(queue.trouble).toBeUndefined();
    expect(await drain(queue)).toEqual(range(0, 6));
    expect(queue.waiting).toEqual({ requests: 0, bytes: 0, oldest: Number.NaN });
    expect(drops.total.requests).toBe(0);
    await queue.close();
  });

  test('a full disk stops nothing: what comes is sent from memory', async () => {
    const { queue, disk } = await made();
    disk.full = true;
    for (const index of range(0, 5)) {
      await push(queue, [index]);
      expect(await drain(queue)).toEqual([index]);
    }
    await queue.close();
  });

  test('what is on its way from memory may come onto the disk meanwhile: it is sent once', async () => {
    const { queue, disk } = await made();
    disk.full = true;
    await push(queue, [0]);
    const taken = await queue.first();
    disk.full = false;
    await push(queue, [1]);
    expect(queue.waiting.requests).toBe(2);
    if (taken !== undefined) await queue.done(taken);
    expect(await drain(queue)).toEqual([1]);
    // The same, but it could not be sent: it stays first.
    disk.full = true;
    await push(queue, [2]);
    await queue.first();
    disk.full = false;
    await push(queue, [3]);
    expect(await drain(queue)).toEqual([2, 3]);
    await queue.close();
  });

  test('memory has a bound: the oldest go, but not what is on its way', async () => {
    const { queue, disk, drops, told } = await made();
    disk.full = true;
    await push(queue, [0], 2 ** 20);
    const taken = await queue.first();
    await push(queue, range(1, 10), 2 ** 20);
    expect(drops.of('memory').requests).toBe(6);
    expect(told).toEqual(['a request was dropped (2 samples): the disk does not take them (the disk is full); further ones are counted']);
    if (taken !== undefined) await queue.done(taken);
    expect(await drain(queue)).toEqual([7, 8, 9]);
    await queue.close();
  });

  test('a disk that hangs: adding does not wait, and nothing is lost when it goes on', async () => {
    const { queue, disk } = await made();
    let goOn: () => void = () => undefined;
    disk.hang = new Promise((resolve) => {
      goOn = resolve;
    });
    const pushed = push(queue, range(0, 10));
    expect(queue.waiting.requests).toBe(10);
    goOn();
    await pushed;
    expect(await drain(queue)).toEqual(range(0, 10));
    await queue.close();
  });

  test('closing brings what it can onto the disk', async () => {
    const { queue, disk, open } = await made();
    disk.full = true;
    await push(queue, range(0, 3));
    disk.full = false;
    await queue.close();
    const store = await open();
    expect(store.waiting.requests).toBe(3);
    await store.close();
  });

  test('a folder that cannot be used is tried again', async () => {
    let [now, works, tries] = [0, false, 0];
    const folder = temporaryFolder();
    const drops = new Drops(() => undefined);
    const queue = new RequestQueue(async () => {
      tries += 1;
      if (!works) throw full();
      return Spool.open(folder, DEFAULT_LIMITS, drops);
    }, drops, () => now);
    await queue.start();
    await push(queue, [0, 1]);
    expect([queue.trouble, tries]).toEqual(['the disk is full', 1]);
    works = true;
    now = 30_000;
    await push(queue, [2]);
    expect([queue.trouble, tries]).toEqual([undefined, 2]);
    expect(await drain(queue)).toEqual([0, 1, 2]);
    await queue.close();
  });
});
