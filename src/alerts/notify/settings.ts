import type { LabelSet } from '../language/label-set.ts';
import type { Matcher } from '../language/ast.ts';
import { fits } from '../language/functions/series.ts';
import { EvaluationError } from '../language/value.ts';
import type { Severity } from '../notification.ts';

/** Some hours in which alerts of some severities are not told; from a time to the same is a whole day. */
export interface QuietHours {
  readonly severities: readonly Severity[];
  /** Minutes of the day, local to `timeZone`; a period may go over midnight. */
  readonly fromMinute: number;
  readonly toMinute: number;
  /** 0 is Sunday. */
  readonly days: readonly number[];
  readonly timeZone: string;
}

/** While a source fires, targets with the same labels in `equal` are not told. */
export interface Inhibition {
  readonly source: readonly Matcher[];
  readonly target: readonly Matcher[];
  readonly equal: readonly string[];
}

/** When and to whom alerts are told. Ms. */
export interface NotifySettings {
  readonly to: readonly string[];
  readonly groupBy: readonly string[];
  /** From the first alert of a group to its first message. */
  readonly groupWait: number;
  /** Between messages about changes in a group. */
  readonly groupInterval: number;
  /** Between messages when nothing changes. */
  readonly repeat: number;
  /** Channels whose receiver forgets what is not told again: how often they must be told, ms. */
  readonly resend?: ReadonlyMap<string, number> | undefined;
  readonly quiet: readonly QuietHours[];
  readonly inhibit: readonly Inhibition[];
}

/** What is no pattern fits nothing: one silence that cannot be read must not keep all rules from being evaluated. */
export const matchesAll = (matchers: readonly Matcher[], labels: LabelSet): boolean => matchers.every((matcher) => {
  try {
    return fits(matcher)(labels.get(matcher.label));
  } catch (error) {
    if (error instanceof EvaluationError) return false;
    throw error;
  }
});

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
const FORMATS = new Map<string, Intl.DateTimeFormat>();

/** Whether a time (ms since the epoch) lies in quiet hours of that severity. The day is that on which the hours began. */
export function isQuiet({ severities, fromMinute, toMinute, days, timeZone }: QuietHours, severity: Severity, time: number): boolean {
  if (!severities.includes(severity)) return false;
  let format = FORMATS.get(timeZone);
  if (format === undefined) FORMATS.set(timeZone, (format = new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })));
  const parts = new Map(format.formatToParts(time).map(({ type, value }) => [type, value]));
  const minute = Number(parts.get('hour')) * 60 + Number(parts.get('minute'));
  const day = DAYS.findIndex((name) => name === parts.get('weekday'));
  if (fromMinute < toMinute) return minute >= fromMinute && minute < toMinute && days.includes(day);
  return (minute >= fromMinute && days.includes(day)) || (minute < toMinute && days.includes((day + 6) % 7));
}
