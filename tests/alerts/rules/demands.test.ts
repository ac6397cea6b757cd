import { expect, test } from 'vitest';
import { demandsOf } from '../../../src/alerts/rules/demands.ts';
import { readRuleFile } from '../../../src/alerts/rules/rule-file.ts';
import { DEFAULT_RULES } from '../../../src/alerts/default-rules.ts';

const of = (when: string, clear?: string): string[] => demandsOf(readRuleFile('x', Buffer.from(JSON.stringify({ rules: [{ when, ...(clear === undefined ? {} : { clear }) }] }))));

test.each([
  ['process.rss > 5', []], ['process.openFiles > 5', ['files']], ['process.openFiles / process.openFilesLimit > 0.9', ['files']], ['sum by (name) (rate(process.read[5m])) > 5 and process.pss > 5', ['io', 'smaps']], ['group.openFiles > 5', ['files']],
  ['{__name__="pyprocwatch_process_open_fds"} > 5', ['files']], ['max_over_time((process.swap > 5)[1h:]) > 1', ['smaps']], ['process.memory.usage > 5', []], ['absent(process.pss)', ['smaps']],
])('%s asks for %j', (when, wanted) => expect(of(when)).toEqual(wanted));

test('what clears an alert is asked for too', () => {
  expect(of('process.rss > 5', '< process.pss')).toEqual(['smaps']);
});

test('the program\'s own rules ask for files alone', () => {
  expect(demandsOf(readRuleFile('x', Buffer.from(DEFAULT_RULES)))).toEqual(['files']);
});
