import type { Config } from '../../config/schema.ts';
import type { Matcher } from '../language/ast.ts';
import type { NotifySettings } from './settings.ts';

const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** A value with ~ in front is a pattern. */
const matchersOf = (labels: Readonly<Record<string, string>>): Matcher[] =>
  Object.entries(labels).map(([label, value]) => (value.startsWith('~') ? { label, operator: '=~', value: value.slice(1) } : { label, operator: '=', value }));

/** An Alertmanager takes an alert for resolved 4 minutes after it was told last (notifiers/alertmanager.ts). */
const RESEND_MILLISECONDS = 60_000;

/** When and to whom alerts are told, by the configuration. `zone`: that of the machine. */
export function notifySettings({ alerts }: Pick<Config, 'alerts'>, zone = Intl.DateTimeFormat().resolvedOptions().timeZone): NotifySettings {
  const resend = new Map(Object.entries(alerts.channels).flatMap(([name, { type }]) => (type === 'alertmanager' ? [[name, RESEND_MILLISECONDS] as const] : [])));
  return {
    resend, to: alerts.to, groupBy: alerts.groupBy, groupWait: alerts.groupWait * 1000, groupInterval: alerts.groupInterval * 1000, repeat: alerts.repeat * 1000,
    quiet: alerts.quiet.map(({ from, to, severities, days, timeZone = zone }) => ({ fromMinute: from, toMinute: to, severities, days: days.map((day) => WEEKDAYS.indexOf(day)), timeZone })),
    inhibit: alerts.inhibit.map(({ source, target, equal }) => ({ source: matchersOf(source), target: matchersOf(target), equal })),
  };
}
