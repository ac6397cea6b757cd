import type { Notification, NotifiedAlert } from '../../../src/model/alerts/notification.ts';
import type { AlertCommit, AlertEvent, DeliveryAttempt, OutboxMessage, Silence, StoredInstance } from '../../../src/model/alerts/state.ts';

/** 2026-11-28T09:10:00Z, a time that all tests can share. */
export const NOW = Date.UTC(2026, 10, 28, 9, 10);

export const instance = (more: Partial<StoredInstance> = {}): StoredInstance => ({
  rule: 'memory/NodeLeak', fingerprint: 'f00d', labels: { alertname: 'NodeLeak', service: 'shop', ['__proto__']: 'kept' }, annotations: { summary: 'It leaks' }, state: 'firing', value: 2.5,
  startsAt: NOW - 1000.25, firedAt: NOW, resolvedAt: Number.NaN, savedAt: NOW, activeMilliseconds: 1000.25, keptMilliseconds: Number.NaN, recent: [true, false], changes: [NOW - 5, NOW],
  ...more,
});

export const notifiedAlert = (more: Partial<NotifiedAlert> = {}): NotifiedAlert => ({
  fingerprint: 'f00d', status: 'firing', labels: { alertname: 'NodeLeak' }, annotations: { summary: 'It leaks' }, startsAt: NOW, endsAt: undefined, value: 2.5, valueWords: '2.5', expression: 'a > 2',
  ...more,
});

export const notification = (id: string, more: Partial<Notification> = {}): Notification => ({
  id, groupKey: 'group', status: 'firing', severity: 'critical', groupLabels: { alertname: 'NodeLeak' }, alerts: [notifiedAlert()], more: 0, host: 'shop-1', time: NOW, repeated: false, test: false,
  ...more,
});

export const message = (id: string, { channel = 'slack', dueAt = NOW, ...more }: Partial<Notification> & { channel?: string; dueAt?: number } = {}): OutboxMessage => ({ id, channel, dueAt, notification: notification(id, more) });

export const event = (more: Partial<AlertEvent> = {}): AlertEvent => ({ time: NOW, fingerprint: 'f00d', rule: 'memory/NodeLeak', what: 'firing', detail: 'it holds', ...more });

export const commitOf = (more: Partial<AlertCommit> = {}): AlertCommit => ({ time: NOW, instances: [], removed: [], events: [], messages: [], groups: [], ...more });

export const silence = (id: string, more: Partial<Silence> = {}): Silence => ({
  id, matchers: [{ label: 'service', operator: '=~', value: 'shop|"till"' }], startsAt: NOW - 1000, endsAt: NOW + 1000, author: 'kim', comment: 'we know', acknowledges: undefined,
  ...more,
});

export const attempt = (outcome: DeliveryAttempt['outcome'] = 'delivered', more: Partial<DeliveryAttempt> = {}): DeliveryAttempt => ({ time: NOW, milliseconds: 12.5, outcome, detail: `it was ${outcome}`, ...more });

/** Which message, after its first attempt. */
export const tried = (id: string, attempts = 1, channel = 'slack'): { id: string; channel: string; attempts: number } => ({ id, channel, attempts });
