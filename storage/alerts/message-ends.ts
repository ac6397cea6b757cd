import { type Database, numberOf, textOf } from '../history/sqlite.ts';

/** What became of a message in the end. `dropped`: it was outdated before anybody could be told. */
export type Ending = 'delivered' | 'dead' | 'dropped';

/** A dead letter can still be read; what was delivered need not be kept whole. */
const END = "UPDATE message SET ready = 0, done = ?, result = ?, owner = NULL, leased_until = NULL, json = CASE ? WHEN 'dead' THEN json ELSE '' END WHERE seq = ?";
const NEXT = `
UPDATE message SET ready = 1 WHERE ready = 0 AND seq = (
  SELECT min(other.seq) FROM message other, message ended WHERE ended.seq = ? AND other.channel = ended.channel AND other.group_key = ended.group_key AND other.done IS NULL)`;
/** An alert that is forgotten is still known by its last event. */
const TELL = `
INSERT INTO event(time, fingerprint, rule, what, detail)
SELECT ?, told.fingerprint, coalesce((SELECT rule FROM instance WHERE fingerprint = told.fingerprint), (SELECT rule FROM event WHERE fingerprint = told.fingerprint ORDER BY id DESC LIMIT 1), ''), ?, ?
FROM message_alert told WHERE told.message = ?`;

/** How messages leave the queue; within a transaction. */
export class MessageEnds {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** `time` in ms since the epoch. The next one of its group becomes ready. */
  end(seq: number, ending: Ending, time: number, detail: string): void {
    this.#database.run(END, time, ending, ending, seq);
    this.#database.run(NEXT, seq);
    const row = this.#database.get('SELECT id, channel FROM message WHERE seq = ?', seq);
    const channel = textOf(row, 'channel');
    this.#database.run('INSERT INTO tally(channel, result, messages) VALUES (?, ?, 1) ON CONFLICT(channel, result) DO UPDATE SET messages = messages + 1', channel, ending);
    if (ending === 'delivered') return;
    this.#database.run(TELL, time, ending === 'dead' ? 'dead' : 'suppressed', `message ${textOf(row, 'id')} to ${channel}: ${detail}`, seq);
  }

  /**
   * The receiver cannot have heard of a group when nothing of it was ever tried: an attempt that failed may have been heard for
   * all that. Gives the ids of what went.
   */
  dropOutdated(channel: string, groupKey: string, time: number): string[] {
    if (this.#database.get('SELECT 1 FROM message WHERE channel = ? AND group_key = ? AND attempts > 0', channel, groupKey) !== undefined) return [];
    const queued = this.#database.all('SELECT seq, id, status FROM message WHERE channel = ? AND group_key = ? AND done IS NULL ORDER BY seq', channel, groupKey);
    const outdated = queued.slice(0, queued.findLastIndex((row) => textOf(row, 'status') === 'resolved') + 1);
    for (const row of outdated) this.end(numberOf(row, 'seq'), 'dropped', time, 'it was over before anybody could be told');
    return outdated.map((row) => textOf(row, 'id'));
  }
}
