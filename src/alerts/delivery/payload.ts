import { createHash } from 'node:crypto';
import { safeText } from '../../model/safe-text.ts';
import type { Labels, Notification, NotifiedAlert } from '../notification.ts';
import { clipText, mostThatFit } from './clip.ts';
import { utcTime } from './moments.ts';
import { titleOf } from './texts.ts';

const MOST_BYTES = 256 * 1024;
const MOST_LABELS = 64;
const LONGEST = 4000;

/** Foreign text for a machine: clean, no longer than some lines. */
export const cleanText = (text: string, most = LONGEST): string => clipText(safeText(text.slice(0, most * 4)), most);

export const cleanLabels = (labels: Labels): Labels =>
  Object.fromEntries(Object.entries(labels).slice(0, MOST_LABELS).map(([name, value]) => [cleanText(name, 200), cleanText(value)]));

/** An id or key as it is promised to be, whatever it is: it goes into headers. */
export const plainId = (id: string): string => (/^[A-Za-z0-9_-]{1,64}$/.test(id) ? id : createHash('sha256').update(id).digest('hex'));

const alertOf = ({ fingerprint, status, labels, annotations, startsAt, endsAt, value, valueWords, expression }: NotifiedAlert) => ({
  fingerprint: cleanText(fingerprint, 200),
  status,
  labels: cleanLabels(labels),
  annotations: cleanLabels(annotations),
  startsAt: utcTime(startsAt),
  endsAt: endsAt === undefined ? null : utcTime(endsAt),
  value: Number.isFinite(value) ? value : null,
  valueWords: cleanText(valueWords, 200),
  expression: cleanText(expression),
});

/**
 * A notification for a program, at most 256 KiB of JSON: `{type: "alerts.firing" or "alerts.resolved", timestamp, data}`. Times are
 * ISO 8601 in UTC; numbers that are none are null. What does not fit is counted in `data.more`.
 */
export function payloadOf(notification: Notification): string {
  const { id, groupKey, status, severity, groupLabels, more, host, time, repeated, test } = notification;
  const alerts = notification.alerts.map(alertOf);
  const written = (count: number): string => JSON.stringify({
    type: `alerts.${status}`,
    timestamp: utcTime(time),
    data: {
      id: plainId(id), groupKey: plainId(groupKey), status, severity, title: titleOf(notification), host: cleanText(host, 300), repeated, test,
      groupLabels: cleanLabels(groupLabels), alerts: alerts.slice(0, count), more: more + alerts.length - count,
    },
  });
  return written(mostThatFit(alerts.length, (count) => Buffer.byteLength(written(count)) <= MOST_BYTES));
}
