import { isTopic, ntfy as settings, type NtfySettings } from '../../../config/channels/ntfy.ts';
import { clipText, inBytes } from '../clip.ts';
import { notifierOf } from '../faults.ts';
import { HttpPost } from '../http-post.ts';
import type { NotifierKind, NotifierServices } from '../notifier.ts';
import { secretLine, unusable } from '../secret-values.ts';
import { fitted, plainText, titleOf } from '../texts.ts';
import type { Notification } from '../../notification.ts';

/** What is longer becomes an attachment. */
const MOST_BYTES = 4096;
const MOST_TITLE = 250;
const PRIORITIES = { info: 3, warning: 4, critical: 5 } as const;
const SIGNS = { info: 'information_source', warning: 'warning', critical: 'rotating_light' } as const;

function bodyOf(notification: Notification, topic: string, zone: string | undefined): string {
  const { status, severity } = notification;
  const firing = status === 'firing';
  return JSON.stringify({
    topic,
    title: clipText(titleOf(notification), MOST_TITLE, inBytes),
    message: fitted(notification, MOST_BYTES, plainText, { zone, size: inBytes }),
    priority: firing ? PRIORITIES[severity] : PRIORITIES.info,
    tags: [firing ? SIGNS[severity] : 'white_check_mark'],
  });
}

function topicOf(setting: NtfySettings['topic'], services: NotifierServices): string {
  if (typeof setting === 'string') return setting;
  const topic = secretLine(setting, services);
  if (isTopic(topic)) return topic;
  throw unusable(setting, 'this is no topic', 'write 1 to 64 letters, digits, _ and -');
}

function make({ topic: setting, token: reference, url, ...http }: NtfySettings, services: NotifierServices) {
  const topic = topicOf(setting, services);
  const token = reference === undefined ? undefined : secretLine(reference, services);
  const secrets = [...(typeof setting === 'string' ? [] : [topic]), ...(token === undefined ? [] : [token])];
  const post = new HttpPost(new URL(url), http, services, secrets);
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return notifierOf((notification, signal) => post.post({ body: bodyOf(notification, topic, services.zone), headers }, signal));
}

export const ntfy: NotifierKind<NtfySettings> = { settings, rate: settings.shape.rate.parse(undefined), make };
