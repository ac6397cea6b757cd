import type { Notification } from './notification.ts';

export const ALERT_STATES = ['inactive', 'pending', 'firing'] as const;
export type AlertState = (typeof ALERT_STATES)[number];

/**
 * What outlives the process, as the store keeps it. Times are ms since the epoch by the wall clock; how long something lasted is
 * kept as a length, so that neither a clock that is set nor the time in which nothing ran counts.
 */
export interface StoredInstance {
  /** Group and name of the rule: `group/name`. */
  readonly rule: string;
  readonly fingerprint: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly state: AlertState;
  /** NaN is stored as null. */
  readonly value: number;
  readonly startsAt: number;
  readonly firedAt: number;
  readonly resolvedAt: number;
  /** When this was true: what the lengths below count up to. */
  readonly savedAt: number;
  readonly activeMilliseconds: number;
  readonly keptMilliseconds: number;
  readonly recent: readonly boolean[];
  readonly changes: readonly number[];
}

/** When a group of alerts was last told of to a channel, and what. */
export interface StoredGroup {
  readonly groupKey: string;
  readonly channel: string;
  readonly toldAt: number;
  /** Fingerprints of those that were told as firing. */
  readonly firing: readonly string[];
}

/** Something that happened to an alert: one line of its history. */
export interface AlertEvent {
  readonly time: number;
  readonly fingerprint: string;
  readonly rule: string;
  readonly what: 'pending' | 'firing' | 'resolved' | 'dropped' | 'silenced' | 'unsilenced' | 'acknowledged' | 'inhibited' | 'notified' | 'suppressed' | 'delivered' | 'retry' | 'dead';
  /** Why, and what about it: for people. */
  readonly detail: string;
}

/** A message that must get out. */
export interface OutboxMessage {
  /** That of its notification; the same message for the same channel is stored once. */
  readonly id: string;
  readonly channel: string;
  readonly notification: Notification;
  /** Not to be sent before. */
  readonly dueAt: number;
}

export interface QueuedMessage extends OutboxMessage {
  /** Attempts that were begun; one may have been cut short by a kill. */
  readonly attempts: number;
  readonly createdAt: number;
  /** What the last attempt said. */
  readonly lastDetail: string;
}

/** One attempt to get a message out. */
export interface DeliveryAttempt {
  readonly time: number;
  readonly milliseconds: number;
  readonly outcome: 'delivered' | 'retry' | 'refused' | 'configuration';
  /** What became of it, for people. */
  readonly detail: string;
}

export interface Silence {
  readonly id: string;
  readonly matchers: readonly { readonly label: string; readonly operator: '=' | '!=' | '=~' | '!~'; readonly value: string }[];
  readonly startsAt: number;
  readonly endsAt: number;
  readonly author: string;
  readonly comment: string;
  /** An acknowledgement: it ends with the alert. */
  readonly acknowledges: string | undefined;
}

/** All that one evaluation changed: stored whole or not at all. */
export interface AlertCommit {
  readonly time: number;
  readonly instances: readonly StoredInstance[];
  /** Forgotten ones. */
  readonly removed: readonly { readonly rule: string; readonly fingerprint: string }[];
  readonly events: readonly AlertEvent[];
  readonly messages: readonly OutboxMessage[];
  readonly groups: readonly StoredGroup[];
}
