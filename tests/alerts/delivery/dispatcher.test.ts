import { describe, expect, test } from 'vitest';
import { again, benchOf, channel, DELIVERED, failed, hang, holdTime, message, pass, Receiver } from './dispatching.ts';

const HOUR = 3_600_000;
const own = (id: string, more: Parameters<typeof message>[1] = {}): ReturnType<typeof message> => message(id, { groupKey: id, ...more });
const slack = (...ids: string[]): ReturnType<typeof message>[] => ids.map((id) => own(id));

describe('what works', () => {
  test('is sent once, in turn, each with its attempt in the store', async () => {
    holdTime();
    const receiver = new Receiver();
    const { store, put } = await benchOf({ slack: channel(receiver) });
    put(...slack('a', 'b'), own('c', { dueAt: Date.now() + 10_000 }));
    await pass(9000);
    expect(receiver.attempts).toEqual(['a 0', 'b 0']);
    await pass(HOUR);
    expect(receiver.attempts).toEqual(['a 0', 'b 0', 'c 10']);
    expect(store.deliveries.attempts({ id: 'c' })).toEqual([{ id: 'c', channel: 'slack', time: message('c').dueAt + 10_000, milliseconds: 0, outcome: 'delivered', detail: 'it took it' }]);
    expect(store.deliveries.counts().get('slack')).toEqual({ queued: 0, delivered: 3, dead: 0, dropped: 0 });
  });

  test('what another process stored is found within 5 s', async () => {
    holdTime();
    const receiver = new Receiver();
    const { store } = await benchOf({ slack: channel(receiver) });
    store.commit({ time: Date.now(), instances: [], removed: [], events: [], groups: [], messages: slack('a') });
    await pass(5000);
    expect(receiver.ids).toBe('a');
  });

  test('not faster than the rate allows', async () => {
    holdTime();
    const receiver = new Receiver();
    const { put } = await benchOf({ slack: channel(receiver, { rate: { burst: 2, perSecond: 0.5 } }) });
    put(...slack('a', 'b', 'c', 'd'));
    await pass(HOUR);
    expect(receiver.attempts).toEqual(['a 0', 'b 0', 'c 2', 'd 4']);
  });

  test('one at a time, or so many as the channel may', async () => {
    holdTime();
    const [single, four] = [new Receiver(hang), new Receiver(hang)];
    const { put } = await benchOf({ slack: channel(single), hook: channel(four, { atOnce: 4 }) });
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f']) put(own(id), own(id, { channel: 'hook' }));
    await pass(20_000);
    expect([single.ids, four.ids]).toEqual(['a', 'a b c d']);
  });

  test('a receiver that answers at once leaves the program its turns', async () => {
    const receiver = new Receiver();
    const { put, dispatcher } = await benchOf({ hook: channel(receiver, { atOnce: 4 }) });
    let turns = 0;
    put(...Array.from({ length: 200 }, (_, index) => own(`m${index}`, { channel: 'hook', dueAt: 0 })));
    for (; receiver.attempts.length < 200; turns += 1) await new Promise(setImmediate);
    expect(turns).toBeGreaterThanOrEqual(48);
    await dispatcher.close(0);
  });

  test('messages of a group keep their order, whatever the first one takes', async () => {
    holdTime();
    const receiver = new Receiver(again(), again(), DELIVERED);
    const { put } = await benchOf({ slack: channel(receiver, { atOnce: 4 }) });
    put(message('a1', { groupKey: 'a' }), message('a2', { groupKey: 'a' }), own('b'));
    await pass(HOUR);
    expect(receiver.attempts).toEqual(['a1 0', 'b 0', 'a1 1', 'b 1', 'a2 1']);
  });
});

