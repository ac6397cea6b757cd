import { describe, expect, test } from 'vitest';
import { commitOf, edit, event, NOW, openStore, silence } from './support.ts';
import { temporaryFolder } from '../../config/support.ts';

describe('silences', () => {
  test('are listed by their start till they end, an acknowledgement among them', async () => {
    const store = await openStore();
    const acknowledgement = silence('ack', { acknowledges: 'f00d', matchers: [], startsAt: NOW - 5000 });
    store.silences.add(silence('later', { endsAt: NOW + 5000 }));
    store.silences.add(acknowledgement);
    expect(store.silences.list(NOW)).toEqual([acknowledgement, silence('later', { endsAt: NOW + 5000 })]);
    expect(store.silences.list(NOW + 1000)).toEqual([silence('later', { endsAt: NOW + 5000 })]);
    expect(store.load(NOW + 5000).silences).toEqual([]);
    expect(store.silences.list()).toHaveLength(2);
  });

  test('end once, with what happened by it in the same step', async () => {
    const store = await openStore();
    store.silences.add(silence('one'), [event({ what: 'silenced' })]);
    expect(store.silences.expire('one', NOW, [event({ what: 'unsilenced' })])).toBe(true);
    expect(store.silences.expire('one', NOW, [event({ what: 'unsilenced' })])).toBe(false);
    expect(store.silences.expire('two', NOW, [event({ what: 'unsilenced' })])).toBe(false);
    expect(store.silences.list()).toEqual([silence('one', { endsAt: NOW })]);
    expect(store.events.list().map(({ what }) => what)).toEqual(['silenced', 'unsilenced']);
  });

  test('the same id again takes its place', async () => {
    const store = await openStore();
    store.silences.add(silence('one'));
    store.silences.add(silence('one', { comment: 'longer', endsAt: NOW + 9000 }));
    expect(store.silences.list(NOW)).toEqual([silence('one', { comment: 'longer', endsAt: NOW + 9000 })]);
  });
});

describe('events', () => {
  test('by alert, by time, and the newest, the oldest first', async () => {
    const store = await openStore();
    const all = [0, 1, 2, 3, 4, 5].map((second) => event({ time: NOW + second * 1000, fingerprint: second % 2 === 0 ? 'even' : 'odd', detail: String(second) }));
    store.commit(commitOf({ events: all.slice(0, 4) }));
    store.commit(commitOf({ events: all.slice(4) }));
    const said = (query: Parameters<typeof store.events.list>[0]): string => store.events.list(query).map(({ detail }) => detail).join('');
    expect(store.events.list()).toEqual(all);
    expect([said({ fingerprint: 'odd' }), said({ since: NOW + 3000 }), said({ newest: 2 }), said({ fingerprint: 'even', since: NOW + 1000, newest: 1 }), said({ fingerprint: 'none' })]).toEqual(['135', '345', '45', '4', '']);
  });

  test('a word that this program does not know is passed over', async () => {
    const folder = temporaryFolder();
    const store = await openStore(folder);
    store.commit(commitOf({ events: [event(), event({ detail: 'other' })] }));
    await edit(folder, (database) => database.run("UPDATE event SET what = 'escalated' WHERE id = 1"));
    expect(store.events.list()).toEqual([event({ detail: 'other' })]);
  });
});
