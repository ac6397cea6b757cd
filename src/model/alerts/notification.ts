/** Names and values that tell an alert from others; `alertname` is one of them. Values are foreign text, cleaned by `safeText`. */
export type Labels = Readonly<Record<string, string>>;

export const SEVERITIES = ['info', 'warning', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** One alert as a message tells of it. */
export interface NotifiedAlert {
  /** Of its labels: the same for as long as they are. */
  readonly fingerprint: string;
  readonly status: 'firing' | 'resolved';
  readonly labels: Labels;
  /** `summary` and `description` among them, templates filled in. */
  readonly annotations: Labels;
  /** Ms since the epoch; `endsAt` is undefined while it fires. */
  readonly startsAt: number;
  readonly endsAt: number | undefined;
  /** What the expression gave last; NaN where it gave nothing. */
  readonly value: number;
  /** The same as a person reads it, with its unit: `2.10 GiB`. */
  readonly valueWords: string;
  /** The rule's expression, as it was written. */
  readonly expression: string;
}

/** What a channel is told at one time: the alerts of a group that fire, and those that were resolved since it was told last. */
export interface Notification {
  /** The same at each attempt: receivers can tell a repetition by it. At most 64 characters of [A-Za-z0-9_-]. */
  readonly id: string;
  /** Which group of alerts; the same from the first message of an incident to its last. At most 64 characters of [A-Za-z0-9_-]. */
  readonly groupKey: string;
  /** Resolved when none of them fires. */
  readonly status: 'firing' | 'resolved';
  readonly severity: Severity;
  /** Labels that the group is made by. */
  readonly groupLabels: Labels;
  /** Firing ones first, at least one. */
  readonly alerts: readonly NotifiedAlert[];
  /** How many of them are left out of `alerts` because there are too many. */
  readonly more: number;
  /** Host that says so. */
  readonly host: string;
  /** Ms since the epoch. */
  readonly time: number;
  /** Not the first message of this group: it still fires, and nothing is new. */
  readonly repeated: boolean;
  /** `alerts send-test`: nothing is wrong. */
  readonly test: boolean;
}
