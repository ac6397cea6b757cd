import { describe, expect, test } from 'vitest';
import type { AlertStore } from '../../../storage/alerts/store.ts';
import { temporaryFolder } from '../../config/support.ts';
import { attempt, commitOf, edit, event, instance, message, notifiedAlert, NOW, openStore, tried } from './support.ts';

const put = (store: AlertStore, ...messages: ReturnType<typeof message>[]): void => store.commit(commitOf({ messages }));
const due = (store: AlertStore, channel = 'slack', now = NOW): string => store.outbox.due(channel, now, 100).map(({ id }) => id).join(' ');
const end = (store: AlertStore, id: string): boolean => store.outbox.delivered(tried(id), attempt());

describe('the queue', () => {
  test('a message comes back as it was, once, however often it is stored', async () => {
    const store = await openStore();
    put(store, message('one', { alerts: [notifiedAlert(), notifiedAlert({ fingerprint: 'beef', status: 'resolved', endsAt: NOW, value: Number.NaN })], groupLabels: {} }));
    put(store, message('one', { host: 'another', dueAt: NOW - 5 }), message('one', { channel: 'mail' }));
    const stored = { ...message('one', { alerts: [notifiedAlert(), notifiedAlert({ fingerprint: 'beef', status: 'resolved', endsAt: NOW, value: Number.NaN })], groupLabels: {} }), attempts: 0, createdAt: NOW, lastDetail: '' };
    expect(store.outbox.due('slack', NOW, 10)).toEqual([stored]);
    expect([due(store, 'mail'), due(store, 'pager')]).toEqual(['one', '']);
    expect(store.outbox.channels()).toEqual(['mail', 'slack']);
    end(store, 'one');
    put(store, message('one'));
    expect(due(store)).toBe('');
  });

  test('the longest due first, none before its time, and not more than asked for', async () => {
    const store = await openStore();
    put(store, ...[30, 10, 20, 40].map((seconds) => message(`at-${seconds}`, { groupKey: `group-${seconds}`, dueAt: NOW + seconds * 1000 })));
    expect([due(store), due(store, 'slack', NOW + 20_000), store.outbox.due('slack', NOW + 60_000, 3).map(({ id }) => id).join(' ')]).toEqual(['', 'at-10 at-20', 'at-10 at-20 at-30']);
    expect(store.outbox.due('slack', NOW + 60_000, 1, ({ groupKey }) => groupKey === 'group-10')).toMatchObject([{ id: 'at-20' }]);
    expect([NOW, NOW + 10_000, NOW + 40_000].map((now) => store.outbox.nextDue('slack', now))).toEqual([NOW + 10_000, NOW + 20_000, undefined]);
  });

  test('of a group only the first: the next one waits till that is delivered, dead or dropped', async () => {
    const store = await openStore();
    put(store, message('a1', { groupKey: 'a' }), message('a2', { groupKey: 'a', dueAt: NOW - 5000 }), message('b1', { groupKey: 'b' }), message('a1', { groupKey: 'a', channel: 'mail' }));
    expect([due(store), due(store, 'mail')]).toEqual(['a1 b1', 'a1']);
    store.outbox.retry(tried('a1'), attempt('retry'), NOW + 60_000);
    expect(due(store)).toBe('b1');
    expect(store.outbox.firstOf('slack', 'a', () => false)?.id).toBe('a1');
    expect(store.outbox.firstOf('slack', 'a', ({ id }) => id === 'a1')?.id).toBe('a2');
    store.outbox.dead(tried('a1', 2), attempt('retry'), 'given up');
    expect(due(store)).toBe('a2 b1');
    put(store, message('a3', { groupKey: 'a' }));
    end(store, 'a2');
    expect(due(store)).toBe('b1 a3');
  });

  test('one that cannot be read becomes a dead letter, and nobody waits for it', async () => {
    const folder = temporaryFolder();
    const store = await openStore(folder);
    put(store, message('one'), message('two'));
    await edit(folder, (database) => database.run("UPDATE message SET json = '[]' WHERE id = 'one'"));
    expect(due(store)).toBe('');
    expect(due(store)).toBe('two');
    expect(store.events.list()).toMatchObject([{ what: 'dead', detail: 'message one to slack: what was stored of it cannot be read' }]);
  });
});

