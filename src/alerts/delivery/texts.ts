import { WallClock } from '../../analysis/wall-clock.ts';
import { safeText, type SafeText } from '../../model/safe-text.ts';
import type { Labels, Notification, NotifiedAlert } from '../notification.ts';
import { clipText, inCharacters, mostThatFit, type Size } from './clip.ts';
import { isoTime, lengthWords } from './moments.ts';

/** One alert in words; nothing in it is longer than a few lines. */
export interface Section {
  readonly status: 'firing' | 'resolved';
  /** Its summary, or the name of its rule. */
  readonly heading: SafeText;
  /** Value, since when, labels, rule: a name and what it is, those that are known. */
  readonly facts: readonly (readonly [name: string, words: SafeText])[];
  /** Empty when there is none. */
  readonly description: SafeText;
}

/** A notification in words, from which every channel makes what it sends. All of it is one-line text free of control characters. */
export interface Told {
  /** `[FIRING] 2 x NodeLeak (critical) on shop-1` */
  readonly title: SafeText;
  /** What is to be said of the whole: that it is a test, or said again. */
  readonly remarks: readonly SafeText[];
  readonly sections: readonly Section[];
  /** Alerts that no section tells of. */
  readonly more: number;
}

/** Sections beyond these are for nobody to read. */
const MOST_SECTIONS = 100;
const MOST_LABELS = 64;
const MOST_NAMES = 3;
const LONGEST = { name: 60, host: 100, heading: 300, value: 80, labelValue: 200, labels: 1000, expression: 300, description: 2000 } as const;

/** Foreign text, clean and no longer than `most`. What is far beyond that is not even looked at. */
const short = (text: string, most: number): SafeText => safeText(clipText(safeText(text.slice(0, most * 16 + 64)), most));

const nameOf = ({ labels }: NotifiedAlert): string => labels['alertname'] ?? '';

function counted(alerts: readonly NotifiedAlert[]): string {
  const counts = new Map<string, number>();
  for (const alert of alerts) {
    const name = short(nameOf(alert) || 'alert', LONGEST.name);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const names = [...counts].slice(0, MOST_NAMES).map(([name, count]) => (count === 1 ? name : `${count} x ${name}`));
  return names.join(', ');
}

/** `[FIRING] 2 x NodeLeak (critical) on shop-1`: the subject of a mail, at most `most` characters. */
export function titleOf(notification: Notification, most = 200): SafeText {
  const { status, severity, host, alerts, more, test } = notification;
  const meant = alerts.filter((alert) => alert.status === status);
  const told = meant.length === 0 ? alerts : meant;
  const named = new Set(told.map(nameOf)).size > MOST_NAMES ? ' ...' : '';
  const rest = more > 0 ? ` and ${more} more` : '';
  const head = `${test ? '[TEST] ' : ''}[${status === 'firing' ? 'FIRING' : 'RESOLVED'}]`;
  return short(`${head} ${counted(told)}${named}${rest} (${severity}) on ${short(host, LONGEST.host)}`, most);
}

/** `alertname="NodeLeak", host="shop-1"`; quotes, so that no value can look like another label. */
function labelsLine(labels: Labels, scale: number): SafeText {
  const entries = Object.entries(labels).slice(0, MOST_LABELS);
  const words = entries.map(([name, value]) => `${short(name, LONGEST.name)}="${short(value, LONGEST.labelValue).replaceAll(/["\\]/g, String.raw`\$&`)}"`);
  return short(words.join(', '), LONGEST.labels * scale);
}

function sectionOf(alert: NotifiedAlert, now: number, clock: WallClock, scale: number): Section {
  const { status, annotations, labels, startsAt, endsAt, valueWords, expression } = alert;
  const heading = short(annotations['summary'] || nameOf(alert) || 'alert', LONGEST.heading * scale);
  const since: readonly [string, SafeText] = endsAt === undefined
    ? ['since', safeText(`${isoTime(startsAt, clock)} (${lengthWords(now - startsAt)} ago)`)]
    : ['fired', safeText(`${isoTime(startsAt, clock)} to ${isoTime(endsAt, clock)} (${lengthWords(endsAt - startsAt)}; ended ${lengthWords(now - endsAt)} ago)`)];
  const facts: readonly (readonly [string, SafeText])[] = [
    ['value', short(valueWords, LONGEST.value * scale)],
    since,
    ['labels', labelsLine(labels, scale)],
    ['rule', short(expression, LONGEST.expression * scale)],
  ];
  return {
    status,
    heading,
    facts: facts.filter(([, words]) => words !== ''),
    description: short(annotations['description'] ?? '', LONGEST.description * scale),
  };
}

/** Puts a notification into words. `zone`: an IANA name, this computer's own unless given. `scale`: below 1 for shorter texts. */
export function tell(notification: Notification, zone?: string, scale = 1): Told {
  const { alerts, more, time, repeated, test } = notification;
  const clock = new WallClock(zone);
  return {
    title: titleOf(notification),
    remarks: [
      ...(test ? [safeText('This is a test: nothing is wrong.')] : []),
      ...(repeated ? [safeText('Said again: it still fires, and nothing is new.')] : []),
    ],
    sections: alerts.slice(0, MOST_SECTIONS).map((alert) => sectionOf(alert, time, clock, scale)),
    more: more + Math.max(0, alerts.length - MOST_SECTIONS),
  };
}

const STATUS = { firing: 'FIRING', resolved: 'RESOLVED' } as const;
export const headingOf = ({ status, heading }: Section): SafeText => safeText(`${STATUS[status]}: ${heading}`);
export const moreWords = (more: number): SafeText => safeText(`... and ${more} more`);

/** As plain text, the title left out; lines end with a line feed. */
export function plainText({ remarks, sections, more }: Told): string {
  const blocks = sections.map((section) => [
    headingOf(section),
    ...section.facts.map(([name, words]) => `  ${name}: ${words}`),
    ...(section.description === '' ? [] : [`  ${section.description}`]),
  ].join('\n'));
  return [...remarks, ...blocks, ...(more === 0 ? [] : [moreWords(more)])].join('\n\n');
}

/**
 * What `render` makes of as many alerts as fit into `most`, `... and N more` for the rest; with shorter texts where not even one fits.
 * `size` in the channel's own measure.
 */
export function fitted(notification: Notification, most: number, render: (told: Told) => string, { zone, size = inCharacters }: { zone?: string | undefined; size?: Size } = {}): string {
  const cut = (told: Told, count: number): string =>
    render({ ...told, sections: told.sections.slice(0, count), more: told.more + Math.max(0, told.sections.length - count) });
  const fits = (text: string): boolean => size(text) <= most;
  const told = tell(notification, zone);
  const count = mostThatFit(told.sections.length, (each) => fits(cut(told, each)));
  if (count > 0) return cut(told, count);
  for (const scale of [0.5, 0.25, 0.1, 0.05]) {
    const text = cut(tell(notification, zone, scale), 1);
    if (fits(text)) return text;
  }
  return cut(told, 0);
}
