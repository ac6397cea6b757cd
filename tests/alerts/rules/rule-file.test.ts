import { describe, expect, test } from 'vitest';
import { printExpression } from '../../../src/alerts/language/print.ts';
import type { AlertRule, Rule } from '../../../src/alerts/rules/rule.ts';
import { readRuleFile, type RuleFileOptions } from '../../../src/alerts/rules/rule-file.ts';
import { LabelSet } from '../../../src/alerts/language/label-set.ts';
import { ConfigurationError } from '../../../src/config/problems.ts';
import { EXIT } from '../../../src/model/errors.ts';
import { thrownBy } from '../../config/support.ts';
import { MINUTE } from '../support.ts';

const read = (text: string, options?: RuleFileOptions) => readRuleFile('/etc/rules.yaml', Buffer.from(text), options);
const only = (text: string): Rule => {
  const all = read(text).flatMap(({ rules }) => rules);
  expect(all).toHaveLength(1);
  const [rule] = all;
  if (rule === undefined) throw new Error('no rule');
  return rule;
};
const alertOf = (text: string): AlertRule => {
  const rule = only(text);
  if (rule.type !== 'alert') throw new Error('a record');
  return rule;
};
/** Every problem, `LINE:COLUMN: what; mend`. */
function problemsOf(text: string, options?: RuleFileOptions): string[] {
  const error = thrownBy(() => read(text, options));
  if (!(error instanceof ConfigurationError)) throw error;
  expect(error.exitCode).toBe(EXIT.configuration);
  return error.line.split('\n').map((line) => line.replace(/^\/etc\/rules\.yaml:/, ''));
}
const rendered = (templates: AlertRule['labels']): Record<string, string> => Object.fromEntries([...templates].map(([name, template]) => [name, template.render({ labels: LabelSet.of([['name', 'node']]), value: 5 })]));

describe('what can be written', () => {
  test('everything in the short form', () => {
    const rule = alertOf(`rules:
- alert: NodeLeak
  when: process.memory.rss{name="node"} > 2GiB for 5m in 3 of 5
  clear: < 1.8GiB
  keep_firing_for: 10m
  nodata: alert
  severity: critical
  summary: '{{ $labels.name }} is at {{ $value }}'
  description: long
  labels: {team: core, n: 5, yes: true}
  annotations: {runbook: 'https://x/{{ $labels.name }}'}
  to: [oncall, chat]
  repeat: 1h
`);
    expect(rule).toMatchObject({ name: 'NodeLeak', for: 5 * MINUTE, keepFiringFor: 10 * MINUTE, times: { least: 3, of: 5 }, noData: 'alert', to: ['oncall', 'chat'], repeat: 60 * MINUTE, text: 'process.memory.rss{name="node"} > 2GiB for 5m in 3 of 5', place: { path: '/etc/rules.yaml', line: 3, column: 9 } });
    expect(printExpression(rule.expression)).toBe('pyprocwatch_process_resident_memory_bytes{name="node"} > 2147483648');
    expect(rule.clear === undefined ? '' : printExpression(rule.clear)).toBe('pyprocwatch_process_resident_memory_bytes{name="node"} < 1932735283.2');
    expect(rendered(rule.labels)).toEqual({ severity: 'critical', team: 'core', n: '5', yes: 'true' });
    expect(rendered(rule.annotations)).toEqual({ summary: 'node is at 5', description: 'long', runbook: 'https://x/node' });
  });

  test('what is left out is as in Prometheus, or the usual', () => {
    expect(alertOf('rules: [{when: host.cpu > 90%}]')).toMatchObject({ name: 'HostCpu', for: 0, keepFiringFor: 0, times: undefined, clear: undefined, noData: 'ok', to: undefined, repeat: undefined });
    expect(alertOf('rules: [{when: sum by (name) (process.memory.rss) > 1GiB, to: oncall}]')).toMatchObject({ name: 'ProcessMemoryRss', to: ['oncall'] });
    expect(alertOf('rules: [{when: pyprocwatch_host_load1 > 4}]').name).toBe('Host_load1'.replaceAll('_load', 'Load'));
  });

  test('groups as Prometheus has them', () => {
    const groups = read(`groups:
- name: first
  interval: 30s
  rules:
  - record: job:cpu
    expr: sum by (name) (process.cpu)
    labels: {kind: sum}
  - alert: Hot
    expr: job:cpu > 90
    for: 0
    labels: {severity: page}
- name: second
  limit: 5
  rules:
  - {alert: Up, expr: 'absent(process.up{name="x"})', for: 1m}
rules: [{when: host.cpu > 5}]
`.replace('for: 0\n', 'for: "0"\n'));
    expect(groups.map(({ name, interval, rules }) => [name, interval, rules.map((rule) => `${rule.type} ${rule.name}`)])).toEqual([['rules', undefined, ['alert HostCpu']], ['first', 30_000, ['record job:cpu', 'alert Hot']], ['second', undefined, ['alert Up']]]);
  });

  test('nothing, or JSON', () => {
    expect(read('')).toEqual([]);
    expect(read('{"rules": [{"when": "host.cpu > 5"}]}')).toHaveLength(1);
    expect(read('rules: []\ngroups: []')).toEqual([]);
  });

  test('any series where they are made up, those that others record where not', () => {
    expect(read('rules: [{when: up > 5}]', { known: false })).toHaveLength(1);
    expect(read('rules: [{when: up > 5}]', { known: true, recorded: ['up'] })).toHaveLength(1);
    expect(read('groups: [{name: a, rules: [{alert: A, expr: "x > 1 and ALERTS{alertstate=\\"firing\\"}"}]}, {name: b, rules: [{record: x, expr: host.cpu}]}]')).toHaveLength(2);
  });
});

