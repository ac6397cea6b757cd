import { NotStored } from '../../../storage/alerts/not-stored.ts';

/** A message that the store does not know may yet be stored, by an evaluation that is repeated; so long its end is remembered. */
const REMEMBERED_MILLISECONDS = 86_400_000;
const MOST = 10_000;
const AT_ONCE = 200;

/** `written`: the store knows. `unknown`: it has no such message in its queue. `failed`: it cannot be told now. */
export type Written = 'written' | 'unknown' | 'failed';

interface Mark {
  readonly write: () => boolean;
  readonly since: number;
}

/** Tells the store what came of messages; what it cannot be told is remembered, so that nothing is sent twice meanwhile. */
export class Settled {
  readonly #marks = new Map<string, Mark>();
  #trouble: string | undefined;

  get size(): number {
    return this.#marks.size;
  }

  has = (id: string): boolean => this.#marks.has(id);

  /** Why the store could not be told last; undefined when it could. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /** `write` gives whether the store had the message in its queue. */
  tell(write: () => boolean): Written {
    try {
      const known = write();
      this.#trouble = undefined;
      return known ? 'written' : 'unknown';
    } catch (error) {
      if (!(error instanceof NotStored)) throw error;
      this.#trouble = error.line;
      return 'failed';
    }
  }

  /** The end of a message. `now`: ms of a clock that is never set. */
  settle(id: string, write: () => boolean, now: number): Written {
    const written = this.tell(write);
    if (written !== 'written') {
      this.#marks.set(id, { write, since: now });
      const [oldest] = this.#marks.keys();
      if (this.#marks.size > MOST && oldest !== undefined) this.#marks.delete(oldest);
    }
    return written;
  }

  /** Tries again what the store could not be told; some at a time. */
  flush(now: number): void {
    let tried = 0;
    for (const [id, mark] of this.#marks) {
      tried += 1;
      if (tried > AT_ONCE) return;
      const written = this.tell(mark.write);
      if (written === 'failed') return;
      this.#marks.delete(id);
      // To the end of the line, so that others have their turn.
      if (written === 'unknown' && now - mark.since < REMEMBERED_MILLISECONDS) this.#marks.set(id, mark);
    }
  }
}
