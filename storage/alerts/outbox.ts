import { randomUUID } from 'node:crypto';
import type { DeliveryAttempt, OutboxMessage, QueuedMessage } from '../../src/model/alerts/state.ts';
import { numberOf, type Row, textOf } from '../history/sqlite.ts';
import type { Guarded } from './guarded.ts';
import { notificationOf, UnreadableRow } from './json.ts';
import { type Ending, MessageEnds } from './message-ends.ts';

/** Which message, and how often it was tried, this time included. */
export type Tried = Pick<QueuedMessage, 'id' | 'channel' | 'attempts'>;

/** A message before it is read whole. */
export interface Glimpse {
  readonly id: string;
  readonly groupKey: string;
  readonly createdAt: number;
}

const INSERT = `
INSERT INTO message(id, channel, group_key, status, json, created, due, ready)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, NOT EXISTS(SELECT 1 FROM message WHERE channel = ?2 AND group_key = ?3 AND done IS NULL)) ON CONFLICT(id, channel) DO NOTHING`;

const QUEUED = 'id = ? AND channel = ? AND done IS NULL';
const FREE = '(leased_until IS NULL OR leased_until <= ? OR owner = ?)';

/**
 * Messages that must get out. Of a group and channel only the first that is queued is ready, so that none overtakes another.
 * What is told here of attempts outlives a kill; after a power cut the last of them may be made again. Times are ms since the
 * epoch; all methods throw `NotStored`.
 */
export class Outbox {
  readonly #file: Guarded;
  readonly #ends: MessageEnds;
  /** Who leases: this opening of the store. */
  readonly #owner = randomUUID();

  constructor(file: Guarded) {
    this.#file = file;
    this.#ends = new MessageEnds(file.database);
  }

  /** Within the transaction of a commit. The same message for the same channel is stored once. */
  insert(messages: readonly OutboxMessage[], time: number): void {
    const { database } = this.#file;
    for (const { id, channel, notification, dueAt } of messages) {
      const { groupKey, status, alerts } = notification;
      const { changes, id: seq } = database.run(INSERT, id, channel, groupKey, status, JSON.stringify(notification), time, dueAt);
      if (changes === 0) continue;
      for (const { fingerprint } of alerts) database.run('INSERT OR IGNORE INTO message_alert(fingerprint, message) VALUES (?, ?)', fingerprint, seq);
    }
  }

  /** The first messages of their groups that are due and that nobody else has leased, the longest due first; without those to `skip`. */
  due(channel: string, now: number, limit: number, skip: (message: Glimpse) => boolean = () => false): QueuedMessage[] {
    return this.#readable(limit, skip, `SELECT * FROM message WHERE channel = ? AND ready = 1 AND due <= ? AND ${FREE} ORDER BY due, seq`, channel, now, now, this.#owner);
  }

  /** The first message of a group that is queued, whether or not it is due; without those to `skip`. */
  firstOf(channel: string, groupKey: string, skip: (message: Glimpse) => boolean): QueuedMessage | undefined {
    return this.#readable(1, skip, 'SELECT * FROM message WHERE channel = ? AND group_key = ? AND done IS NULL ORDER BY seq', channel, groupKey)[0];
  }

  /** When the next one becomes due after `now`; undefined when none will. */
  nextDue(channel: string, now: number): number | undefined {
    const next = this.#file.read(() => this.#file.database.get('SELECT due FROM message WHERE channel = ? AND ready = 1 AND due > ? ORDER BY due LIMIT 1', channel, now));
    return next === undefined ? undefined : numberOf(next, 'due');
  }

  /** Channels for which something is queued. */
  channels(): string[] {
    return this.#file.read(() => this.#file.database.all('SELECT DISTINCT channel FROM message WHERE done IS NULL')).map((row) => textOf(row, 'channel'));
  }

  /** Takes a message to send it, till `until`: false when somebody else has it, or it is no longer queued. */
  lease(id: string, channel: string, now: number, until: number): boolean {
    return this.#file.note(() => this.#file.database.run(`UPDATE message SET owner = ?, leased_until = ?, attempts = attempts + 1 WHERE ${QUEUED} AND ${FREE}`, this.#owner, until, id, channel, now, this.#owner).changes > 0);
  }

  /** All three give whether there is such a message in the queue. */
  delivered(message: Tried, attempt: DeliveryAttempt): boolean {
    return this.#tried(message, attempt, attempt.time, 'delivered');
  }

