import type { DeliveryAttempt, OutboxMessage, QueuedMessage } from '../state.ts';
import { attemptOnce } from './attempt.ts';
import type { Channel, ChannelStatus } from './channel.ts';
import { ChannelHealth } from './channel-health.ts';
import { closeNotifier } from './close-notifier.ts';
import type { DeliveryServices } from './delivery-services.ts';
import { STOPPED } from './faults.ts';
import { NextMessage } from './next-message.ts';
import type { Outcome } from './notifier.ts';
import { TokenBucket } from './token-bucket.ts';
import { verdictOf } from './verdict.ts';

export type { Channel, ChannelStatus };

const TIMEOUT_MILLISECONDS = 30_000;
const LEASE_MILLISECONDS = 60_000;
/** Node's timers know no more. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** The messages of one channel: in the order of their groups, at its pace, with pauses when it fails. No other channel waits for it. */
export class ChannelQueue {
  readonly #name: string;
  readonly #services: DeliveryServices;
  readonly #next: NextMessage;
  readonly #health: ChannelHealth;
  readonly #flights = new Map<string, Promise<void>>();
  readonly #stop = new AbortController();
  readonly #closings: Promise<void>[] = [];
  #channel: Channel;
  #bucket: TokenBucket;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #soon: NodeJS.Immediate | undefined;
  #resting = false;

  constructor(name: string, channel: Channel, services: DeliveryServices) {
    this.#name = name;
    this.#channel = channel;
    this.#services = services;
    this.#next = new NextMessage(name, services);
    this.#health = new ChannelHealth(services.random);
    this.#bucket = new TokenBucket(channel.rate, () => services.clock.monotonic());
  }

  get status(): ChannelStatus {
    return { channel: this.#name, inFlight: this.#flights.size, inMemory: this.#next.memory.size, trouble: this.#next.ledger.trouble, ...this.#health.at(this.#services.clock.monotonic()) };
  }

  /** Looks whether there is something to send. */
  wake = (): void => {
    clearTimeout(this.#timer);
    clearImmediate(this.#soon);
    this.#soon = undefined;
    if (this.#resting) return;
    this.#next.ledger.flush();
    const wait = this.#fill();
    if (Number.isFinite(wait)) this.#timer = setTimeout(this.wake, Math.min(LONGEST_TIMER, wait));
  };

  /** Takes a message that is not in the store. */
  take(message: OutboxMessage): void {
    this.#next.take(message);
  }

  /** The configuration was read anew: what was broken is tried at once. */
  replace(channel: Channel): void {
    const { notifier, rate } = this.#channel;
    if (rate.burst !== channel.rate.burst || rate.perSecond !== channel.rate.perSecond) this.#bucket = new TokenBucket(channel.rate, () => this.#services.clock.monotonic());
    this.#channel = channel;
    // What is under way ends with the notifier that it began with.
    if (notifier !== channel.notifier) this.#closings.push(Promise.all(this.#flights.values()).then(() => closeNotifier(notifier)));
    this.#health.forgive(notifier !== channel.notifier);
    this.wake();
  }

  /** The wall clock was put forward by so much (back: negative). */
  shift(milliseconds: number): void {
    this.#next.memory.shift(milliseconds);
  }

  /** Begins nothing any more, and ends what is under way after `graceMilliseconds`. Never rejects. */
  async close(graceMilliseconds: number): Promise<void> {
    this.#resting = true;
    clearTimeout(this.#timer);
    const stopping = setTimeout(() => this.#stop.abort(), graceMilliseconds);
    await Promise.all(this.#flights.values());
    clearTimeout(stopping);
    await Promise.all([...this.#closings, closeNotifier(this.#channel.notifier)]);
    this.#next.ledger.flush();
  }

  /** Begins what may begin. Ms until it is worth looking again; infinite when that is at the end of an attempt, or when something new comes. */
  #fill(): number {
    const { clock } = this.#services;
    for (;;) {
      const now = clock.monotonic();
      if (this.#flights.size >= (this.#health.isProbing ? 1 : (this.#channel.atOnce ?? 1))) return Number.POSITIVE_INFINITY;
      const rest = this.#health.wait(now);
      if (rest > 0) return rest;
      const message = this.#next.find();
      if (message === undefined) return this.#next.waitMilliseconds();
      const wait = this.#bucket.take();
      if (wait > 0) return wait;
      if (!this.#next.begin(message, Math.max(LEASE_MILLISECONDS, this.#timeout * 2))) return Number.POSITIVE_INFINITY;
      this.#flights.set(message.id, this.#fly(message));
    }
  }

  get #timeout(): number {
    return this.#channel.timeoutMilliseconds ?? TIMEOUT_MILLISECONDS;
  }

  async #fly(message: QueuedMessage): Promise<void> {
    const { clock } = this.#services;
    const [time, began] = [clock.wall(), clock.monotonic()];
    const { notifier } = this.#channel;
    const outcome = await attemptOnce(notifier, message.notification, this.#timeout, this.#stop.signal);
    this.#flights.delete(message.id);
    const isStopped = outcome === STOPPED && this.#stop.signal.aborted;
    // What came of a notifier that is no longer used says nothing of the one that is.
    if (!isStopped && notifier === this.#channel.notifier) this.#learn(outcome);
    this.#end(message, outcome, isStopped, { time, milliseconds: clock.monotonic() - began, outcome: outcome.result === 'failed' ? outcome.reason : outcome.result, detail: outcome.detail });
    // A notifier that answers at once must not keep everything else from running; nor must several looks at a time.
    this.#soon ??= setImmediate(this.wake);
  }

  #end(message: QueuedMessage, outcome: Outcome, isStopped: boolean, attempt: DeliveryAttempt): void {
    const { listener, clock, random } = this.#services;
    const tried: QueuedMessage = { ...message, attempts: message.attempts + 1, lastDetail: outcome.detail };
    if (isStopped) return this.#next.again(tried, attempt, 0);
    const verdict = verdictOf(tried, outcome, clock.wall(), random);
    if (verdict.what === 'delivered') return this.#next.delivered(tried, attempt);
    if (verdict.what === 'again') return this.#next.again(tried, attempt, verdict.waitMilliseconds);
    this.#next.dead(tried, attempt, verdict.why);
    listener.onDead(this.#name, tried, verdict.why);
  }

  #learn(outcome: Outcome): void {
    const { listener, clock } = this.#services;
    const change = this.#health.learn(outcome, clock.monotonic());
    if (change === 'broken') return listener.onBroken(this.#name, outcome.detail);
    if (change === undefined) return;
    this.#next.hasten();
    if (change === 'mended') listener.onMended?.(this.#name);
  }
}