describe('every mistake is said with its place', () => {
  test.each([
    ['rules:\n- when: host.cpu >> 90', ['2:19: ">" is not expected here; write a series, a number or a function']],
    ['rules:\n- when: "host.cpu >> 90"', ['2:20: ">" is not expected here; write a series, a number or a function']],
    ['rules:\n- when: \'host.cpu{name=\'\'a\'\'} >> 90\'', ['2:32: ">" is not expected here; write a series, a number or a function']],
    ['rules:\n- when: "host.cpu{name=\\"a\\"} >> 90"', ['2:32: ">" is not expected here; write a series, a number or a function']],
    ['rules:\n- when: |\n    host.cpu\n      >> 90', ['4:8: ">" is not expected here; write a series, a number or a function']],
    ['rules:\n- when: >-\n    host.cpu\n    > 90 and\n\n    )', ['6:5: ")" is not expected here; write a series, a number or a function']],
    ['rules:\n- when: host.cpu >\n    90 $', ['3:8: "$" is not understood; remove it, or put text in quotes']],
    ['rules:\n- when: host.cpu > 90 for', ['2:26: the expression ends too soon; write how long: for 5m']],
    ['rules:\n- when: host.cpuu > 90', ['2:9: there are no series "host.cpuu"; did you mean "host.cpu"?']],
    ['rules:\n- when: host.cpu > 1 and proces.rss > 90', ['2:26: there are no series "proces.rss"; did you mean "process"?']],
    ['rules:\n- when: process.cpu{nmae="x"} > 90', ['2:9: processes have no label "nmae"; did you mean "name"?']],
    ['rules:\n- when: \'{__name__=~"host.*"} > 90\'', ['2:10: series are looked up by one name; write the name in front of the labels']],
    ['rules:\n- when: thread.cpu > 90', [expect.stringMatching(/^2:9: there are no series "thread\.cpu"; /)]],
    ['rules:\n- when: anomaly(host.load1[7d]) > 80', ['2:17: no host is compared with its past by that figure; use one of host.cpuPercent, host.memoryUsedBytes, host.diskReadBytesPerSecond, host.diskWriteBytesPerSecond, host.networkReceiveBytesPerSecond, host.networkTransmitBytesPerSecond']],
    ['rules:\n- when: leak(host.memoryUsed) > 80', ['2:14: no host is watched for leaks by that figure; compare the figure itself']],
    ['rules:\n- when: host.cpu > 5 and on () seconds_to_limit(process.cpu) < 1d', ['2:49: no process is watched for its limit by that figure; use one of process.anonymousBytes, process.openFiles, process.threads']],
    ['rules:\n- when: host.cpu > 90\n  clear: "80"', ['3:11: "80" is not expected here; write a comparison: < 1.8GiB']],
    ['rules:\n- when: host.cpu > 90\n  clear: < hots.load1', ['3:12: there are no series "hots.load1"; did you mean "host"?']],
    ['rules:\n- when: host.cpu > 90\n  summary: at {{ $vlue }}', [expect.stringMatching(/^3:15: "\$vlue" is not understood in a template; use /)]],
    ['rules:\n- when: host.cpu > 90\n  annotations:\n    a: fine\n    b: "x {{ $vlue }}"', [expect.stringMatching(/^5:11: "\$vlue"/)]],
    ['rules:\n- when: host.cpu > 90\n  labels: {a: "{{"}', ['3:16: "{{" is not closed; write }} behind it']],
    ['rules:\n- when: host.cpu > 90 for 5m\n  for: 6m', ['3:8: how long it must hold is said twice; remove one of the two']],
    ['rules:\n- when: host.cpu > 90\n  expr: host.cpu > 90', ['3:9: this rule has both "when" and "expr"; write when: process.rss{name="node"} > 2GiB for 5m']],
    ['rules:\n- alert: A', ['2:10: this rule says not when it holds; write when: process.rss{name="node"} > 2GiB for 5m']],
    ['rules:\n- when: host.cpu > 90\n  for: 5 minutes', ['3:8: "rules[0].for" must be a duration such as 30s, 5m or 1h30m, not "5 minutes"; correct the value']],
    ['rules:\n- when: host.cpu > 90\n  severity: high', ['3:13: "rules[0].severity" cannot be "high"; use one of info, warning, critical']],
    ['rules:\n- when: host.cpu > 90\n  nodata: fire', ['3:11: "rules[0].nodata" cannot be "fire"; use one of ok, keep, alert']],
    ['rules:\n- when: host.cpu > 90\n  repeat: 5s', ['3:11: it would be told again all the time; write 1m or more']],
    ['rules:\n- when: host.cpu > 90\n  labels: {a-b: c}', ['3:12: "a-b" cannot be a name here; write a name of letters, digits and _']],
    ['rules:\n- wehn: host.cpu > 90', ['2:3: unknown key "wehn"; did you mean "when"?']],
    ['rules:\n- when: host.cpu[5m]', [expect.stringMatching(/^2:9: a rule is of series now, not over a time; /)]],
    ['groups:\n- name: a\n  rules:\n  - expr: \'"text"\'', [expect.stringMatching(/^4:12: a rule is of series, not of text; /)]],
    ['rules:\n- record: a-b\n  expr: host.cpu', ['2:11: "a-b" is no name of series; use letters, digits, _ and :']],
    ['rules:\n- record: a\n  alert: b\n  expr: host.cpu', ['2:11: this rule is an alert and a record; make two rules of it']],
    ['rules:\n- record: a\n  expr: host.cpu\n  for: 5m\n  severity: info', ['4:8: a record has no "for"; remove it, or make an alert of the rule', '5:13: a record has no "severity"; remove it, or make an alert of the rule']],
    ['rules:\n- record: a\n  when: host.cpu for 5m', ['3:9: a record holds at once; remove what stands behind the expression']],
    ['groups:\n- rules: []', ['2:3: "groups[0].name" is missing; add it, text']],
    ['rules: 5', ['1:8: "rules" must be a list, not 5; correct the value']],
    ['- a', ['1:1: the file holds a list of 1; write settings as "name: value", one to a line']],
    ['rules:\n- when: host.cpu > 90\n  when: host.cpu > 91', ['3:3: "when" is set twice; remove one of the two']],
    ['rules:\n- when: [', [expect.stringMatching(/^2:10: /)]],
  ])('%s', (text, wanted) => expect(problemsOf(text)).toEqual(wanted));

  test('all at once, in the order of the file', () => {
    expect(problemsOf('rules:\n- when: host.cpu >\n- when: hots.cpu > 5\n  summary: "{{"\n  clear: "5"\ngroups:\n- name: a\n  rules:\n  - expr: sum(')).toEqual([
      '2:19: the expression ends too soon; write a series, a number or a function', '3:9: there are no series "hots.cpu"; did you mean "host"?', '4:13: "{{" is not closed; write }} behind it', '5:11: "5" is not expected here; write a comparison: < 1.8GiB', '9:15: the expression ends too soon; write a series, a number or a function',
    ]);
  });

  test('not more than a hundred, and hostile text is cleaned', () => {
    expect(problemsOf(`rules:\n${'- when: x >\n'.repeat(500)}`)).toHaveLength(100);
    expect(problemsOf('rules:\n- when: "\\u202Ex"')).toEqual([expect.stringContaining('"\uFFFD" is not understood')]);
  });
});
