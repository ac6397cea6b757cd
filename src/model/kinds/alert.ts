import { gauge, property, text } from '../fields.ts';
import { defineKind } from '../kind.ts';

/** What an alert is at, and why it is not told of where that is so. */
export const ALERT_STATES = ['?', 'pending', 'firing', 'acknowledged', 'silenced', 'inhibited', 'quiet', 'resolved'] as const;
export const ALERT_SEVERITIES = ['info', 'warning', 'critical'] as const;

export const alert = defineKind('alert', {
  plural: 'alerts',
  help: 'A rule of the user\'s own that holds for something, or held until a while ago.',
  key: ['fingerprint'],
  sort: { field: 'severity', descending: true },
  ties: 'firingSeconds',
  fields: {
    fingerprint: text('What tells it from others: by rule and labels.', { header: 'ID', width: 12 }),
    severity: property('level', 'How bad: info, warning, critical.', { header: 'SEVERITY', width: 9, weight: 97, choices: ALERT_SEVERITIES }),
    state: property('level', 'pending: it holds, not yet for long enough; firing; acknowledged, silenced, inhibited, quiet: it fires and is not told; resolved.', { header: 'STATE', width: 12, weight: 99, choices: ALERT_STATES }),
    name: text('Name of the rule.', { header: 'ALERT', width: 20, weight: 100, aliases: ['alertname'] }),
    subjectKind: text('Kind of what it is about.', { header: 'KIND', width: 10 }),
    subject: text('What it is about.', { header: 'SUBJECT', width: 22, weight: 98 }),
    subjectKey: text('Key of what it is about: pid@start for a process, else its name.', { header: 'KEY', width: 16 }),
    value: gauge('count', 'What the rule\'s expression gave last.', { header: 'RAW', width: 8, precision: 0.001, course: 'level' }),
    shown: text('The same with its unit.', { header: 'VALUE', width: 9, weight: 96, changing: true }),
    since: property('timestamp', 'Since when it holds.', { header: 'SINCE', width: 8, weight: 94, precision: 0.001 }),
    firingSeconds: gauge('seconds', 'How long it has been firing.', { header: 'FIRING', width: 8, course: 'level' }),
    waitsFor: text('What it waits for: to fire, to be told, to resolve.', { header: 'WAITS FOR', width: 24, weight: 80, changing: true }),
    summary: text('What it says.', { header: 'SUMMARY', width: 30, weight: 95, grow: true, changing: true }),
    channels: text('Whom it is told to.', { header: 'TO', width: 14, weight: 60 }),
    labels: text('All its labels.', { header: 'LABELS', width: 30 }),
    expression: text('The rule, as it was written.', { header: 'RULE', width: 30 }),
  },
  columns: ['severity', 'state', 'name', 'subject', 'shown', 'since', 'waitsFor', 'summary', 'channels'],
});
