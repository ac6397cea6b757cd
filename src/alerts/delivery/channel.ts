import type { Health } from './channel-health.ts';
import type { Notifier, Rate } from './notifier.ts';

/** A way out, and how it may be used. */
export interface Channel {
  readonly notifier: Notifier;
  readonly rate: Rate;
  /** Messages in flight at the same time; 1 unless given. */
  readonly atOnce?: number | undefined;
  /** Longest that one attempt may take; 30 s unless given. To be longer than the notifier's own. */
  readonly timeoutMilliseconds?: number | undefined;
}

/** What a channel is at. */
export interface ChannelStatus extends Health {
  readonly channel: string;
  readonly inFlight: number;
  /** Messages that are only in memory, since the store cannot be written. */
  readonly inMemory: number;
  /** Why the store could not be used last; undefined when it could. */
  readonly trouble: string | undefined;
}
