import { onTestFinished, vi } from 'vitest';
import type { Channel } from '../../../src/alerts/delivery/channel-queue.ts';
import type { DeliveryOutbox } from '../../../src/alerts/delivery/delivery-services.ts';
import { Dispatcher } from '../../../src/alerts/delivery/dispatcher.ts';
import type { Notifier, Outcome } from '../../../src/alerts/delivery/notifier.ts';
import type { OutboxMessage } from '../../../src/alerts/state.ts';
import { NotStored } from '../../../storage/alerts/not-stored.ts';
import type { AlertStore } from '../../../storage/alerts/store.ts';
import { commitOf, message, NOW, openStore } from '../../storage/alerts/support.ts';

/** Timers and both clocks are in the test's hand. Undone after the test. */
export function holdTime(): void {
  vi.useFakeTimers({ now: NOW });
  onTestFinished(() => {
    vi.useRealTimers();
  });
}

export const pass = (milliseconds: number): Promise<unknown> => vi.advanceTimersByTimeAsync(milliseconds);

/** How a receiver answers: an outcome at once, or whenever it likes. */
export type Answer = Outcome | ((signal: AbortSignal) => Promise<Outcome>);

export const DELIVERED: Outcome = { result: 'delivered', detail: 'it took it' };
export const again = (retryAfterMilliseconds?: number): Outcome => ({ result: 'retry', detail: 'it is busy', retryAfterMilliseconds });
export const failed = (reason: 'configuration' | 'refused'): Outcome => ({ result: 'failed', reason, detail: `it is ${reason}` });
export const hang: Answer = () => new Promise<Outcome>(() => undefined);
export const after = (milliseconds: number, outcome: Outcome): Answer => () => new Promise((resolve) => {
  setTimeout(() => resolve(outcome), milliseconds);
});

/** A notifier that answers as told, the last answer for ever, and knows what it was given. */
export class Receiver implements Notifier {
  /** What was sent, with the seconds since the test began. */
  readonly attempts: string[] = [];
  readonly #began = performance.now();
  readonly #answers: Answer[];
  closed = 0;

  constructor(...answers: Answer[]) {
    this.#answers = answers;
  }

  get ids(): string {
    return this.attempts.map((each) => each.split(' ')[0] ?? '').join(' ');
  }

  /** Answers otherwise from now on. */
  now(...answers: Answer[]): void {
    this.#answers.splice(0, Infinity, ...answers);
  }

  async send({ id }: { readonly id: string }, signal: AbortSignal): Promise<Outcome> {
    this.attempts.push(`${id} ${Math.round((performance.now() - this.#began) / 10) / 100}`);
    const answer = (this.#answers.length > 1 ? this.#answers.shift() : this.#answers[0]) ?? DELIVERED;
    return typeof answer === 'function' ? answer(signal) : answer;
  }

  async close(): Promise<void> {
    this.closed += 1;
  }
}

export const channel = (notifier: Notifier, more: Partial<Channel> = {}): Channel => ({ notifier, rate: { burst: 1000, perSecond: 1000 }, ...more });

export interface Bench {
  readonly store: AlertStore;
  readonly dispatcher: Dispatcher;
  /** What the listener was told, a line each. */
  readonly told: string[];
  /** Stores messages and wakes the dispatcher. */
  put(...messages: OutboxMessage[]): void;
  /** What the wall clock is ahead of the test's. */
  setClock(milliseconds: number): void;
}

export interface BenchOptions {
  readonly store?: AlertStore;
  /** In place of that of the store; `null` for none. */
  readonly outbox?: DeliveryOutbox | null;
  /** 1 unless given: backoff is 1, 2, 4 s ... */
  readonly random?: () => number;
  readonly started?: boolean;
}

/** A dispatcher on a store of its own, with time held. */
export async function benchOf(channels: Readonly<Record<string, Channel>>, options: BenchOptions = {}): Promise<Bench> {
  const store = options.store ?? (await openStore());
  const told: string[] = [];
  let ahead = 0;
  const dispatcher = new Dispatcher({
    outbox: options.outbox === null ? undefined : (options.outbox ?? store.outbox), channels: new Map(Object.entries(channels)), random: options.random ?? (() => 1),
    clock: { wall: () => Date.now() + ahead, monotonic: () => performance.now() },
    listener: {
      onDead: (name, { id }, detail) => told.push(`dead ${name} ${id}: ${detail}`),
      onBroken: (name, detail) => told.push(`broken ${name}: ${detail}`),
      onMended: (name) => told.push(`mended ${name}`),
    },
  });
  onTestFinished(async () => {
    vi.useRealTimers();
    await dispatcher.close(0);
  });
  if (options.started !== false) dispatcher.start();
  return {
    store, dispatcher, told,
    put(...messages) {
      store.commit(commitOf({ time: Date.now() + ahead, messages }));
      dispatcher.wake();
    },
    setClock(milliseconds) {
      ahead = milliseconds;
    },
  };
}

/** The outbox of a store that can be read, and written only while there is room. */
export function outboxOf({ outbox }: AlertStore, has: { room: boolean; readable?: boolean }): DeliveryOutbox {
  const write = <A extends unknown[], R>(work: (...values: A) => R) => (...values: A): R => {
    if (!has.room) throw new NotStored('full', 'alerts.db', undefined);
    return work(...values);
  };
  const read = <A extends unknown[], R>(work: (...values: A) => R) => (...values: A): R => {
    if (has.readable === false) throw new NotStored('damaged', 'alerts.db', new Error('it is malformed'), 'read');
    return work(...values);
  };
  return {
    due: read(outbox.due.bind(outbox)), firstOf: read(outbox.firstOf.bind(outbox)), nextDue: read(outbox.nextDue.bind(outbox)), channels: read(outbox.channels.bind(outbox)),
    adopt: write(outbox.adopt.bind(outbox)), dead: write(outbox.dead.bind(outbox)), delivered: write(outbox.delivered.bind(outbox)), dropOutdated: write(outbox.dropOutdated.bind(outbox)), hasten: write(outbox.hasten.bind(outbox)),
    lease: write(outbox.lease.bind(outbox)), retry: write(outbox.retry.bind(outbox)), shift: write(outbox.shift.bind(outbox)),
  };
}

export { commitOf, message, NOW };
