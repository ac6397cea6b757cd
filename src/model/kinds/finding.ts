import { gauge, property, text } from '../fields.ts';
import { defineKind } from '../kind.ts';

/** What was found. */
export const FINDING_TYPES = ['?', 'anomaly', 'growing', 'LEAK', 'runs out'] as const;

export const finding = defineKind('finding', {
  plural: 'findings',
  help: 'Something unusual that goes on now, with its evidence.',
  key: ['id'],
  sort: { field: 'score', descending: true },
  fields: {
    id: text('What tells it from others: type, subject and figure.', { header: 'ID', width: 20 }),
    type: property('level', 'anomaly: unlike its own past; growing and LEAK: grows without going back (LEAK from a confidence of 80 %); runs out: a limit is near.', { header: 'WHAT', width: 8, weight: 100, choices: FINDING_TYPES, aliases: ['what'] }),
    score: gauge('percent', 'How sure: 50 is the least that is told of an anomaly; the confidence of a leak.', { header: 'SURE%', width: 5, weight: 95, precision: 0.1, course: 'level', aliases: ['confidence'] }),
    subjectKind: text('Kind of what it is about: host, group, process, filesystem.', { header: 'KIND', width: 10, weight: 80 }),
    subject: text('Name of what it is about.', { header: 'SUBJECT', width: 20, weight: 98 }),
    subjectKey: text('Key of what it is about: pid@start for a process, else its name.', { header: 'KEY', width: 16 }),
    figure: text('Which figure.', { header: 'FIGURE', width: 15, weight: 97 }),
    since: property('timestamp', 'Since when.', { header: 'SINCE', width: 8, weight: 90, precision: 0.001 }),
    seen: gauge('count', 'What was seen, in the unit of the figure.', { header: 'SEEN', width: 8, precision: 0.001, course: 'level' }),
    expected: gauge('count', 'What would have been usual, in the unit of the figure.', { header: 'USUAL', width: 8, precision: 0.001, course: 'level' }),
    limitAt: property('timestamp', 'When its limit is reached if it goes on so.', { header: 'LIMIT', width: 8, weight: 60 }),
    limitFrom: property('timestamp', 'Earliest time at which that may be (90 % interval).', { header: 'FROM', width: 8 }),
    limitUntil: property('timestamp', 'Latest time at which that may be (90 % interval).', { header: 'UNTIL', width: 8 }),
    words: text('The evidence.', { header: 'EVIDENCE', width: 30, weight: 96, grow: true, changing: true, aliases: ['evidence'] }),
  },
  columns: ['type', 'score', 'since', 'subjectKind', 'subject', 'figure', 'words'],
});
