import { alertmanager as settings, type AlertmanagerSettings } from '../../../config/channels/alertmanager.ts';
import { notifierOf } from '../faults.ts';
import { HttpPost } from '../http-post.ts';
import type { NotifierKind, NotifierServices } from '../notifier.ts';
import { utcTime } from '../moments.ts';
import { cleanLabels } from '../payload.ts';
import { below, secretLine } from '../secret-values.ts';
import type { Labels, Notification, NotifiedAlert } from '../../notification.ts';

/** How long a firing alert counts without being sent again. */
const HOLDS = 4 * 60_000;

/** Names as Prometheus allows them, and no empty values, which stand for no label. */
const named = (labels: Labels): Labels => Object.fromEntries(Object.entries(cleanLabels(labels))
  .filter(([, value]) => value !== '')
  .map(([name, value]) => [name.replaceAll(/[^a-zA-Z0-9_]/g, '_').replace(/^(?=\d|$)/, '_'), value]));

function alertOf({ labels, annotations, status, startsAt, fingerprint }: NotifiedAlert, now: number): object {
  const own = named(labels);
  const start = utcTime(startsAt);
  const end = status === 'firing' ? now + HOLDS : now;
  return {
    // One without any label is refused, and all others with it.
    labels: Object.keys(own).length > 0 ? own : { alertname: 'unnamed', ...named({ fingerprint }) },
    annotations: named(annotations),
    ...(start === null ? {} : { startsAt: start }),
    // An end before the start would be refused: the clock may have been put back.
    endsAt: utcTime(start === null ? end : Math.max(startsAt, end)),
  };
}

const bodyOf = ({ alerts }: Notification, now: number): string => JSON.stringify(alerts.map((alert) => alertOf(alert, now)));

function authorization({ username, password, token }: AlertmanagerSettings, services: NotifierServices): { header: string; secrets: string[] } | undefined {
  if (token !== undefined) {
    const text = secretLine(token, services);
    return { header: `Bearer ${text}`, secrets: [text] };
  }
  if (username === undefined || password === undefined) return undefined;
  const text = services.secret(password);
  return { header: `Basic ${Buffer.from(`${username}:${text}`).toString('base64')}`, secrets: [text, `${username}:${text}`] };
}

function make(own: AlertmanagerSettings, services: NotifierServices) {
  const login = authorization(own, services);
  const post = new HttpPost(below(own.url, 'api/v2/alerts'), own, services, login?.secrets);
  const headers = login === undefined ? {} : { authorization: login.header };
  return notifierOf((notification, signal) => post.post({ body: bodyOf(notification, services.now()), headers }, signal));
}

/** Alerts for an Alertmanager, which forgets a firing one 4 minutes after it was last sent. */
export const alertmanager: NotifierKind<AlertmanagerSettings> = { settings, rate: settings.shape.rate.parse(undefined), make };
