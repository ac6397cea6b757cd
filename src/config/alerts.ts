import { z } from 'zod';
import { patternLibrary } from '../analysis/filter/pattern-library.ts';
import { SEVERITIES } from '../model/alerts/notification.ts';
import { channelsSetting } from './channels/index.ts';
import { FACTS } from './facts.ts';
import { duration, lineOfText } from './settings.ts';

const label = z.string().regex(/^[a-zA-Z_]\w{0,99}$/).register(FACTS, { expects: 'the name of a label (letters, digits and _)' });
function isPattern(value: string): boolean {
  try {
    return !value.startsWith('~') || patternLibrary().RE2JS.compile(value.slice(1)) !== undefined;
  } catch {
    return false;
  }
}

const labelValue = lineOfText(500).refine(isPattern, { error: 'what stands behind ~ is no pattern', params: { mend: 'correct the pattern (RE2 syntax)' } });
const labelValues = z.record(label, labelValue).register(FACTS, { expects: 'labels with their values; ~ in front of a value makes it a pattern: { severity: critical, name: "~web.*" }' });

const CLOCK = /^([01]?\d|2[0-3]):([0-5]\d)$/;
/** A time of day, as minutes. */
const timeOfDay = () =>
  z.codec(z.string(), z.number(), {
    decode(input, context) {
      const match = CLOCK.exec(input);
      if (match !== null) return Number(match[1]) * 60 + Number(match[2]);
      context.issues.push({ code: 'invalid_format', format: 'time of day', input });
      return z.NEVER;
    },
    encode: (minutes) => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`,
  }).register(FACTS, { expects: 'a time of day in quotes, from "00:00" to "23:59"' });

const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

const timeZone = () => z.string().refine((name) => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}).register(FACTS, { expects: 'a time zone such as Europe/Berlin or UTC' });

const quietHours = z.strictObject({
  from: timeOfDay().describe('When they begin: "22:00".'),
  to: timeOfDay().describe('When they end: "07:00".'),
  severities: z.array(z.enum(SEVERITIES)).min(1).prefault(['info', 'warning']).describe('What is not told then.'),
  days: z.array(z.enum(WEEKDAYS)).min(1).prefault([...WEEKDAYS]).describe('Days on which they begin.'),
  timeZone: timeZone().optional().describe('Time zone of these hours; that of the machine where it is left out.'),
});

const inhibition = z.strictObject({
  source: labelValues.describe('While an alert with these labels fires ...'),
  target: labelValues.describe('... those with these labels are not told, ...'),
  equal: z.array(label).max(50).prefault([]).describe('... where these labels are the same.'),
});

/** Rules, and whom they tell what and when. */
export const alertsSetting = z.strictObject({
  rules: z.array(lineOfText()).max(100).prefault([]).describe('Files of rules: [~/.config/pyprocwatch/rules.yaml]. Without one that file counts if it is there, else the program\'s own rules; "pyprocwatch rules init" writes these.'),
  channels: channelsSetting.prefault({}).describe('Ways to get a message out, by names of your own: { oncall: { type: email, host: smtp.example.com, from: alerts@example.com, to: [ops@example.com] } }. docs/alerts.md lists all types and their settings.'),
  to: z.array(lineOfText(64)).max(50).prefault([]).describe('Channels that are told when a rule names none: [oncall]. Without any, alerts are only shown.'),
  groupBy: z.array(label).max(20).prefault(['alertname']).describe('Alerts with the same values of these labels come in one message.'),
  groupWait: duration(0, 3600).prefault('10s').describe('Time from the first alert of a group to its message.'),
  groupInterval: duration(1, 86_400).prefault('60s').describe('Least time between two messages about changes in a group.'),
  repeat: duration(60, 30 * 86_400).prefault('14400s').describe('Time after which what still fires is told again.'),
  quiet: z.array(quietHours).max(50).prefault([]).describe('Hours in which less is told: [{ from: "22:00", to: "07:00", severities: [warning] }].'),
  inhibit: z.array(inhibition).max(100).prefault([]).describe('What goes without saying while something worse fires: [{ source: { severity: critical }, target: { severity: warning }, equal: [name] }].'),
});
