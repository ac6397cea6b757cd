import { expect, test } from 'vitest';
import { AT_ONCE, KEPT, pruneSome } from '../../../storage/alerts/pruning.ts';
import type { AlertStore } from '../../../storage/alerts/store.ts';
import { attempt, commitOf, event, message, NOW, openStore, silence, tried } from './support.ts';

const DAY = 86_400_000;
const count = (store: AlertStore, table: string): number => Number(store.database.get(`SELECT count(*) AS n FROM ${table}`)?.['n']);
/** Rounds till there is nothing left to do. */
function pruneAll(store: AlertStore, now: number): number {
  let rounds = 1;
  while (store.database.transaction(() => pruneSome(store.database, now))) rounds += 1;
  return rounds;
}

test('what was delivered goes after 30 days with its attempts, what happened after 90, and what waits stays', async () => {
  const store = await openStore();
  const group = (channel: string, toldAt: number): { groupKey: string; channel: string; toldAt: number; firing: string[] } => ({ groupKey: 'group', channel, toldAt, firing: [] });
  store.commit(commitOf({ events: [event(), event({ time: NOW + DAY })], messages: ['old', 'new', 'waits'].map((id) => message(id, { groupKey: id })), groups: [group('slack', NOW), group('mail', NOW + DAY)] }));
  store.silences.add(silence('over'));
  store.silences.add(silence('goes on', { endsAt: NOW + DAY }));
  store.outbox.delivered(tried('old'), attempt());
  store.outbox.dead(tried('new'), attempt('refused', { time: NOW + DAY }), 'no');
  store.outbox.retry(tried('waits'), attempt('retry'), NOW);
  const rows = (): number[] => ['message', 'message_alert', 'attempt', 'event', 'silence', 'told'].map((table) => count(store, table));
  expect([await store.tend(NOW + 30 * DAY), rows()]).toEqual([false, [3, 3, 3, 3, 2, 2]]);
  await store.tend(NOW + 30 * DAY + 1000);
  expect(rows()).toEqual([3, 3, 3, 3, 2, 2]);
  await store.tend(NOW + 30 * DAY + 60_000);
  expect(rows()).toEqual([2, 2, 1, 3, 2, 2]);
  await store.tend(NOW + 90 * DAY + 60_000);
  expect(rows()).toEqual([1, 1, 0, 2, 1, 1]);
  await store.tend(NOW + 400 * DAY);
  expect(rows()).toEqual([1, 1, 0, 0, 0, 0]);
  expect(store.outbox.due('slack', NOW, 5)).toMatchObject([{ id: 'waits', attempts: 1 }]);
});

test('not more than so many are kept, and not more than so many go at once', async () => {
  const store = await openStore();
  const surplus = 3 * AT_ONCE + 100;
  store.database.transaction(() => {
    store.database.run("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) INSERT INTO event(time, fingerprint, rule, what, detail) SELECT ?, 'f00d', 'r', 'firing', '' FROM n", KEPT.rows + surplus, NOW);
    store.database.run("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) INSERT INTO message(id, channel, group_key, status, json, created, due, ready, result, done) SELECT 'm' || i, 'slack', i, 'firing', '', 0, 0, 0, iif(i = 7, NULL, 'delivered'), iif(i = 7, NULL, ?) FROM n", KEPT.rows + surplus, NOW);
  });
  expect(await store.tend(NOW)).toBe(true);
  expect([count(store, 'event'), count(store, 'message')]).toEqual([KEPT.rows + surplus - AT_ONCE, KEPT.rows + surplus - AT_ONCE]);
  expect(pruneAll(store, NOW)).toBe(3);
  // One of the oldest still waits.
  expect([count(store, 'event'), count(store, 'message')]).toEqual([KEPT.rows, KEPT.rows + 1]);
  expect(store.database.get('SELECT min(id) AS n FROM event')).toEqual({ n: surplus + 1 });
});
