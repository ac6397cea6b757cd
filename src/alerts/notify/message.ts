import { createHash } from 'node:crypto';
import { type Notification, type NotifiedAlert, SEVERITIES } from '../notification.ts';
import type { PlannedAlert } from './planned-alert.ts';

/** A message is no list: what is beyond is counted. */
const MOST_ALERTS = 50;
const ID_LENGTH = 22;

export const digest = (...parts: readonly string[]): string => createHash('sha256').update(parts.join('\n')).digest('base64url').slice(0, ID_LENGTH);

/** The group that a message is about. */
export interface MessageGroup {
  readonly channel: string;
  readonly key: string;
  readonly labels: Readonly<Record<string, string>>;
}

interface Circumstances {
  readonly host: string;
  /** Ms since the epoch. */
  readonly wall: number;
  readonly repeated: boolean;
  /** Whether none may be left out. */
  readonly whole: boolean;
}

const badness = ({ severity }: PlannedAlert): number => SEVERITIES.indexOf(severity);

/** What a channel is told of a group: what fires, the worst first, and what is over. */
export function notificationOf({ channel, key, labels }: MessageGroup, firing: readonly PlannedAlert[], over: readonly PlannedAlert[], { host, wall, repeated, whole }: Circumstances): Notification {
  const alerts = [...firing.map(asFiring).sort((one, other) => badness(other) - badness(one)), ...over.map(asResolved)];
  const most = whole ? Infinity : MOST_ALERTS;
  return {
    id: digest(channel, key, String(wall), ...alerts.map(({ fingerprint, status }) => `${fingerprint} ${status}`)),
    groupKey: key, status: firing.length > 0 ? 'firing' : 'resolved', severity: SEVERITIES[Math.max(...(firing.length > 0 ? firing : over).map(badness))] ?? 'warning', groupLabels: labels,
    alerts: alerts.slice(0, most).map((alert) => notified(alert, wall)), more: Math.max(0, alerts.length - most), host, time: wall, repeated, test: false,
  };
}

/** One that flaps is told as firing until it is still. */
const asFiring = (alert: PlannedAlert): PlannedAlert => (alert.status === 'firing' ? alert : { ...alert, status: 'firing', endsAt: undefined });

/** One that is no more is over, whatever it was when it was seen last. */
const asResolved = (alert: PlannedAlert): PlannedAlert => (alert.status === 'resolved' ? alert : { ...alert, status: 'resolved' });

const notified = ({ fingerprint, status, labels, annotations, startsAt, endsAt, value, valueWords, expression }: PlannedAlert, wall: number): NotifiedAlert =>
  ({ fingerprint, status, labels, annotations, startsAt, endsAt: status === 'resolved' ? (endsAt ?? wall) : endsAt, value, valueWords, expression });
