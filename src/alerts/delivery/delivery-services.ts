import type { Outbox } from '../../../storage/alerts/outbox.ts';
import type { Clock } from '../clock.ts';
import type { OutboxMessage } from '../state.ts';

/** Who wants to know what became of messages. None of these may throw. */
export interface DeliveryListener {
  /** A dead letter: it will not be tried again. */
  onDead(channel: string, message: OutboxMessage, detail: string): void;
  /** A channel cannot work as it is configured; its messages wait. */
  onBroken(channel: string, detail: string): void;
  /** It works again. */
  onMended?(channel: string): void;
}

/** What deliveries need of the program. */
export interface DeliveryServices {
  readonly outbox: DeliveryOutbox;
  readonly clock: Clock;
  /** 0 to 1. */
  readonly random: () => number;
  readonly listener: DeliveryListener;
}

export type DeliveryOutbox = Pick<Outbox, 'adopt' | 'channels' | 'dead' | 'delivered' | 'dropOutdated' | 'due' | 'firstOf' | 'hasten' | 'lease' | 'nextDue' | 'retry' | 'shift'>;
