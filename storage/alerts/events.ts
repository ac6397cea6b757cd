import type { AlertEvent } from '../../src/model/alerts/state.ts';
import { type Database, numberOf, type Row, textOf } from '../history/sqlite.ts';
import type { Guarded } from './guarded.ts';

const WHATS: readonly AlertEvent['what'][] = ['pending', 'firing', 'resolved', 'dropped', 'silenced', 'unsilenced', 'acknowledged', 'inhibited', 'notified', 'suppressed', 'delivered', 'retry', 'dead'];

/** Which events: all that is given must fit. */
export interface EventQuery {
  readonly fingerprint?: string | undefined;
  /** Ms since the epoch, inclusive. */
  readonly since?: number | undefined;
  /** At most so many, the latest; 1000 unless given. */
  readonly newest?: number | undefined;
}

/** Within a transaction. */
export function appendEvents(database: Database, events: readonly AlertEvent[]): void {
  for (const { time, fingerprint, rule, what, detail } of events) database.run('INSERT INTO event(time, fingerprint, rule, what, detail) VALUES (?, ?, ?, ?, ?)', time, fingerprint, rule, what, detail);
}

/** What happened to alerts, the oldest first. */
export class Events {
  readonly #file: Guarded;

  constructor(file: Guarded) {
    this.#file = file;
  }

  /** Throws `NotStored`. */
  list({ fingerprint, since = Number.NEGATIVE_INFINITY, newest = 1000 }: EventQuery = {}): AlertEvent[] {
    const rows = this.#file.read(() => (fingerprint === undefined
      ? this.#file.database.all('SELECT * FROM event WHERE time >= ? ORDER BY id DESC LIMIT ?', since, newest)
      : this.#file.database.all('SELECT * FROM event WHERE fingerprint = ? AND time >= ? ORDER BY id DESC LIMIT ?', fingerprint, since, newest)));
    return rows.flatMap(eventOf).reverse();
  }
}

function eventOf(row: Row): AlertEvent[] {
  const what = WHATS.find((each) => each === row['what']);
  // A word of a later version of this format.
  if (what === undefined) return [];
  return [{ time: numberOf(row, 'time'), fingerprint: textOf(row, 'fingerprint'), rule: textOf(row, 'rule'), what, detail: textOf(row, 'detail') }];
}
