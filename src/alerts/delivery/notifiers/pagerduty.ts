import { pagerduty as settings, type PagerdutySettings } from '../../../config/channels/pagerduty.ts';
import { inBytes } from '../clip.ts';
import { notifierOf } from '../faults.ts';
import { HttpPost } from '../http-post.ts';
import type { NotifierKind, NotifierServices, Outcome } from '../notifier.ts';
import { utcTime } from '../moments.ts';
import { cleanText, plainId } from '../payload.ts';
import { secretLine } from '../secret-values.ts';
import { fitted, titleOf } from '../texts.ts';
import type { Notification } from '../../notification.ts';

/** Summary 1024 characters, the event 512 KB: far more than anybody reads. */
const MOST_BYTES = 256 * 1024;

/** One incident a group: its key opens it, and closes it again. */
function bodyOf(notification: Notification, routingKey: string, zone: string | undefined): string {
  const { status, severity, groupKey, host, time } = notification;
  const event = { routing_key: routingKey, dedup_key: plainId(groupKey), event_action: status === 'firing' ? 'trigger' : 'resolve' };
  return fitted(notification, MOST_BYTES, ({ remarks, sections, more }) => JSON.stringify({
    ...event,
    client: 'PyProcWatch',
    payload: {
      summary: titleOf(notification, 1000),
      source: cleanText(host, 255) || 'unknown',
      severity,
      timestamp: utcTime(time),
      custom_details: {
        ...(remarks.length === 0 ? {} : { remarks }),
        alerts: sections.map((section) => ({ status: section.status, summary: section.heading, ...Object.fromEntries(section.facts), ...(section.description === '' ? {} : { description: section.description }) })),
        ...(more === 0 ? {} : { more }),
      },
    },
  }), { zone, size: inBytes });
}

function make({ routingKey: reference, url, ...http }: PagerdutySettings, services: NotifierServices) {
  const routingKey = secretLine(reference, services);
  const post = new HttpPost(new URL(url), http, services, [routingKey]);
  return notifierOf((notification, signal) => post.post({
    body: bodyOf(notification, routingKey, services.zone),
    judge(answer): Outcome | undefined {
      // A wrong key is answered as a bad event would be.
      const wrongKey = answer.status === 400 && /routing.?key/i.test(answer.text);
      return wrongKey ? { result: 'failed', reason: 'configuration', detail: post.words(answer) } : undefined;
    },
  }, signal));
}

export const pagerduty: NotifierKind<PagerdutySettings> = { settings, rate: settings.shape.rate.parse(undefined), make };