  /** To be tried again at `nextAt`. */
  retry(message: Tried, attempt: DeliveryAttempt, nextAt: number): boolean {
    return this.#tried(message, attempt, nextAt, undefined);
  }

  /** Never to be tried again: it is kept for people, with an event for each of its alerts. */
  dead(message: Tried, attempt: DeliveryAttempt, detail: string): boolean {
    return this.#tried(message, attempt, attempt.time, 'dead', detail);
  }

  /**
   * Where the receiver cannot have heard of a group, and its first message in the queue is followed by the word that it is
   * resolved, those up to that word go, with an event for each alert. Gives their ids.
   */
  dropOutdated(channel: string, groupKey: string, now: number): string[] {
    return this.#file.note(() => this.#ends.dropOutdated(channel, groupKey, now));
  }

  /** What was to be tried again later is to be tried at `now`: the channel works again. */
  hasten(channel: string, now: number): void {
    this.#file.note(() => this.#file.database.run('UPDATE message SET due = ? WHERE channel = ? AND ready = 1 AND due > ? AND attempts > 0', now, channel, now));
  }

  /**
   * At the start of the one that delivers (there is one a folder): whoever leased before is gone. Where the clock was put back
   * meanwhile, what was made in the future is made now, and what was to be tried again after `latest` is due now.
   */
  adopt(now: number, latest: number): void {
    this.#file.note(() => {
      this.#file.database.run('UPDATE message SET owner = NULL, leased_until = NULL WHERE done IS NULL AND owner <> ?', this.#owner);
      this.#file.database.run('UPDATE message SET due = due - (created - ?1), created = ?1 WHERE done IS NULL AND created > ?1', now);
      this.#file.database.run('UPDATE message SET due = ? WHERE done IS NULL AND attempts > 0 AND due > ?', now, latest);
    });
  }

  /** The clock was put forward by so much (back: negative). What is due is never put off. */
  shift(milliseconds: number): void {
    this.#file.note(() => this.#file.database.run('UPDATE message SET created = created + ?, due = due + ? WHERE done IS NULL', milliseconds, Math.min(0, milliseconds)));
  }

  #tried({ id, channel, attempts }: Tried, { time, milliseconds, outcome, detail }: DeliveryAttempt, due: number, ending: Ending | undefined, why = detail): boolean {
    return this.#file.note(() => {
      const { database } = this.#file;
      const row = database.get(`SELECT seq FROM message WHERE ${QUEUED}`, id, channel);
      if (row === undefined) return false;
      const seq = numberOf(row, 'seq');
      database.run('INSERT INTO attempt(message, time, milliseconds, outcome, detail) VALUES (?, ?, ?, ?, ?)', seq, time, milliseconds, outcome, detail);
      database.run('UPDATE message SET owner = NULL, leased_until = NULL, due = ?, detail = ?, attempts = ? WHERE seq = ?', due, why, attempts, seq);
      if (ending !== undefined) this.#ends.end(seq, ending, time, why);
      return true;
    });
  }

  #readable(limit: number, skip: (message: Glimpse) => boolean, sql: string, ...values: readonly (string | number)[]): QueuedMessage[] {
    const found: QueuedMessage[] = [];
    const unreadable: number[] = [];
    this.#file.read(() => {
      for (const row of this.#file.database.iterate(sql, ...values)) {
        if (skip({ id: textOf(row, 'id'), groupKey: textOf(row, 'group_key'), createdAt: numberOf(row, 'created') })) continue;
        const message = messageOf(row);
        if (message === undefined) unreadable.push(numberOf(row, 'seq'));
        else found.push(message);
        if (found.length >= limit) break;
      }
    });
    // Those that follow must not wait for one that nobody can send.
    if (unreadable.length > 0) this.#file.note(() => unreadable.forEach((seq) => this.#ends.end(seq, 'dead', Date.now(), 'what was stored of it cannot be read')));
    return found;
  }
}

/** Undefined where what was stored of it cannot be read. */
function messageOf(row: Row): QueuedMessage | undefined {
  try {
    return {
      id: textOf(row, 'id'), channel: textOf(row, 'channel'), notification: notificationOf(textOf(row, 'json')), dueAt: numberOf(row, 'due'),
      attempts: numberOf(row, 'attempts'), createdAt: numberOf(row, 'created'), lastDetail: textOf(row, 'detail'),
    };
  } catch (error) {
    if (error instanceof UnreadableRow) return undefined;
    throw error;
  }
}
