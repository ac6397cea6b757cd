import { NotStored } from '../../../storage/alerts/not-stored.ts';

/** A message that the store does not know may yet be stored, by an evaluation that is repeated; so long its end is remembered. */
const REMEMBERED_MILLISECONDS = 86_400_000;
const MOST = 10_000;
const AT_ONCE = 200;
const ASK_MILLISECONDS = 5000;

/** `written`: the store knows. `unknown`: it has no such message in its queue. `failed`: it cannot be told now. */
export type Written = 'written' | 'unknown' | 'failed';

/** How the store is told of the end of a message. */
interface Mark {
  readonly groupKey: string;
  readonly write: () => boolean;
  readonly since: number;
}

/** Tells the store what came of messages. What it cannot be told is remembered, so that nothing is sent twice meanwhile. */
export class Ledger {
  readonly #failed = new Map<string, Mark>();
  readonly #unknown = new Map<string, Mark>();
  #trouble: string | undefined;
  #askedAt = Number.NEGATIVE_INFINITY;

  /** Whether a message has come to its end, though the store does not know. */
  has = (id: string): boolean => this.#failed.has(id) || this.#unknown.has(id);

  /** Groups in which the store takes a message for queued that has come to its end. */
  get stuckGroups(): ReadonlySet<string> {
    return new Set([...this.#failed.values()].map(({ groupKey }) => groupKey));
  }

  /** Why the store could not be used last; undefined when it could. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /** What the store says; `otherwise` where it cannot be asked. */
  ask<T>(work: () => T, otherwise: T): T {
    try {
      const result = work();
      this.#trouble = undefined;
      return result;
    } catch (error) {
      if (!(error instanceof NotStored)) throw error;
      this.#trouble = error.line;
      return otherwise;
    }
  }

  /** `write` gives whether the store had the message in its queue. */
  tell(write: () => boolean): Written {
    return this.ask<Written>(() => (write() ? 'written' : 'unknown'), 'failed');
  }

  /** The end of a message. `now`: ms of a clock that is never set. */
  settle(id: string, mark: Mark): void {
    this.#remember(id, mark, this.tell(mark.write));
  }

  /** Tries again what the store could not be told, till one fails; now and then what it did not know, all of it when asked to. */
  flush(now: number, all = false): void {
    for (const [id, mark] of this.#failed) {
      const written = this.tell(mark.write);
      if (written === 'failed') return;
      this.#failed.delete(id);
      this.#remember(id, mark, written);
    }
    if (!all && now - this.#askedAt < ASK_MILLISECONDS) return;
    this.#askedAt = now;
    for (const [id, mark] of [...this.#unknown].slice(0, all ? undefined : AT_ONCE)) {
      const written = this.tell(mark.write);
      if (written === 'failed') return;
      // To the end of the line, so that others have their turn.
      this.#unknown.delete(id);
      if (now - mark.since < REMEMBERED_MILLISECONDS) this.#remember(id, mark, written);
    }
  }

  #remember(id: string, mark: Mark, written: Written): void {
    if (written === 'written') return;
    const marks = written === 'failed' ? this.#failed : this.#unknown;
    marks.set(id, mark);
    const [oldest] = marks.keys();
    if (marks.size > MOST && oldest !== undefined) marks.delete(oldest);
  }
}
