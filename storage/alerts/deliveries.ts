import type { DeliveryAttempt } from '../../src/model/alerts/state.ts';
import { numberOf, type Row, textOf } from '../history/sqlite.ts';
import type { Guarded } from './guarded.ts';
import type { Ending } from './message-ends.ts';

/** One attempt, and at which message it was. */
export interface KeptAttempt extends DeliveryAttempt {
  readonly id: string;
  readonly channel: string;
}

/** A message and what became of it. Times are ms since the epoch. */
export interface KeptMessage {
  readonly id: string;
  readonly channel: string;
  readonly status: 'firing' | 'resolved';
  readonly createdAt: number;
  readonly attempts: number;
  readonly lastDetail: string;
  /** Undefined while it is queued. */
  readonly result: Ending | undefined;
  /** NaN while it is queued. */
  readonly doneAt: number;
}

/** Messages of a channel: how many wait, and how many ever came to what. */
export interface ChannelCounts {
  readonly queued: number;
  readonly delivered: number;
  readonly dead: number;
  readonly dropped: number;
}

/** Of one alert, or of one message. */
export type DeliveryQuery = { readonly fingerprint: string } | { readonly id: string };

const OUTCOMES: readonly DeliveryAttempt['outcome'][] = ['delivered', 'retry', 'refused', 'configuration'];
const ENDINGS: readonly Ending[] = ['delivered', 'dead', 'dropped'];
const MOST = 1000;

const WHICH = (query: DeliveryQuery): readonly [where: string, value: string] =>
  ('id' in query ? ['message.id = ?', query.id] : ['message.seq IN (SELECT message FROM message_alert WHERE fingerprint = ?)', query.fingerprint]);

/** What was tried and what came of it, for people. Methods throw `NotStored`. */
export class Deliveries {
  readonly #file: Guarded;

  constructor(file: Guarded) {
    this.#file = file;
  }

  /** The latest 1000, the oldest first. */
  attempts(query: DeliveryQuery): KeptAttempt[] {
    const [where, value] = WHICH(query);
    const rows = this.#all(`SELECT message.id AS id, channel, time, milliseconds, outcome, attempt.detail AS detail FROM message JOIN attempt ON attempt.message = message.seq WHERE ${where} ORDER BY attempt.id DESC LIMIT ${MOST}`, value);
    return rows.reverse().map((row) => ({
      id: textOf(row, 'id'), channel: textOf(row, 'channel'), time: numberOf(row, 'time'), milliseconds: numberOf(row, 'milliseconds'),
      outcome: OUTCOMES.find((each) => each === row['outcome']) ?? 'retry', detail: textOf(row, 'detail'),
    }));
  }

  /** The latest 1000, the oldest first; of all alerts unless one is asked for. */
  messages(query?: DeliveryQuery): KeptMessage[] {
    const [where, ...values] = query === undefined ? ['1'] : WHICH(query);
    return this.#all(`SELECT * FROM message WHERE ${where} ORDER BY seq DESC LIMIT ${MOST}`, ...values).reverse().map((row) => ({
      id: textOf(row, 'id'), channel: textOf(row, 'channel'), status: row['status'] === 'resolved' ? 'resolved' : 'firing', createdAt: numberOf(row, 'created'),
      attempts: numberOf(row, 'attempts'), lastDetail: textOf(row, 'detail'), result: ENDINGS.find((each) => each === row['result']), doneAt: numberOf(row, 'done'),
    }));
  }

  /** By channel. */
  counts(): Map<string, ChannelCounts> {
    const counts = new Map<string, ChannelCounts>();
    const set = (row: Row, name: string): void => {
      const channel = textOf(row, 'channel');
      counts.set(channel, { queued: 0, delivered: 0, dead: 0, dropped: 0, ...counts.get(channel), [name]: numberOf(row, 'messages') });
    };
    for (const row of this.#all('SELECT channel, result, messages FROM tally')) set(row, textOf(row, 'result'));
    for (const row of this.#all('SELECT channel, count(*) AS messages FROM message WHERE done IS NULL GROUP BY channel')) set(row, 'queued');
    return counts;
  }

  #all(sql: string, ...values: readonly string[]): Row[] {
    return this.#file.read(() => this.#file.database.all(sql, ...values));
  }
}
