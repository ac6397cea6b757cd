import { describe, expect, test } from 'vitest';
import { openStore } from '../../storage/alerts/support.ts';
import { again, benchOf, channel, commitOf, DELIVERED, failed, hang, holdTime, message, outboxOf, pass, Receiver } from './dispatching.ts';

const HOUR = 3_600_000;

describe('there is no store', () => {
  test('messages go out by the same rules', async () => {
    holdTime();
    const [slack, mail] = [new Receiver(again(), again(60_000), DELIVERED), new Receiver(failed('refused'), again())];
    const { dispatcher, told } = await benchOf({ slack: channel(slack), mail: channel(mail) }, { outbox: null });
    dispatcher.deliverNow([message('a1', { groupKey: 'a' }), message('a2', { groupKey: 'a' }), message('b', { groupKey: 'b', dueAt: Date.now() + 5000 }), message('x', { channel: 'mail' }), message('y', { channel: 'mail' })]);
    await pass(1500);
    expect(dispatcher.statuses).toMatchObject([{ channel: 'slack', inMemory: 3 }, { channel: 'mail', inMemory: 1 }]);
    await pass(2 * HOUR);
    expect(slack.attempts).toEqual(['a1 0', 'a1 1', 'a1 61', 'a2 61', 'b 61']);
    await pass(24 * HOUR);
    expect(told).toEqual(['dead mail x: it is refused', expect.stringMatching(/^dead mail y: given up after \d+ attempts: it is busy$/)]);
    expect(dispatcher.statuses).toMatchObject([{ inMemory: 0 }, { inMemory: 0 }]);
  });
});

describe('the store can be read and not written', () => {
  test('what is stored and what is not goes out once, in the order of its group, and is marked when there is room', async () => {
    holdTime();
    const store = await openStore();
    const has = { room: true };
    const receiver = new Receiver(again(), DELIVERED);
    const { dispatcher, put } = await benchOf({ slack: channel(receiver) }, { store, outbox: outboxOf(store, has) });
    const stored = ['a1', 'a2', 'b1'].map((id) => message(id, { groupKey: id.charAt(0) }));
    store.commit(commitOf({ time: Date.now(), messages: stored }));
    has.room = false;
    dispatcher.wake();
    await pass(1);
    const late = ['a3', 'b2', 'c1'].map((id) => message(id, { groupKey: id.charAt(0) }));
    dispatcher.deliverNow(late);
    await pass(500);
    expect(dispatcher.statuses).toMatchObject([{ inMemory: 2, trouble: 'alerts.db: alerts cannot be stored: the disk is full; make room' }]);
    await pass(10_000);
    expect(receiver.ids.split(' ').filter((id) => id.startsWith('a'))).toEqual(['a1', 'a1', 'a2', 'a3']);
    expect(receiver.ids.split(' ').filter((id) => id.startsWith('b'))).toEqual(['b1', 'b2']);
    expect(receiver.attempts).toContain('c1 0');
    expect(store.outbox.due('slack', Date.now(), 9).map(({ id }) => id)).toEqual(['a1', 'b1']);
    has.room = true;
    // The evaluation whose commit failed is repeated, with something new.
    put(...late, message('a4', { groupKey: 'a' }));
    await pass(100);
    expect(receiver.ids.split(' ').filter((id, index, all) => all.indexOf(id) === index)).toHaveLength(7);
    expect(receiver.attempts).toHaveLength(8);
    expect(store.outbox.channels()).toEqual([]);
    expect(store.deliveries.counts().get('slack')).toMatchObject({ delivered: 7 });
    expect(store.deliveries.messages({ id: 'a1' })).toMatchObject([{ attempts: 2, result: 'delivered' }]);
    expect(dispatcher.statuses).toMatchObject([{ inMemory: 0, trouble: undefined }]);
  });

  test('one that waits in memory to be tried again is known to the store when there is room', async () => {
    holdTime();
    const store = await openStore();
    const has = { room: false };
    const receiver = new Receiver(again(), again(), again(), DELIVERED);
    const { dispatcher } = await benchOf({ slack: channel(receiver) }, { store, outbox: outboxOf(store, has) });
    dispatcher.deliverNow([message('a')]);
    await pass(100);
    has.room = true;
    store.commit(commitOf({ time: Date.now(), messages: [message('a')] }));
    dispatcher.wake();
    await pass(1000);
    expect(dispatcher.statuses).toMatchObject([{ inMemory: 0 }]);
    expect(store.outbox.firstOf('slack', 'group', () => false)).toMatchObject({ attempts: 2, lastDetail: 'it is busy' });
    await pass(10_000);
    expect(receiver.attempts).toEqual(['a 0', 'a 1', 'a 3', 'a 7']);
  });

  test('what could not be told while it ran is told as it ends', async () => {
    holdTime();
    const store = await openStore();
    const has = { room: true };
    const { dispatcher } = await benchOf({ slack: channel(new Receiver()) }, { store, outbox: outboxOf(store, has) });
    store.commit(commitOf({ time: Date.now(), messages: [message('a')] }));
    has.room = false;
    await pass(5000);
    has.room = true;
    expect(store.outbox.channels()).toEqual(['slack']);
    await dispatcher.close(0);
    expect(store.outbox.channels()).toEqual([]);
  });

  test('what is stored afterwards does not overtake what is in memory, even if that is never stored', async () => {
    holdTime();
    const receiver = new Receiver(again(), DELIVERED);
    const { dispatcher, put } = await benchOf({ slack: channel(receiver, { atOnce: 4 }) });
    dispatcher.deliverNow([message('a1')]);
    await pass(100);
    put(message('a2'), message('b1', { groupKey: 'b' }));
    await pass(5000);
    expect(receiver.attempts).toEqual(['a1 0', 'b1 0.1', 'a1 1', 'a2 1']);
  });

  test('it cannot even be read: memory goes on', async () => {
    holdTime();
    const store = await openStore();
    const receiver = new Receiver();
    const { dispatcher } = await benchOf({ slack: channel(receiver) }, { store, outbox: outboxOf(store, { room: false, readable: false }) });
    dispatcher.deliverNow([message('a'), message('b')]);
    await pass(6000);
    expect(receiver.attempts).toEqual(['a 0', 'b 0']);
    expect(dispatcher.statuses).toMatchObject([{ trouble: 'alerts.db: alerts cannot be read: it is malformed; move it away, a new one will be made: mv alerts.db alerts.db.damaged' }]);
  });

  test('what was told without the store\'s knowing is not taken for never told', async () => {
    holdTime();
    const store = await openStore();
    const receiver = new Receiver(DELIVERED, hang, DELIVERED);
    const { dispatcher, put } = await benchOf({ slack: channel(receiver, { timeoutMilliseconds: 90_000 }) }, { store });
    dispatcher.deliverNow([message('f0')]);
    await pass(10);
    put(message('other', { groupKey: 'b' }), message('f1'), message('r1', { status: 'resolved' }));
    await pass(HOUR);
    expect(receiver.ids).toBe('f0 other f1 r1 other');
  });
});
