import { describe, expect, test } from 'vitest';
import { openStore } from '../../storage/alerts/support.ts';
import { temporaryFolder } from '../../config/support.ts';
import { after, again, benchOf, channel, commitOf, DELIVERED, failed, hang, holdTime, message, pass, Receiver } from './dispatching.ts';

const HOUR = 3_600_000;
const own = (id: string, more: Parameters<typeof message>[1] = {}): ReturnType<typeof message> => message(id, { groupKey: id, ...more });

describe('it begins', () => {
  test('what a process that was killed had leased is sent at once', async () => {
    holdTime();
    const folder = temporaryFolder();
    const killed = await openStore(folder);
    killed.commit(commitOf({ time: Date.now(), messages: [own('a'), own('b')] }));
    killed.outbox.lease('a', 'slack', Date.now(), Date.now() + 60_000);
    const receiver = new Receiver();
    await benchOf({ slack: channel(receiver) }, { store: await openStore(folder) });
    await pass(10);
    expect(receiver.attempts).toEqual(['a 0', 'b 0']);
  });

  test('nothing before it is started', async () => {
    holdTime();
    const receiver = new Receiver();
    const { dispatcher, put } = await benchOf({ slack: channel(receiver) }, { started: false });
    put(own('a'));
    dispatcher.deliverNow([own('b')]);
    await pass(10_000);
    expect(receiver.ids).toBe('');
    dispatcher.start();
    await pass(10);
    expect(receiver.ids).toBe('b a');
  });
});

describe('it ends', () => {
  test('what is under way may end within the grace, nothing new begins, and what is left is for the next one', async () => {
    holdTime();
    const [quick, slow] = [new Receiver(after(800, DELIVERED)), new Receiver(hang)];
    const store = await openStore();
    const { dispatcher, put } = await benchOf({ quick: channel(quick), slow: channel(slow) }, { store });
    put(own('a', { channel: 'quick' }), own('b', { channel: 'quick' }), own('a', { channel: 'slow' }));
    await pass(100);
    let ended = false;
    const closing = dispatcher.close(2000).finally(() => {
      ended = true;
    });
    await pass(1990);
    expect([ended, quick.closed, slow.closed]).toEqual([false, 1, 0]);
    await pass(200);
    await closing;
    expect([ended, slow.closed, quick.ids]).toEqual([true, 1, 'a']);
    expect(store.deliveries.messages({ id: 'a' }).map(({ channel: name, result, lastDetail }) => [name, result, lastDetail])).toEqual([['quick', 'delivered', 'it took it'], ['slow', undefined, 'stopped before it was delivered']]);
    expect(store.database.get('SELECT count(*) AS n FROM message WHERE owner IS NOT NULL OR due > ?', Date.now())).toEqual({ n: 0 });
    dispatcher.wake();
    dispatcher.deliverNow([own('c', { channel: 'quick' })]);
    await pass(HOUR);
    expect(quick.ids).toBe('a');
    const next = new Receiver();
    await benchOf({ quick: channel(next), slow: channel(next) }, { store });
    await pass(10);
    expect(next.ids.split(' ').toSorted()).toEqual(['a', 'b']);
  });

  test('a notifier that does not close keeps nobody', async () => {
    holdTime();
    const { dispatcher } = await benchOf({ slack: channel({ send: async () => DELIVERED, close: () => new Promise(() => undefined) }), mail: channel({ send: async () => DELIVERED, close: () => Promise.reject(new Error('no')) }) });
    const closing = dispatcher.close(0);
    await pass(1000);
    await closing;
  });
});

describe('channels are read anew', () => {
  test('what was broken is tried at once; what is under way ends with the notifier it began with', async () => {
    holdTime();
    const [broken, busy] = [new Receiver(failed('configuration')), new Receiver(after(5000, DELIVERED))];
    const { dispatcher, put, told } = await benchOf({ slack: channel(broken), mail: channel(busy) });
    put(own('a'), own('b'), own('m', { channel: 'mail' }));
    await pass(100);
    const [mended, other] = [new Receiver(), new Receiver()];
    dispatcher.reload(new Map([['slack', channel(mended)], ['mail', channel(other)]]));
    await pass(100);
    expect([broken.attempts.length, broken.closed, mended.ids.split(' ').toSorted(), busy.closed]).toEqual([1, 1, ['a', 'b'], 0]);
    await pass(5000);
    expect([busy.ids, busy.closed, other.ids, other.closed]).toEqual(['m', 1, '', 0]);
    expect(told).toEqual(['broken slack: it is configuration', 'mended slack']);
    await dispatcher.close(0);
    expect([mended.closed, other.closed, busy.closed]).toEqual([1, 1, 1]);
  });

  test('the last word of a notifier that is no longer used breaks nothing', async () => {
    holdTime();
    const [before, now] = [new Receiver(after(5000, failed('configuration'))), new Receiver()];
    const { dispatcher, put, told } = await benchOf({ slack: channel(before) });
    put(own('a'));
    await pass(100);
    dispatcher.reload(new Map([['slack', channel(now)]]));
    await pass(5000);
    expect([before.ids, now.ids, told, dispatcher.statuses[0]?.state]).toEqual(['a', 'a', [], 'ok']);
  });

  test('messages for a channel that is gone wait a day for it', async () => {
    holdTime();
    const [slack, back] = [new Receiver(), new Receiver()];
    const { dispatcher, store, put, told } = await benchOf({ slack: channel(slack) });
    dispatcher.reload(new Map());
    expect(dispatcher.statuses.map(({ channel: name }) => name)).toEqual(['slack']);
    put(own('a'), own('b', { channel: 'never' }));
    await pass(HOUR);
    expect(dispatcher.statuses).toMatchObject([{ channel: 'slack', state: 'open', reason: 'there is no channel of that name in the configuration' }, { channel: 'never' }]);
    dispatcher.reload(new Map([['slack', channel(back)]]));
    await pass(HOUR);
    expect([slack.ids, back.ids]).toEqual(['', 'a']);
    store.database.run('UPDATE message SET created = created - 86400000');
    await pass(HOUR / 4);
    expect(told).toEqual([expect.stringMatching(/^dead never b: given up after \d+ attempts: there is no channel of that name in the configuration$/)]);
    await pass(5000);
    expect(dispatcher.statuses.map(({ channel: name }) => name)).toEqual(['slack']);
    expect(store.outbox.channels()).toEqual([]);
  });
});

describe('the clock is set', () => {
  test('back by two hours: what is to be tried again is not put off', async () => {
    holdTime();
    const receiver = new Receiver(again(), again(), DELIVERED);
    const { put, setClock } = await benchOf({ slack: channel(receiver) });
    put(own('a'));
    await pass(1500);
    setClock(-2 * HOUR);
    await pass(10_000);
    expect(receiver.ids).toBe('a a a');
  });

  test.each([true, false])('forward by two days: nothing is given up (stored: %s)', async (stored) => {
    holdTime();
    const receiver = new Receiver(again(20_000), again(), DELIVERED);
    const { put, dispatcher, setClock, told } = await benchOf({ slack: channel(receiver) });
    if (stored) put(own('a'));
    else dispatcher.deliverNow([own('a')]);
    await pass(100);
    setClock(48 * HOUR);
    await pass(60_000);
    expect([receiver.ids, told]).toEqual(['a a a', []]);
  });
});