describe('leases', () => {
  test('one has it, another does not get it, till it runs out, ends or is taken over', async () => {
    const folder = temporaryFolder();
    const [store, other] = [await openStore(folder), await openStore(folder)];
    put(store, message('one'));
    const lease = (who: AlertStore, now = NOW): boolean => who.outbox.lease('one', 'slack', now, now + 60_000);
    expect([lease(store), lease(other), lease(store), due(other), due(store)]).toEqual([true, false, true, '', 'one']);
    expect(store.outbox.due('slack', NOW, 1)).toMatchObject([{ attempts: 2 }]);
    expect([due(other, 'slack', NOW + 60_000), lease(other, NOW + 60_000), lease(store, NOW + 60_000)]).toEqual(['one', true, false]);
    other.outbox.retry(tried('one', 3), attempt('retry'), NOW);
    expect([lease(store), lease(other)]).toEqual([true, false]);
    other.outbox.adopt(NOW, NOW + 3_600_000);
    expect([due(other), lease(other)]).toEqual(['one', true]);
    end(store, 'one');
    expect([lease(store), store.outbox.lease('none', 'slack', NOW, NOW + 1)]).toEqual([false, false]);
  });

  test('what came of an attempt ends the lease', async () => {
    const folder = temporaryFolder();
    const [store, other] = [await openStore(folder), await openStore(folder)];
    put(store, message('one'));
    store.outbox.lease('one', 'slack', NOW, NOW + 60_000);
    store.outbox.retry(tried('one'), attempt('retry'), NOW);
    expect(other.outbox.due('slack', NOW, 1)).toMatchObject([{ attempts: 1, lastDetail: 'it was retry' }]);
  });
});

describe('what came of it', () => {
  test('attempts and messages by alert and by message, and how many came to what', async () => {
    const store = await openStore();
    put(store, message('one', { alerts: [notifiedAlert(), notifiedAlert({ fingerprint: 'beef' })] }), message('one', { channel: 'mail' }), message('two', { groupKey: 'b', alerts: [notifiedAlert({ fingerprint: 'cafe' })] }));
    const [first, second] = [attempt('retry', { time: NOW + 1 }), attempt('delivered', { time: NOW + 2 })];
    store.outbox.retry(tried('one'), first, NOW + 1);
    store.outbox.delivered(tried('one', 2), second);
    store.outbox.dead(tried('one', 1, 'mail'), attempt('refused'), 'no such mailbox');
    const kept = [{ id: 'one', channel: 'slack', ...first }, { id: 'one', channel: 'slack', ...second }];
    expect(store.deliveries.attempts({ fingerprint: 'beef' })).toEqual(kept);
    expect(store.deliveries.attempts({ id: 'one' })).toEqual([...kept, { id: 'one', channel: 'mail', ...attempt('refused') }]);
    expect(store.deliveries.attempts({ fingerprint: 'cafe' })).toEqual([]);
    expect(store.deliveries.messages({ fingerprint: 'f00d' })).toEqual([
      { id: 'one', channel: 'slack', status: 'firing', createdAt: NOW, attempts: 2, lastDetail: 'it was delivered', result: 'delivered', doneAt: NOW + 2 },
      { id: 'one', channel: 'mail', status: 'firing', createdAt: NOW, attempts: 1, lastDetail: 'no such mailbox', result: 'dead', doneAt: NOW },
    ]);
    expect(store.deliveries.messages()).toHaveLength(3);
    expect(store.deliveries.messages({ id: 'two' })).toMatchObject([{ result: undefined, doneAt: Number.NaN }]);
    expect(Object.fromEntries(store.deliveries.counts())).toEqual({ slack: { queued: 1, delivered: 1, dead: 0, dropped: 0 }, mail: { queued: 0, delivered: 0, dead: 1, dropped: 0 } });
  });

  test('a dead letter is an event of each of its alerts, under the rule that is known of it', async () => {
    const store = await openStore();
    store.commit(commitOf({ instances: [instance()], events: [event({ fingerprint: 'beef', rule: 'disk/Full' })], messages: [message('one', { alerts: ['f00d', 'beef', 'cafe'].map((fingerprint) => notifiedAlert({ fingerprint })) })] }));
    store.outbox.dead(tried('one'), attempt('refused'), 'no such mailbox');
    expect(store.events.list().slice(1).map(({ fingerprint, rule, what, detail }) => [fingerprint, rule, what, detail]).toSorted()).toEqual([
      ['beef', 'disk/Full', 'dead', 'message one to slack: no such mailbox'],
      ['cafe', '', 'dead', 'message one to slack: no such mailbox'],
      ['f00d', 'memory/NodeLeak', 'dead', 'message one to slack: no such mailbox'],
    ]);
  });

  test('nothing comes of a message that is not queued', async () => {
    const store = await openStore();
    put(store, message('one'));
    end(store, 'one');
    expect([end(store, 'one'), end(store, 'none'), store.outbox.retry(tried('one'), attempt('retry'), NOW), store.outbox.dead(tried('one'), attempt('refused'), '')]).toEqual([false, false, false, false]);
    expect(store.deliveries.attempts({ id: 'one' })).toHaveLength(1);
  });
});

