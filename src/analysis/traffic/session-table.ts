import { isFailure, type RequestRecord } from './request-record.ts';

const START = 1024;

/** What is known of one session. Times: epoch ms; -1 for ids that are not known. */
export interface SessionRow {
  readonly session: number;
  readonly first: number;
  readonly last: number;
  readonly requests: number;
  readonly failures: number;
  readonly sentBytes: number;
  readonly receivedBytes: number;
  readonly cpuSeconds: number;
  readonly responseSeconds: number;
  readonly connectionSeconds: number;
  readonly cohort: number;
  readonly region: number;
  /** A second, over the last minute or so. */
  readonly requestsPerSecond: number;
}

const COLUMNS = ['first', 'last', 'requests', 'failures', 'sentBytes', 'receivedBytes', 'cpuSeconds', 'responseSeconds', 'connectionSeconds', 'cohort', 'region', 'recent', 'recentSince'] as const;
type Column = (typeof COLUMNS)[number];

/** The recent rate of a session is of the last minute or so. */
const RECENT_MILLISECONDS = 60_000;

/** Active sessions, column by column: 10,000 of them take 1 MB. Sessions are numbered by whoever names them; numbers are used again after `forget`. */
export class SessionTable {
  #columns: Record<Column, Float64Array> = columnsOf(START);
  #size = START;
  #top = 0;

  take(record: RequestRecord, at: number, cpuSeconds: number): void {
    const { session } = record;
    if (session < 0) return;
    if (session >= this.#size) this.#grow(session);
    this.#top = Math.max(this.#top, session + 1);
    const column = this.#columns;
    if ((column.requests[session] ?? 0) === 0) {
      column.first[session] = at;
      column.recentSince[session] = at;
    }
    column.last[session] = Math.max(column.last[session] ?? 0, at);
    add(column.requests, session, 1);
    if (at - (column.recentSince[session] ?? 0) >= RECENT_MILLISECONDS) {
      // Half of it stays: a sliding minute without a ring for each session.
      column.recent[session] = (column.recent[session] ?? 0) / 2;
      column.recentSince[session] = at - RECENT_MILLISECONDS / 2;
    }
    add(column.recent, session, 1);
    if (isFailure(record.status)) add(column.failures, session, 1);
    add(column.sentBytes, session, record.sentBytes);
    add(column.receivedBytes, session, record.receivedBytes);
    if (!Number.isNaN(cpuSeconds)) add(column.cpuSeconds, session, cpuSeconds);
    if (!Number.isNaN(record.duration)) add(record.connection ? column.connectionSeconds : column.responseSeconds, session, record.duration / 1000);
    column.cohort[session] = record.cohort;
    column.region[session] = record.region;
  }

  /** Its number is another's now. */
  forget(session: number): void {
    if (session < this.#size) for (const name of COLUMNS) this.#columns[name][session] = 0;
  }

  /** `now`: epoch ms. */
  row(session: number, now: number): SessionRow {
    const value = (name: Column): number => this.#columns[name][session] ?? 0;
    return {
      session, first: value('first'), last: value('last'), requests: value('requests'), failures: value('failures'), sentBytes: value('sentBytes'), receivedBytes: value('receivedBytes'),
      cpuSeconds: value('cpuSeconds'), responseSeconds: value('responseSeconds'), connectionSeconds: value('connectionSeconds'), cohort: value('cohort'), region: value('region'),
      // One that does nothing any more has no rate, whatever it had.
      requestsPerSecond: now - value('last') > RECENT_MILLISECONDS ? 0 : value('recent') / Math.max(1, (now - value('recentSince')) / 1000),
    };
  }

  /** Calls `each` for those with a request since `since`. */
  active(since: number, each: (session: number, cohort: number, region: number) => void): void {
    const { requests, last, cohort, region } = this.#columns;
    for (let session = 0; session < this.#top; session += 1) {
      if ((requests[session] ?? 0) > 0 && (last[session] ?? 0) >= since) each(session, cohort[session] ?? -1, region[session] ?? -1);
    }
  }

  /** Those whose last request is older begin anew; so do those that are ahead of `now`, by a clock that was set back. */
  forgetBefore(since: number, now: number): void {
    const { requests, last } = this.#columns;
    for (let session = 0; session < this.#top; session += 1) {
      const at = last[session] ?? 0;
      if ((requests[session] ?? 0) > 0 && (at < since || at > now)) this.forget(session);
    }
  }

  /** The `most` dearest, by CPU and then requests: a selection, no sort of all. */
  dearest(most: number): readonly number[] {
    const { requests, cpuSeconds } = this.#columns;
    const better = (one: number, other: number): number => (cpuSeconds[other] ?? 0) - (cpuSeconds[one] ?? 0) || (requests[other] ?? 0) - (requests[one] ?? 0);
    let kept: number[] = [];
    let bar = -1;
    for (let session = 0; session < this.#top; session += 1) {
      if ((requests[session] ?? 0) === 0 || (bar >= 0 && better(session, bar) >= 0)) continue;
      kept.push(session);
      if (kept.length < most * 2) continue;
      kept = kept.sort(better).slice(0, most);
      bar = kept.at(-1) ?? -1;
    }
    return kept.sort(better).slice(0, most);
  }

  #grow(session: number): void {
    let size = this.#size;
    while (size <= session) size *= 2;
    const grown = columnsOf(size);
    for (const name of COLUMNS) grown[name].set(this.#columns[name]);
    this.#columns = grown;
    this.#size = size;
  }
}

function add(column: Float64Array, at: number, value: number): void {
  column[at] = (column[at] ?? 0) + value;
}

const columnsOf = (size: number): Record<Column, Float64Array> => ({
  first: new Float64Array(size), last: new Float64Array(size), requests: new Float64Array(size), failures: new Float64Array(size), sentBytes: new Float64Array(size), receivedBytes: new Float64Array(size),
  cpuSeconds: new Float64Array(size), responseSeconds: new Float64Array(size), connectionSeconds: new Float64Array(size), cohort: new Float64Array(size), region: new Float64Array(size), recent: new Float64Array(size), recentSince: new Float64Array(size),
});
