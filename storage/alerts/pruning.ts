import type { Database } from '../history/sqlite.ts';

const DAY = 86_400_000;
export const KEPT = { messagesMilliseconds: 30 * DAY, eventsMilliseconds: 90 * DAY, rows: 200_000 } as const;
/** Rows of a table that go at once: some milliseconds. */
export const AT_ONCE = 500;

/** Most of what goes is what is oldest: only there is looked. */
const OLDEST = (table: string): string => `SELECT id FROM (SELECT id, time FROM ${table} ORDER BY id LIMIT ${AT_ONCE}) WHERE time < ? OR id <= (SELECT max(id) FROM ${table}) - ${KEPT.rows}`;

/** [what is removed, how old it may be]; each takes the time before which it goes. */
const DELETES: readonly (readonly [sql: string, milliseconds: number])[] = [
  [`DELETE FROM event WHERE id IN (${OLDEST('event')})`, KEPT.eventsMilliseconds],
  [`DELETE FROM attempt WHERE id IN (${OLDEST('attempt')})`, KEPT.messagesMilliseconds],
  // With its attempts.
  [`DELETE FROM message WHERE seq IN (SELECT seq FROM message WHERE done IS NOT NULL AND done < ? LIMIT ${AT_ONCE})`, KEPT.messagesMilliseconds],
  [`DELETE FROM message WHERE seq IN (SELECT seq FROM message WHERE done IS NOT NULL AND seq <= (SELECT max(seq) FROM message) - ${KEPT.rows} AND done >= ? LIMIT ${AT_ONCE})`, KEPT.messagesMilliseconds],
  [`DELETE FROM silence WHERE id IN (SELECT id FROM silence WHERE ends < ? LIMIT ${AT_ONCE})`, KEPT.eventsMilliseconds],
  [`DELETE FROM told WHERE (group_key, channel) IN (SELECT group_key, channel FROM told WHERE time < ? LIMIT ${AT_ONCE})`, KEPT.eventsMilliseconds],
];

/** Within a transaction: removes some of what is too old or too much. Gives whether there is more of it. */
export function pruneSome(database: Database, now: number): boolean {
  let more = false;
  let gone = 0;
  for (const [sql, milliseconds] of DELETES) {
    const { changes } = database.run(sql, now - milliseconds);
    gone += changes;
    more ||= changes === AT_ONCE;
  }
  // Free pages go back to the disk a few at a time.
  if (gone > 0) database.exec('PRAGMA incremental_vacuum(1000)');
  return more;
}
