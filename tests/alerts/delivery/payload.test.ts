import { expect, test } from 'vitest';
import { cleanLabels, payloadOf, plainId } from '../../../src/alerts/delivery/payload.ts';
import { alert, notification, resolved } from './support.ts';

test('what a program is told', () => {
  expect(JSON.parse(payloadOf(notification({ alerts: [alert(), resolved({ value: Number.NaN })], more: 1 })))).toEqual({
    type: 'alerts.firing',
    timestamp: '2026-11-28T09:10:00.000Z',
    data: {
      id: 'n-1', groupKey: 'group-1', status: 'firing', severity: 'critical', title: '[FIRING] NodeLeak and 1 more (critical) on shop-1', host: 'shop-1', repeated: false, test: false,
      groupLabels: { alertname: 'NodeLeak' },
      alerts: [
        { fingerprint: 'f00d', status: 'firing', labels: alert().labels, annotations: alert().annotations, startsAt: '2026-11-28T09:05:00.000Z', endsAt: null, value: 2_254_857_830, valueWords: '2.10 GiB', expression: alert().expression },
        { fingerprint: 'f00d', status: 'resolved', labels: alert().labels, annotations: alert().annotations, startsAt: '2026-11-28T09:05:00.000Z', endsAt: '2026-11-28T09:09:00.000Z', value: null, valueWords: '2.10 GiB', expression: alert().expression },
      ],
      more: 1,
    },
  });
});

test('256 KiB at most, and what is left out is counted', () => {
  const alerts = Array.from({ length: 400 }, () => alert({ annotations: { summary: 'x'.repeat(3000) } }));
  const text = payloadOf(notification({ alerts, more: 4 }));
  const { data } = JSON.parse(text);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(256 * 1024);
  expect(data.alerts.length).toBeGreaterThan(50);
  expect(data.alerts.length + data.more).toBe(404);
});

test('names that reach a prototype are names like others', () => {
  const labels = cleanLabels(JSON.parse('{"__proto__": "x", "constructor": "y"}'));
  expect(Object.entries(labels)).toEqual([['__proto__', 'x'], ['constructor', 'y']]);
  expect(Object.getPrototypeOf(labels)).toBe(Object.prototype);
});

test('an id that is not as promised becomes one', () => {
  expect(plainId('n_1-Z')).toBe('n_1-Z');
  expect(plainId('a\r\nb')).toMatch(/^[0-9a-f]{64}$/);
  expect(plainId('x'.repeat(65))).not.toBe(plainId('x'.repeat(66)));
});
