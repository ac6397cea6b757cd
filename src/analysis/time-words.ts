import { LAST_TIME, WallClock, wallTime } from './wall-clock.ts';

/** What `parseTime` understands, by examples: for help texts and error messages. */
export const TIME_EXAMPLES = "'-2h', '90 minutes ago', '03:12', 'today 3pm', 'yesterday 03:12', 'monday 9:00', '2026-11-19 03:12', ISO 8601, seconds since 1970, now";

const SECOND = 1000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** No time takes more characters to say. */
const LONGEST = 80;
/** Numbers from here on are milliseconds: as seconds they would lie after the year 5000. */
const LEAST_MILLISECONDS = 1e11;

type Unit = { readonly milliseconds: number } | { readonly days: number } | { readonly months: number };

const UNITS = new Map<string, Unit>(([
  [{ milliseconds: 1 }, 'ms', 'millisecond', 'milliseconds'],
  [{ milliseconds: SECOND }, 's', 'sec', 'secs', 'second', 'seconds'],
  [{ milliseconds: 60 * SECOND }, 'm', 'min', 'mins', 'minute', 'minutes'],
  [{ milliseconds: HOUR }, 'h', 'hr', 'hrs', 'hour', 'hours'],
  [{ days: 1 }, 'd', 'day', 'days'],
  [{ days: 7 }, 'w', 'wk', 'week', 'weeks'],
  [{ months: 1 }, 'mo', 'month', 'months'],
  [{ months: 12 }, 'y', 'year', 'years'],
] as const).flatMap(([unit, ...names]) => names.map((name): [string, Unit] => [name, unit])));

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;
/** 1 January 1970 was a Thursday. */
const EPOCH_WEEKDAY = 4;

const AGO = /^(?:-\s*(?<signed>.+)|(?<words>.+?)\s+ago)$/;
const STEP = /(?<count>\d+(?:\.\d+)?|\ban?\b)\s*(?<unit>[a-z]+)\s*/gy;
const CLOCK = /^(?<hour>\d{1,2})(?::(?<minute>\d{2})(?::(?<second>\d{2})(?:[.,](?<fraction>\d{1,9}))?)?)?\s*(?<half>am|pm)?$/;
const ISO_DATE = /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})(?:(?:t|\s+(?:at\s+)?)(?<clock>\d.*?))?(?<zone>z|\s*utc|(?<sign>[+-])(?<hours>\d{2})(?::?(?<minutes>\d{2}))?)?$/;
const ISO_BASIC = /^(\d{4})(\d{2})(\d{2})t(\d{2})(\d{2})(\d{2}(?:[.,]\d+)?)?(z|[+-]\d{2}(?::?\d{2})?)?$/;
const DAY_WORDS = '(?<day>today|yesterday|(?<last>last\\s+)?(?<weekday>[a-z]{3,9}))';
const NAMED_DAY = [new RegExp(`^${DAY_WORDS}(?:(?:\\s+at)?\\s+(?<clock>.+))?$`), new RegExp(`^(?<clock>.+?)\\s+(?:on\\s+)?${DAY_WORDS}$`)];

/**
 * A time as people say it, in milliseconds since the epoch: examples in `TIME_EXAMPLES`. Undefined for anything else.
 * Without a zone of its own in the text it is wall time, of this computer or of `zone` (an IANA name; a `RangeError` for
 * another). A time of day, or of a weekday, is the last one; a date alone is its first moment. Hours ago are hours that
 * went by; days, weeks, months and years ago are the same time of day then, whatever was done to the clocks meanwhile.
 */
export function parseTime(text: string, now: number, zone?: string): number | undefined {
  const words = text.trim().toLowerCase();
  if (words.length > LONGEST) return undefined;
  const clock = new WallClock(zone);
  const time = words === 'now' ? now : epoch(words) ?? ago(words, now, clock) ?? dated(words, clock) ?? lastClock(words, now, clock) ?? namedDay(words, now, clock);
  return time !== undefined && Math.abs(time) <= LAST_TIME ? Math.round(time) : undefined;
}

function epoch(words: string): number | undefined {
  if (!/^@?\d{9,16}(?:\.\d{1,9})?$/.test(words)) return undefined;
  const value = Number(words.replace('@', ''));
  return value >= LEAST_MILLISECONDS ? value : value * SECOND;
}

function ago(words: string, now: number, clock: WallClock): number | undefined {
  const groups = AGO.exec(words)?.groups;
  const steps = groups?.['signed'] ?? groups?.['words'];
  if (steps === undefined) return undefined;
  let [milliseconds, days, months, at] = [0, 0, 0, 0];
  for (const step of steps.matchAll(STEP)) {
    const unit = UNITS.get(step.groups?.['unit'] ?? '');
    if (unit === undefined) return undefined;
    const count = step[0].startsWith('a') ? 1 : Number(step.groups?.['count']);
    at += step[0].length;
    if ('milliseconds' in unit) milliseconds += count * unit.milliseconds;
    else if ('days' in unit) days += count * unit.days;
    else months += count * unit.months;
  }
  // Half a month has no length; half a day has, but then it is not the same time of day either.
  if (at !== steps.length || at === 0 || !Number.isInteger(months)) return undefined;
  const whole = Math.trunc(days);
  const from = months === 0 && whole === 0 ? now : clock.time(earlierDay(clock.show(now), months, whole));
  return from - (days - whole) * DAY - milliseconds;
}