describe('what is outdated', () => {
  const resolved = (id: string): ReturnType<typeof message> => message(id, { status: 'resolved' });

  test('goes when it was over before anybody could be told, with an event; what came after stays', async () => {
    const store = await openStore();
    put(store, message('f1'), resolved('r1'), message('f2'), resolved('r2'), message('f3'), message('f1', { channel: 'mail' }));
    expect(store.outbox.dropOutdated('slack', 'group', NOW)).toEqual(['f1', 'r1', 'f2', 'r2']);
    expect([due(store), due(store, 'mail')]).toEqual(['f3', 'f1']);
    expect(store.events.list().map(({ what, detail }) => [what, detail])[0]).toEqual(['suppressed', 'message f1 to slack: it was over before anybody could be told']);
    expect(store.deliveries.counts().get('slack')).toEqual({ queued: 1, delivered: 0, dead: 0, dropped: 4 });
  });

  test.each<[string, (store: AlertStore) => void]>([
    ['it is not over', (store) => put(store, message('f1'), message('f2'))],
    ['something of the group was delivered', (store) => {
      put(store, message('f0'));
      end(store, 'f0');
      put(store, message('f1'), resolved('r1'));
    }],
    ['an attempt was begun, of which nobody knows what came', (store) => {
      put(store, message('f1'), resolved('r1'));
      store.outbox.lease('f1', 'slack', NOW, NOW + 1);
    }],
  ])('stays when %s', async (_, prepare) => {
    const store = await openStore();
    prepare(store);
    expect(store.outbox.dropOutdated('slack', 'group', NOW)).toEqual([]);
    expect(due(store)).toBe('f1');
  });
});

describe('clocks', () => {
  test('one that is set takes along what waits; what is due is never put off', async () => {
    const store = await openStore();
    put(store, message('one', { groupKey: 'a' }), message('two', { groupKey: 'b', dueAt: NOW + 60_000 }));
    store.outbox.shift(-7_200_000);
    expect(store.outbox.due('slack', NOW - 7_200_000 + 60_000, 5).map(({ id, createdAt }) => [id, createdAt])).toEqual([['one', NOW - 7_200_000], ['two', NOW - 7_200_000]]);
    store.outbox.shift(86_400_000);
    expect(store.outbox.due('slack', NOW, 5).map(({ createdAt }) => createdAt)).toEqual([NOW + 79_200_000, NOW + 79_200_000]);
  });

  test('one that was put back while nothing ran delays nothing', async () => {
    const store = await openStore();
    put(store, message('one', { groupKey: 'a' }), message('two', { groupKey: 'b' }), message('three', { groupKey: 'c', dueAt: NOW + 5000 }));
    store.outbox.retry(tried('two'), attempt('retry'), NOW + 900_000);
    store.outbox.adopt(NOW - 7_200_000, NOW - 7_200_000 + 3_600_000);
    expect([due(store, 'slack', NOW - 7_200_000), due(store, 'slack', NOW - 7_200_000 + 5000), due(store, 'slack', NOW - 7_200_000 + 900_000)]).toEqual(['one', 'one three', 'one three two']);
  });

  test('a channel that works again is not waited for any longer', async () => {
    const store = await openStore();
    put(store, message('one', { groupKey: 'a' }), message('two', { groupKey: 'b', dueAt: NOW + 60_000 }));
    store.outbox.retry(tried('one'), attempt('retry'), NOW + 900_000);
    store.outbox.hasten('slack', NOW + 1000);
    expect(due(store, 'slack', NOW + 1000)).toBe('one');
  });
});
