import { onTestFinished } from 'vitest';
import { channelsSetting, type ChannelSettings } from '../../../src/config/channels/index.ts';
import type { SecretReference } from '../../../src/config/secrets.ts';
import { makeNotifier } from '../../../src/alerts/delivery/notifiers/index.ts';
import type { Notifier, NotifierServices } from '../../../src/alerts/delivery/notifier.ts';
import type { Notification, NotifiedAlert } from '../../../src/alerts/notification.ts';

/** 2026-11-28T09:10:00Z, a time that all tests can share. */
export const NOW = Date.UTC(2026, 10, 28, 9, 10);

export function alert(more: Partial<NotifiedAlert> = {}): NotifiedAlert {
  return {
    fingerprint: 'f00d', status: 'firing', startsAt: NOW - 300_000, endsAt: undefined, value: 2_254_857_830, valueWords: '2.10 GiB',
    labels: { alertname: 'NodeLeak', severity: 'critical', service: 'shop' },
    annotations: { summary: 'A node process leaks memory', description: 'It grew by 40 MiB an hour for a day.' },
    expression: 'process.memory.rss{name="node"} > 2GiB',
    ...more,
  };
}

export const resolved = (more: Partial<NotifiedAlert> = {}): NotifiedAlert => alert({ status: 'resolved', endsAt: NOW - 60_000, ...more });

export function notification(more: Partial<Notification> = {}): Notification {
  return {
    id: 'n-1', groupKey: 'group-1', status: 'firing', severity: 'critical', groupLabels: { alertname: 'NodeLeak' }, alerts: [alert()], more: 0,
    host: 'shop-1', time: NOW, repeated: false, test: false,
    ...more,
  };
}

export interface TestServices extends NotifierServices {
  readonly secret: (reference: SecretReference) => string;
}

/** Services whose secrets are those given, by the name that a reference has. */
export const services = (secrets: Readonly<Record<string, string>> = {}, more: Partial<NotifierServices> = {}): TestServices => ({
  secret({ name }) {
    const found = secrets[name];
    if (found === undefined) throw new Error(`the test has no secret ${name}`);
    return found;
  },
  now: () => NOW,
  zone: 'UTC',
  ...more,
});

/** The settings of one channel, as a file would hold them. */
export function settingsOf(written: object): ChannelSettings {
  const settings = channelsSetting.parse({ own: written })['own'];
  if (settings === undefined) throw new Error('no settings');
  return settings;
}

/** A notifier of settings as a file would hold them; closed after the test. */
export function notifierFor(written: object, own: NotifierServices = services()): Notifier {
  const notifier = makeNotifier('own', settingsOf(written), own);
  onTestFinished(() => notifier.close());
  return notifier;
}

/** A signal that nobody gives. */
export const never = (): AbortSignal => new AbortController().signal;