describe('what fails', () => {
  test('is tried again after 1, 2, 4 ... seconds, up to 15 minutes, then each 15 minutes for 24 hours, then it is a dead letter', async () => {
    holdTime();
    const receiver = new Receiver(again());
    const { store, put, told } = await benchOf({ slack: channel(receiver) });
    put(own('a'));
    await pass(62_000);
    expect(receiver.attempts.slice(0, 6)).toEqual(['a 0', 'a 1', 'a 3', 'a 7', 'a 15', 'a 31']);
    await pass(HOUR);
    const seconds = receiver.attempts.map((each) => Number(each.split(' ')[1]));
    expect(Math.max(...seconds.map((second, index) => second - (seconds[index - 1] ?? 0)))).toBe(900);
    store.database.run('UPDATE message SET created = created - ?', 23 * HOUR - 62_000 - 800_000);
    await pass(799_000);
    expect(told).toEqual([]);
    await pass(2 * HOUR);
    expect(told).toEqual([`dead slack a: given up after ${receiver.attempts.length} attempts: it is busy`]);
    expect(receiver.attempts.length - seconds.length).toBeLessThanOrEqual(2);
    expect(store.events.list()).toMatchObject([{ what: 'dead', detail: `message a to slack: given up after ${receiver.attempts.length} attempts: it is busy` }]);
    expect(store.deliveries.counts().get('slack')).toMatchObject({ queued: 0, dead: 1 });
  });

  test('waits as long as the server asks, at most an hour, and so does all else for that channel', async () => {
    holdTime();
    const receiver = new Receiver(again(90_000), again(5 * HOUR), DELIVERED);
    const { dispatcher, put } = await benchOf({ slack: channel(receiver) });
    put(own('a'), own('b'));
    await pass(1000);
    expect(dispatcher.statuses).toMatchObject([{ state: 'paused', reason: 'it is busy', waitMilliseconds: 89_000, failures: 0 }]);
    await pass(5 * HOUR);
    expect(receiver.attempts).toEqual(['a 0', 'b 90', 'a 3690', 'b 3690']);
  });

  test('a message that is refused is a dead letter at once, and the next one goes on', async () => {
    holdTime();
    const receiver = new Receiver(failed('refused'), DELIVERED);
    const { store, put, told } = await benchOf({ slack: channel(receiver) });
    put(message('a1', { groupKey: 'a' }), message('a2', { groupKey: 'a' }));
    await pass(10);
    expect([receiver.ids, told]).toEqual(['a1 a2', ['dead slack a1: it is refused']]);
    expect(store.deliveries.messages({ id: 'a1' })).toMatchObject([{ result: 'dead', attempts: 1, lastDetail: 'it is refused' }]);
  });

  test('five failures in a row leave the channel alone, one attempt shows whether it works, and then all is sent', async () => {
    holdTime();
    const receiver = new Receiver(again());
    const { dispatcher, put } = await benchOf({ slack: channel(receiver, { atOnce: 4 }) }, { random: () => 0 });
    put(...slack('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'));
    await pass(100);
    // Those that were under way when it opened end as they may.
    expect(receiver.attempts.length).toBeLessThanOrEqual(8);
    const [{ state, waitMilliseconds } = { state: '', waitMilliseconds: 0 }] = dispatcher.statuses;
    expect([state, waitMilliseconds]).toEqual(['open', 4900]);
    const before = receiver.attempts.length;
    await pass(74_900);
    // After 5, 10, 20 and 40 s.
    expect(receiver.attempts.slice(before).map((each) => each.split(' ')[1])).toEqual(['5', '15', '35', '75']);
    receiver.now(DELIVERED);
    await pass(81_000);
    expect(dispatcher.statuses).toMatchObject([{ state: 'ok', reason: '', waitMilliseconds: 0, failures: 0 }]);
    expect(new Set(receiver.attempts.slice(before + 4)).size).toBe(8);
  });

  test.each([true, false])('once it works again nothing waits for its own turn (stored: %s)', async (stored) => {
    holdTime();
    const receiver = new Receiver(again());
    const { dispatcher, put } = await benchOf({ slack: channel(receiver) }, stored ? {} : { outbox: null });
    if (stored) put(...slack('a', 'b', 'c'));
    else dispatcher.deliverNow(slack('a', 'b', 'c'));
    await pass(6 * HOUR);
    receiver.now(DELIVERED);
    await pass(900_000);
    const last = receiver.attempts.slice(-3).map((each) => each.split(' '));
    expect([new Set(last.map(([id]) => id)).size, new Set(last.map(([, second]) => second)).size]).toEqual([3, 1]);
  });

  test('a channel whose configuration is at fault is tried each 15 minutes, and its messages wait as long as that takes', async () => {
    holdTime();
    const receiver = new Receiver(failed('configuration'));
    const { store, dispatcher, put, told } = await benchOf({ slack: channel(receiver, { atOnce: 4 }) });
    put(own('a'));
    await pass(1000);
    put(own('b'));
    store.database.run('UPDATE message SET created = created - 200000000');
    await pass(HOUR);
    expect(receiver.attempts.slice(0, 3)).toEqual(['a 0', 'a 900', 'b 1800']);
    expect(dispatcher.statuses).toMatchObject([{ state: 'broken', reason: 'it is configuration', inFlight: 0 }]);
    expect(told).toEqual(['broken slack: it is configuration']);
    expect(store.deliveries.counts().get('slack')).toMatchObject({ queued: 2, dead: 0 });
    receiver.now(DELIVERED);
    await pass(900_000);
    expect(receiver.ids.split(' ').slice(-2).toSorted()).toEqual(['a', 'b']);
    expect(told.slice(1)).toEqual(['mended slack']);
  });

  test('one that hangs, one that rejects and one that is slow hold up nobody else', async () => {
    holdTime();
    const [hanging, rejecting, good] = [new Receiver(hang), new Receiver(() => Promise.reject(new Error('secret'))), new Receiver()];
    const { store, put, dispatcher } = await benchOf({ hanging: channel(hanging), rejecting: channel(rejecting), good: channel(good), quick: channel(new Receiver((signal) => new Promise((resolve) => {
      signal.addEventListener('abort', () => resolve({ result: 'retry', detail: 'it was told to end' }));
    })), { timeoutMilliseconds: 2000 }) });
    for (const name of ['hanging', 'rejecting', 'good', 'quick']) put(own('a', { channel: name }), own('b', { channel: name }));
    await pass(100);
    expect(good.attempts).toEqual(['a 0', 'b 0']);
    expect(dispatcher.statuses.map(({ inFlight }) => inFlight)).toEqual([1, 0, 0, 1]);
    await pass(31_500);
    const outcomes = store.deliveries.attempts({ id: 'a' }).map(({ channel: name, milliseconds, detail }) => `${name} ${milliseconds}: ${detail}`);
    expect(outcomes.filter((each) => !each.startsWith('good')).toSorted().slice(0, 3)).toEqual(['hanging 31000: no answer within 30 s', 'quick 2000: it was told to end', expect.stringMatching(/^quick|^rejecting/)]);
    expect(outcomes).toContain('rejecting 0: a fault of this program');
    expect(hanging.ids).toBe('a b');
  });
});

describe('what is over before anybody could be told', () => {
  const late = async (receiver: Receiver): Promise<Awaited<ReturnType<typeof benchOf>>> => {
    const bench = await benchOf({ slack: channel(receiver) });
    bench.put(own('first'));
    await pass(100);
    bench.put(message('f1', { groupKey: 'a' }), message('f2', { groupKey: 'b' }), message('r1', { groupKey: 'a', status: 'resolved' }));
    return bench;
  };

  test('is not told once it is old, with an event', async () => {
    holdTime();
    const receiver = new Receiver(again(HOUR), DELIVERED);
    const { store } = await late(receiver);
    await pass(2 * HOUR);
    expect(receiver.ids).toBe('first f2 first');
    expect(store.events.list().map(({ what, detail }) => `${what} ${detail}`)).toEqual(['f1', 'r1'].map((id) => `suppressed message ${id} to slack: it was over before anybody could be told`));
  });

  test('is told while it is fresh', async () => {
    holdTime();
    const receiver = new Receiver(again(50_000), DELIVERED);
    await late(receiver);
    await pass(2 * HOUR);
    expect(receiver.ids.split(' ').toSorted()).toEqual(['f1', 'f2', 'first', 'first', 'r1']);
  });
});
