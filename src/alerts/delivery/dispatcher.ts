import type { OutboxMessage } from '../state.ts';
import { LONGEST_WAIT_MILLISECONDS } from './backoff.ts';
import { type Channel, ChannelQueue, type ChannelStatus } from './channel-queue.ts';
import type { DeliveryServices } from './delivery-services.ts';
import { Ledger } from './ledger.ts';
import { NO_OUTBOX } from './no-outbox.ts';
import type { Notifier } from './notifier.ts';

export interface DispatcherOptions extends Omit<DeliveryServices, 'outbox'> {
  /** Undefined when there is no store: then only `deliverNow` brings messages. */
  readonly outbox: DeliveryServices['outbox'] | undefined;
  readonly channels: ReadonlyMap<string, Channel>;
}

/** What other processes put into the store is seen after so long. */
const LOOK_MILLISECONDS = 5000;
/** Clocks that run apart less than this between two looks were not set. */
const SET_MILLISECONDS = 2000;

const NOT_THERE: Notifier = { send: async () => ({ result: 'retry', detail: 'there is no channel of that name in the configuration' }), close: async () => undefined };
const NO_CHANNEL: Channel = { notifier: NOT_THERE, rate: { burst: 1, perSecond: 1 } };

/**
 * Gets messages out, each at least once: from the store, and those that it could not hold. One of these a folder: whoever starts
 * it holds the lock. Each channel has a queue of its own; none waits for another. It owns the notifiers and closes them.
 */
export class Dispatcher {
  readonly #services: DeliveryServices;
  readonly #queues = new Map<string, ChannelQueue>();
  readonly #ledger = new Ledger();
  #channels: ReadonlyMap<string, Channel>;
  #timer: ReturnType<typeof setInterval> | undefined;
  #closing: Promise<void> | undefined;
  /** What the wall clock is ahead of the other one. */
  #ahead: number;

  constructor({ channels, outbox = NO_OUTBOX, ...services }: DispatcherOptions) {
    this.#services = { ...services, outbox };
    this.#channels = channels;
    this.#ahead = this.#aheadNow();
    for (const [name, channel] of channels) this.#queueOf(name, channel);
  }

  /** Begins to deliver. What a process before this one had leased is taken over. */
  start(): void {
    const { outbox, clock } = this.#services;
    const now = clock.wall();
    this.#ledger.note(() => outbox.adopt(now, now + LONGEST_WAIT_MILLISECONDS), undefined);
    this.#ahead = this.#aheadNow();
    this.#timer ??= setInterval(() => this.#look(), LOOK_MILLISECONDS);
    this.#look();
  }

  /** Something was stored: to be called after each commit that has messages. */
  wake(): void {
    if (this.#timer === undefined) return;
    for (const queue of this.#queues.values()) queue.wake();
  }

  /** Delivers messages that could not be stored. One that is stored later all the same is not sent again. */
  deliverNow(messages: readonly OutboxMessage[]): void {
    for (const message of messages) this.#queueOf(message.channel, this.#channels.get(message.channel)).take(message);
    this.wake();
  }

  /** Takes another table of channels; those that were broken are tried at once. Messages for one that is gone wait a day for it to come back. */
  reload(channels: ReadonlyMap<string, Channel>): void {
    this.#channels = channels;
    for (const [name, queue] of this.#queues) queue.replace(channels.get(name) ?? NO_CHANNEL);
    for (const [name, channel] of channels) this.#queueOf(name, channel);
    this.wake();
  }

  /** What each channel is at; one that is not configured is there while it has messages. */
  get statuses(): readonly ChannelStatus[] {
    return [...this.#queues.values()].map((queue) => queue.status);
  }

  /** Begins nothing any more, waits for what is under way as long as that, and ends it. What was not delivered is for the next one to deliver. Never rejects. */
  close(graceMilliseconds: number): Promise<void> {
    this.#closing ??= this.#close(graceMilliseconds);
    return this.#closing;
  }

  async #close(graceMilliseconds: number): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    await Promise.all([...this.#queues.values()].map((queue) => queue.close(graceMilliseconds)));
  }

  #queueOf(name: string, channel: Channel = NO_CHANNEL): ChannelQueue {
    let queue = this.#queues.get(name);
    if (queue === undefined) {
      queue = new ChannelQueue(name, channel, this.#services);
      this.#queues.set(name, queue);
    }
    return queue;
  }

  #look(): void {
    this.#followClock();
    const waiting = this.#ledger.ask(() => this.#services.outbox.channels(), undefined);
    for (const name of waiting ?? []) this.#queueOf(name, this.#channels.get(name));
    if (waiting !== undefined) this.#forget(waiting);
    this.wake();
  }

  /** Channels that are neither configured nor waited for. */
  #forget(waiting: readonly string[]): void {
    for (const [name, queue] of this.#queues) {
      const { inFlight, inMemory } = queue.status;
      if (!this.#channels.has(name) && !waiting.includes(name) && inFlight + inMemory === 0) this.#queues.delete(name);
    }
  }

  /** A wall clock that is set would make what is to be tried again wait for hours, or give it up too early. */
  #followClock(): void {
    const set = this.#aheadNow() - this.#ahead;
    if (Math.abs(set) < SET_MILLISECONDS) return;
    this.#ahead += set;
    this.#ledger.note(() => this.#services.outbox.shift(set), undefined);
    for (const queue of this.#queues.values()) queue.shift(set);
  }

  #aheadNow(): number {
    const { clock } = this.#services;
    return clock.wall() - clock.monotonic();
  }
}
