import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { readRuleFile } from '../../../src/alerts/rules/rule-file.ts';
import { readUnitTests, runUnitTest } from '../../../src/alerts/testing/unit-test.ts';
import { ConfigurationError } from '../../../src/config/problems.ts';
import { thrownBy } from '../../config/support.ts';
import { MINUTE } from '../support.ts';

const RULES = readRuleFile('rules.yaml', Buffer.from(stringify({ groups: [{ name: 'g', rules: [
  { record: 'job:up:sum', expr: 'sum by (job) (up)' },
  { alert: 'Down', expr: 'up == 0', for: '2m', labels: { severity: 'page' }, annotations: { summary: '{{ $labels.instance }} is down' } },
] }] })), { known: false });

const faults = (given: Readonly<Record<string, unknown>>): string[] => {
  const { tests } = readUnitTests('test.yaml', Buffer.from(JSON.stringify({ tests: [{ input_series: [{ series: 'up{job="j",instance="a"}', values: '1 0 0 0 0 1' }, { series: 'up{job="j",instance="b"}', values: '1x10' }], ...given }] })));
  return tests.flatMap((each) => runUnitTest(each, RULES, MINUTE));
};
const DOWN = { exp_labels: { severity: 'page', job: 'j', instance: 'a' }, exp_annotations: { summary: 'a is down' } };

describe('what alerts fire', () => {
  test.each([
    ['none before it held for long enough', { eval_time: '2m', alertname: 'Down', exp_alerts: [] }], ['that one then', { eval_time: '3m', alertname: 'Down', exp_alerts: [DOWN] }], ['between two evaluations, as at the last', { eval_time: '3m30s', alertname: 'Down', exp_alerts: [DOWN] }], ['none when it is over', { eval_time: '5m', alertname: 'Down' }], ['of a name that no rule has, none', { eval_time: '3m', alertname: 'Nothing', exp_alerts: [] }],
  ])('%s', (_, asked) => expect(faults({ alert_rule_test: [asked] })).toEqual([]));

  test('a difference says what was expected and what there is', () => {
    expect(faults({ alert_rule_test: [{ eval_time: '3m', alertname: 'Down', exp_alerts: [] }] })).toEqual(['alertname Down, time 3m: expected [], got [labels {instance="a", job="j", severity="page"} annotations {summary="a is down"}]']);
    expect(faults({ alert_rule_test: [{ eval_time: '3m', alertname: 'Down', exp_alerts: [{ ...DOWN, exp_annotations: { summary: 'a is up' } }] }] })).toHaveLength(1);
    expect(faults({ alert_rule_test: [{ eval_time: '3m', alertname: 'Down', exp_alerts: [DOWN, DOWN] }] })).toHaveLength(1);
    expect(faults({ alert_rule_test: [{ eval_time: '3m', alertname: 'Down', exp_alerts: [{ exp_labels: { ...DOWN.exp_labels, severity: 'ticket' } }] }] })).toHaveLength(1);
  });

  test('several at times in any order', () => {
    expect(faults({ alert_rule_test: [{ eval_time: '5m', alertname: 'Down' }, { eval_time: '3m', alertname: 'Down', exp_alerts: [DOWN] }, { eval_time: '0m', alertname: 'Down' }] })).toEqual([]);
  });
});

describe('what expressions give', () => {
  test.each([
    ['up{instance="a"}', '1m', [{ labels: 'up{job="j",instance="a"}', value: 0 }]], ['job:up:sum', '1m', [{ labels: 'job:up:sum{job="j"}', value: 1 }]], ['ALERTS', '1m', [{ labels: 'ALERTS{alertname="Down",alertstate="pending",instance="a",job="j",severity="page"}', value: 1 }]], ['ALERTS_FOR_STATE', '3m', [{ labels: 'ALERTS_FOR_STATE{alertname="Down",instance="a",job="j",severity="page"}', value: 60 }]], ['nothing', '1m', []],   ])('%s at %s', (expr, eval_time, exp_samples) => expect(faults({ promql_expr_test: [{ expr, eval_time, exp_samples }] })).toEqual([]));

  test('also what is no number, and more than any', () => {
    const { tests } = readUnitTests('x', Buffer.from('tests: [{input_series: [{series: up, values: 1}], promql_expr_test: [{expr: up / 0 - up / 0, exp_samples: [{value: .nan}]}, {expr: -up / 0, exp_samples: [{value: -.inf}]}]}]'));
    expect(tests.flatMap((each) => runUnitTest(each, [], MINUTE))).toEqual([]);
  });

  test('a difference', () => {
    expect(faults({ promql_expr_test: [{ expr: 'sum(up)', eval_time: '1m', exp_samples: [{ value: 2 }] }] })).toEqual(['expr "sum(up)", time 1m: expected [{} 2], got [{} 1]']);
  });
});

describe('how often', () => {
  test('no interval, and none of nothing: a minute', () => {
    const { evaluation_interval: interval, tests } = readUnitTests('x', Buffer.from('evaluation_interval: 0s\ntests: [{interval: 0s}]'));
    expect([interval, tests[0]?.interval]).toEqual(['1m', '1m']);
  });

  test('samples are as far apart as rules are evaluated, unless it is said', () => {
    const { tests } = readUnitTests('x', Buffer.from('evaluation_interval: 30s\ntests: [{}, {interval: 2m}]'));
    expect(tests.map(({ interval }) => interval)).toEqual(['30s', '2m']);
  });
});

test.each([
  ['tests: 5', 'test.yaml:1:8: "tests" must be a list, not 5; for example tests: []'], ['tests: [{alert_rule_test: [{alertname: x}]}]', 'test.yaml:1:28: "tests[0].alert_rule_test[0].eval_time" is missing; add it, a duration such as 30s or 5m'], ['tests: [{nothing: 5}]', 'test.yaml:1:10: unknown key "nothing"; use one of name, interval, input_series, alert_rule_test, promql_expr_test, external_labels, external_url'], ['evaluation_interval: 5 minutes', 'test.yaml:1:22: "evaluation_interval" must be a duration such as 30s or 5m, not "5 minutes"; for example evaluation_interval: 1m'],
])('%s is a mistake', (text, line) => {
  const error = thrownBy(() => readUnitTests('test.yaml', Buffer.from(text)));
  expect(error).toBeInstanceOf(ConfigurationError);
  expect(error).toMatchObject({ line });
});
