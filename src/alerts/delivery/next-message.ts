import type { Glimpse } from '../../../storage/alerts/outbox.ts';
import type { DeliveryAttempt, OutboxMessage, QueuedMessage } from '../state.ts';
import type { DeliveryServices } from './delivery-services.ts';
import { Ledger } from './ledger.ts';
import { MemoryQueue } from './memory-queue.ts';

/** What waits longer than this, and was over meanwhile, need not be told. */
const OUTDATED_MILLISECONDS = 60_000;

/**
 * Which message of a channel is next, and what came of it. The store has the queue; what it cannot hold, or cannot be told of, is
 * in memory. Of one group, one message at a time, in the order in which they were made.
 */
export class NextMessage {
  readonly ledger = new Ledger();
  readonly memory = new MemoryQueue();
  readonly #channel: string;
  readonly #services: Omit<DeliveryServices, 'listener' | 'random'>;
  /** Groups of the messages that are being sent, by their ids. */
  readonly #flying = new Map<string, string>();
  /** Groups that may have been heard of without the store's knowing. */
  readonly #told = new Set<string>();

  constructor(channel: string, services: Omit<DeliveryServices, 'listener' | 'random'>) {
    this.#channel = channel;
    this.#services = services;
  }

  /** Takes a message that is not in the store. */
  take(message: OutboxMessage): void {
    if (this.#isHeld(message.id)) return;
    const { clock } = this.#services;
    this.#hold({ ...message, attempts: 0, createdAt: clock.wall(), lastDetail: '' });
  }

  /** The one to be sent now; undefined when there is none. */
  find(): QueuedMessage | undefined {
    return this.#findHeld() ?? this.#findStored() ?? (this.#holdStuck() ? this.#findHeld() : undefined);
  }

  /** Ms until there may be one; infinite when nothing waits. */
  waitMilliseconds(): number {
    const { clock, outbox } = this.#services;
    const [wall, now] = [clock.wall(), clock.monotonic()];
    const due = this.ledger.ask(() => outbox.nextDue(this.#channel, wall), undefined);
    return Math.max(1, Math.min(this.memory.nextAt(now) - now, due === undefined ? Number.POSITIVE_INFINITY : due - wall));
  }

  /** False when somebody else sends it. */
  begin({ id, notification: { groupKey } }: QueuedMessage, leaseMilliseconds: number): boolean {
    const { clock, outbox } = this.#services;
    const inMemory = this.memory.has(id);
    const leased = inMemory ? 'failed' : this.ledger.tell(() => outbox.lease(id, this.#channel, clock.wall(), clock.wall() + leaseMilliseconds));
    if (leased === 'unknown') return false;
    if (leased === 'failed') this.#told.add(groupKey);
    this.#flying.set(id, groupKey);
    return true;
  }

  delivered(message: QueuedMessage, attempt: DeliveryAttempt): void {
    this.#settle(message, () => this.#services.outbox.delivered(message, attempt));
  }

  dead(message: QueuedMessage, attempt: DeliveryAttempt, why: string): void {
    this.#settle(message, () => this.#services.outbox.dead(message, attempt, why));
  }

  /** To be tried again after so long. */
  again(message: QueuedMessage, attempt: DeliveryAttempt, waitMilliseconds: number): void {
    const { clock, outbox } = this.#services;
    this.#flying.delete(message.id);
    const written = this.ledger.tell(() => outbox.retry(message, attempt, clock.wall() + waitMilliseconds));
    // The store may have learnt of it later than of what follows: while that is in memory, it stays there too.
    const isLast = !this.memory.has(message.id) || this.memory.isAlone(message.id);
    if (written === 'written' && isLast) this.memory.delete(message.id);
    else this.memory.put(message, clock.monotonic() + waitMilliseconds);
  }

  /** The channel works again: what was to be tried later is tried now. */
  hasten(): void {
    const { clock, outbox } = this.#services;
    this.memory.hasten(clock.monotonic());
    this.ledger.note(() => outbox.hasten(this.#channel, clock.wall()), undefined);
  }

  #settle({ id, notification: { groupKey } }: QueuedMessage, write: () => boolean): void {
    this.#flying.delete(id);
    this.memory.delete(id);
    this.ledger.settle(id, { groupKey, write, since: this.#services.clock.monotonic() });
  }

  #findHeld(): QueuedMessage | undefined {
    return this.memory.due(this.#services.clock.monotonic()).find((message) => !this.#isFlying(message.notification.groupKey) && !this.#isBehindStored(message));
  }

  /** The store keeps what follows waiting for a message that has come to its end: that is taken from there. Gives whether there was something. */
  #holdStuck(): boolean {
    const found = [...this.ledger.stuckGroups].flatMap((groupKey) => {
      const stored = this.#firstStored(groupKey);
      return stored === undefined || (this.memory.firstOf(groupKey)?.createdAt ?? Number.POSITIVE_INFINITY) <= stored.createdAt ? [] : [stored];
    });
    for (const message of found) this.#hold(message);
    return found.length > 0;
  }

  /** The first one of a group that is queued in the store alone. */
  #firstStored(groupKey: string): QueuedMessage | undefined {
    return this.ledger.ask(() => this.#services.outbox.firstOf(this.#channel, groupKey, (glimpse) => this.#isHeld(glimpse.id)), undefined);
  }

  #hold(message: QueuedMessage): void {
    const { clock } = this.#services;
    this.memory.put(message, clock.monotonic() + Math.max(0, message.dueAt - clock.wall()));
  }

  #findStored(): QueuedMessage | undefined {
    const { clock, outbox } = this.#services;
    for (;;) {
      const wall = clock.wall();
      const ended: string[] = [];
      const [message] = this.ledger.ask(() => outbox.due(this.#channel, wall, 1, (glimpse) => {
        if (this.ledger.has(glimpse.id)) ended.push(glimpse.id);
        return this.#isNotNext(glimpse);
      }), []);
      // What follows those in their groups is there now.
      if (ended.filter((id) => this.ledger.catchUp(id)).length > 0) continue;
      if (message === undefined || !this.#mayBeOutdated(message, wall)) return message;
      const dropped = this.ledger.note(() => outbox.dropOutdated(this.#channel, message.notification.groupKey, wall), []);
      if (dropped.length === 0) return message;
    }
  }

  #mayBeOutdated({ attempts, createdAt, dueAt, notification: { status, groupKey } }: QueuedMessage, wall: number): boolean {
    return attempts === 0 && status === 'firing' && wall - Math.max(createdAt, dueAt) > OUTDATED_MILLISECONDS && !this.#told.has(groupKey);
  }

  /** The same moment on both sides: then the one in memory goes first, so that neither waits for the other. */
  #isBehindStored({ createdAt, notification: { groupKey } }: QueuedMessage): boolean {
    const stored = this.#firstStored(groupKey);
    return stored !== undefined && stored.createdAt < createdAt;
  }

  #isNotNext({ id, groupKey, createdAt }: Glimpse): boolean {
    return this.#isHeld(id) || this.#isFlying(groupKey) || (this.memory.firstOf(groupKey)?.createdAt ?? Number.POSITIVE_INFINITY) <= createdAt;
  }

  #isHeld(id: string): boolean {
    return this.#flying.has(id) || this.memory.has(id) || this.ledger.has(id);
  }

  #isFlying(groupKey: string): boolean {
    return [...this.#flying.values()].includes(groupKey);
  }
}