/** The same time of day some months and days before; the 31st is the last of a month that has none. */
function earlierDay(wall: number, months: number, days: number): number {
  const ofDay = wall - Math.floor(wall / DAY) * DAY;
  const date = new Date(wall);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + 1 - months];
  const lastOfMonth = new Date(wallTime(year, month + 1, 0)).getUTCDate();
  return wallTime(year, month, Math.min(date.getUTCDate(), lastOfMonth) - days, ofDay);
}

/** Milliseconds after midnight; undefined when no clock shows that. */
function ofDay(words: string): number | undefined {
  if (words === 'midnight') return 0;
  if (words === 'noon') return 12 * HOUR;
  const groups = CLOCK.exec(words)?.groups;
  if (groups === undefined) return undefined;
  const { hour, minute, second, fraction, half } = groups;
  // A bare number is no time of day.
  if (minute === undefined && half === undefined) return undefined;
  const [hours, minutes, seconds] = [Number(hour), Number(minute ?? 0), Number(second ?? 0)];
  if (minutes > 59 || seconds > 59 || hours > 23 || (half !== undefined && (hours < 1 || hours > 12))) return undefined;
  const full = half === undefined ? hours : (hours % 12) + (half === 'pm' ? 12 : 0);
  return full * HOUR + minutes * 60 * SECOND + seconds * SECOND + Math.floor(Number(`0.${fraction ?? 0}`) * SECOND);
}

function dated(words: string, clock: WallClock): number | undefined {
  const extended = words.replace(ISO_BASIC, (_, year, month, day, hour, minute, second, zone) => `${year}-${month}-${day}t${hour}:${minute}${second === undefined ? '' : `:${second}`}${zone ?? ''}`);
  const groups = ISO_DATE.exec(extended)?.groups;
  if (groups === undefined) return undefined;
  const [year, month, day] = [Number(groups['year']), Number(groups['month']), Number(groups['day'])];
  const after = groups['clock'] === undefined ? 0 : ofDay(groups['clock']);
  if (after === undefined || (groups['clock'] === undefined && groups['zone'] !== undefined)) return undefined;
  const date = wallTime(year, month, day);
  const read = new Date(date);
  if (read.getUTCMonth() + 1 !== month || read.getUTCDate() !== day) return undefined;
  if (groups['zone'] === undefined) return clock.time(date + after);
  const [hours, minutes] = [Number(groups['hours'] ?? 0), Number(groups['minutes'] ?? 0)];
  if (hours > 23 || minutes > 59) return undefined;
  return date + after - (groups['sign'] === '-' ? -1 : 1) * (hours * HOUR + minutes * 60 * SECOND);
}

/** The last time that the clock showed this, `step` days apart, back from that day; days on which it was skipped do not count. */
function lastShown(day: number, after: number, step: number, now: number, clock: WallClock): number | undefined {
  for (let back = 0; back < 3; back += 1) {
    const last = clock.times(day - back * step * DAY + after).filter((time) => time <= now).at(-1);
    if (last !== undefined) return last;
  }
  return undefined;
}

const dayOf = (wall: number): number => Math.floor(wall / DAY) * DAY;

function lastClock(words: string, now: number, clock: WallClock): number | undefined {
  const after = ofDay(words);
  return after === undefined ? undefined : lastShown(dayOf(clock.show(now)), after, 1, now, clock);
}

function namedDay(words: string, now: number, clock: WallClock): number | undefined {
  for (const pattern of NAMED_DAY) {
    const groups = pattern.exec(words)?.groups;
    if (groups === undefined) continue;
    const after = groups['clock'] === undefined ? 0 : ofDay(groups['clock']);
    if (after === undefined) continue;
    const today = dayOf(clock.show(now));
    if (groups['day'] === 'today') return clock.time(today + after);
    if (groups['day'] === 'yesterday') return clock.time(today - DAY + after);
    const name = groups['weekday'] ?? '';
    const weekday = WEEKDAYS.findIndex((each) => each === name || each.slice(0, 3) === name);
    if (weekday < 0) continue;
    const since = (((today / DAY + EPOCH_WEEKDAY - weekday) % 7) + 7) % 7;
    // "Last monday", said on a monday, is not today.
    const day = today - (since === 0 && groups['last'] !== undefined ? 7 : since) * DAY;
    return lastShown(day, after, 7, now, clock);
  }
  return undefined;
}
