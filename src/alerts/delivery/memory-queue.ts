import type { QueuedMessage } from '../state.ts';

interface Held {
  readonly message: QueuedMessage;
  /** Not before; ms of a clock that is never set. */
  readonly at: number;
}

/** Messages of a channel that the store cannot hold, or of which it cannot be told what they are at. */
export class MemoryQueue {
  readonly #held = new Map<string, Held>();

  get size(): number {
    return this.#held.size;
  }

  has = (id: string): boolean => this.#held.has(id);

  put(message: QueuedMessage, at: number): void {
    this.#held.set(message.id, { message, at });
  }

  delete(id: string): void {
    this.#held.delete(id);
  }

  /** The first one of a group: whichever was made first. */
  firstOf(groupKey: string): QueuedMessage | undefined {
    return this.#firsts().get(groupKey)?.message;
  }

  /** Whether no other of its group is held. */
  isAlone(id: string): boolean {
    const groupKey = this.#held.get(id)?.message.notification.groupKey;
    return ![...this.#held.values()].some(({ message }) => message.id !== id && message.notification.groupKey === groupKey);
  }

  /** The first ones of their groups that may be sent. */
  due(now: number): QueuedMessage[] {
    return [...this.#firsts().values()].filter(({ at }) => at <= now).map(({ message }) => message);
  }

  /** When the next one may be sent, after `now`; infinite when none will. */
  nextAt(now: number): number {
    return Math.min(...[...this.#held.values()].map(({ at }) => (at > now ? at : Number.POSITIVE_INFINITY)), Number.POSITIVE_INFINITY);
  }

  /** What was to be tried again later may be tried now. */
  hasten(now: number): void {
    for (const [id, { message, at }] of this.#held) if (at > now && message.attempts > 0) this.#held.set(id, { message, at: now });
  }

  /** The wall clock was put forward by so much (back: negative). */
  shift(milliseconds: number): void {
    for (const [id, { message, at }] of this.#held) this.#held.set(id, { message: { ...message, createdAt: message.createdAt + milliseconds }, at });
  }

  #firsts(): Map<string, Held> {
    const firsts = new Map<string, Held>();
    for (const held of this.#held.values()) {
      const { groupKey } = held.message.notification;
      const first = firsts.get(groupKey);
      if (first === undefined || held.message.createdAt < first.message.createdAt) firsts.set(groupKey, held);
    }
    return firsts;
  }
}
