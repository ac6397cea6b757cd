import { expect, test } from 'vitest';
import { Ledger } from '../../../src/alerts/delivery/ledger.ts';
import { MemoryQueue } from '../../../src/alerts/delivery/memory-queue.ts';
import { NotStored } from '../../../storage/alerts/not-stored.ts';
import { message, NOW } from '../../storage/alerts/samples.ts';

const full = (): never => {
  throw new NotStored('full', 'alerts.db', undefined);
};

test('what the store could not be told is told later, each thing once; a fault of ours is not taken for one of the store', () => {
  const ledger = new Ledger();
  const written: string[] = [];
  const has = { room: false };
  const mark = (id: string, known = true): Parameters<Ledger['settle']>[1] => ({ groupKey: `group of ${id}`, since: 0, write: () => (has.room ? written.push(id) > 0 && known : full()) });
  for (const id of ['a', 'b', 'c']) ledger.settle(id, mark(id, id !== 'c'));
  expect([ledger.has('a'), [...ledger.stuckGroups], ledger.trouble]).toEqual([true, ['group of a', 'group of b', 'group of c'], 'alerts.db: alerts cannot be stored: the disk is full; make room']);
  ledger.flush();
  has.room = true;
  ledger.flush();
  ledger.flush();
  expect([written, ledger.has('a'), ledger.has('c'), ledger.stuckGroups.size, ledger.trouble]).toEqual([['a', 'b', 'c'], false, true, 0, undefined]);
  expect([ledger.catchUp('a'), ledger.catchUp('c'), ledger.has('c')]).toEqual([false, false, true]);
  expect(() => ledger.tell(() => {
    throw new TypeError('ours');
  })).toThrow('ours');
});

test('the end of a message that the store never learns of is remembered for a day, and not of more than 10000', () => {
  const ledger = new Ledger();
  const unknown = (since: number): Parameters<Ledger['settle']>[1] => ({ groupKey: '', since, write: () => false });
  for (let number = 0; number < 10_001; number += 1) ledger.settle(String(number), unknown(number));
  expect([ledger.has('0'), ledger.has('1')]).toEqual([false, true]);
  ledger.settle('later', unknown(86_400_000 + 5000));
  expect([ledger.has('5000'), ledger.has('5001')]).toEqual([false, true]);
});

test('in memory the one made first is the first of its group, whichever came first', () => {
  const memory = new MemoryQueue();
  const put = (id: string, groupKey: string, createdAt: number, at: number, attempts = 0): void => memory.put({ ...message(id, { groupKey }), attempts, createdAt, lastDetail: '' }, at);
  put('a2', 'a', NOW + 2, 0);
  put('a1', 'a', NOW + 1, 50, 1);
  put('b1', 'b', NOW + 3, 0);
  expect([memory.due(0).map(({ id }) => id), memory.nextAt(0), memory.nextAt(50), memory.firstOf('a')?.id, memory.isAlone('a1'), memory.isAlone('b1')]).toEqual([['b1'], 50, Number.POSITIVE_INFINITY, 'a1', false, true]);
  memory.hasten(10);
  expect(memory.due(10).map(({ id }) => id)).toEqual(['a1', 'b1']);
  memory.shift(-1000);
  expect(memory.firstOf('b')?.createdAt).toBe(NOW - 997);
  memory.delete('a1');
  expect([memory.size, memory.has('a1'), memory.firstOf('a')?.id, memory.firstOf('c')]).toEqual([2, false, 'a2', undefined]);
});
