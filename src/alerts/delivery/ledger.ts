import { NotStored } from '../../../storage/alerts/not-stored.ts';

/** A message that the store does not know may yet be stored, by an evaluation that is repeated; so long its end is remembered. */
const REMEMBERED_MILLISECONDS = 86_400_000;
const MOST = 10_000;

/** `written`: the store knows. `unknown`: it has no such message in its queue. `failed`: it cannot be told now. */
export type Written = 'written' | 'unknown' | 'failed';

/** How the store is told of the end of a message. */
export interface Mark {
  readonly groupKey: string;
  /** Gives whether the store had it in its queue. */
  readonly write: () => boolean;
  /** Ms of a clock that is never set. */
  readonly since: number;
}

/** Tells the store what came of messages. What it cannot be told is remembered, so that nothing is sent twice meanwhile. */
export class Ledger {
  readonly #failed = new Map<string, Mark>();
  readonly #unknown = new Map<string, Mark>();
  readonly #trouble: Record<'read' | 'write', string | undefined> = { read: undefined, write: undefined };

  /** Whether a message has come to its end, though the store does not know. */
  has = (id: string): boolean => this.#failed.has(id) || this.#unknown.has(id);

  /** Groups in which the store takes a message for queued that has come to its end. */
  get stuckGroups(): ReadonlySet<string> {
    return new Set([...this.#failed.values()].map(({ groupKey }) => groupKey));
  }

  /** Why the store could not be read, or written, last; undefined when it could. */
  get trouble(): string | undefined {
    return this.#trouble.read ?? this.#trouble.write;
  }

  /** What the store says; `otherwise` where it cannot be asked. */
  ask<T>(work: () => T, otherwise: T): T {
    return this.#try('read', work, otherwise);
  }

  /** What came of writing to the store; `otherwise` where it cannot be written. */
  note<T>(work: () => T, otherwise: T): T {
    return this.#try('write', work, otherwise);
  }

  /** `write` gives whether the store had the message in its queue. */
  tell(write: () => boolean): Written {
    return this.note<Written>(() => (write() ? 'written' : 'unknown'), 'failed');
  }

  /** The end of a message. */
  settle(id: string, mark: Mark): void {
    this.#remember(id, mark, this.tell(mark.write));
  }

  /** Tries again what the store could not be told, till one fails. */
  flush(): void {
    for (const [id, mark] of this.#failed) {
      const written = this.tell(mark.write);
      if (written === 'failed') return;
      this.#failed.delete(id);
      this.#remember(id, mark, written);
    }
  }

  /** The store has learnt of a message after its end. Gives whether it knows of that now. */
  catchUp(id: string): boolean {
    const mark = this.#unknown.get(id);
    if (mark === undefined) return false;
    this.#unknown.delete(id);
    this.settle(id, mark);
    return !this.has(id);
  }

  #try<T>(what: 'read' | 'write', work: () => T, otherwise: T): T {
    try {
      const result = work();
      this.#trouble[what] = undefined;
      return result;
    } catch (error) {
      if (!(error instanceof NotStored)) throw error;
      this.#trouble[what] = error.line;
      return otherwise;
    }
  }

  #remember(id: string, mark: Mark, written: Written): void {
    if (written === 'written') return;
    const marks = written === 'failed' ? this.#failed : this.#unknown;
    marks.set(id, mark);
    for (const [oldest, { since }] of marks) {
      if (marks.size <= MOST && (written === 'failed' || mark.since - since < REMEMBERED_MILLISECONDS)) return;
      marks.delete(oldest);
    }
  }
}
