import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ExpressionError } from '../../src/alerts/language/expression-error.ts';
import { parseExpression } from '../../src/alerts/language/parser.ts';
import { printExpression } from '../../src/alerts/language/print.ts';
import { readRuleFile } from '../../src/alerts/rules/rule-file.ts';
import { Template, TemplateError } from '../../src/alerts/rules/template.ts';
import { parseClear, parseWhen } from '../../src/alerts/rules/when.ts';
import { parsePoints, parseSeries } from '../../src/alerts/testing/series-notation.ts';
import { readUnitTests } from '../../src/alerts/testing/unit-test.ts';
import { LabelSet } from '../../src/alerts/language/label-set.ts';
import { ConfigurationError } from '../../src/config/problems.ts';
import { anyText } from '../model/support.ts';
import { cpuMilliseconds } from '../support/cpu-time.ts';

const MOST_MILLISECONDS = 100;

/** Text made of pieces that mean something there, in an order that mostly does not. */
const soup = (pieces: readonly [string, ...string[]], most: number): fc.Arbitrary<string> => fc.array(fc.oneof({ weight: 30, arbitrary: fc.constantFrom(...pieces) }, { weight: 1, arbitrary: anyText(5) }), { maxLength: most }).map((all) => all.join(''));

const WORDS = ['process.rss', 'host.cpu', 'x', '{', '}', 'name', '=', '=~', '!=', '"a"', '"(a+)+$"', "'", '`', '"', '\\', '[', ']', '5m', '30s', ':', ' offset ', ' by ', ' on ', ' group_left ', '(', ')', ',', ' and ', ' or ', ' unless ', ' > ', ' < ', '==', '+', '-', '*', '/', '%', '^', ' bool ', '2GiB', '50%', '1/s', '1e3', 'NaN', 'rate(', 'sum(', 'topk(3, ', 'absent(', ' for 5m', ' in 3 of 5', '#', '\n', ' ', '@', '😀'] as const;

/** Fails when it throws anything but these, or thinks for too long (the best of three: others use the machine too). */
function harmless(work: () => unknown, errors: readonly (abstract new (...given: never[]) => Error)[]): void {
  let fault: unknown;
  const attempt = (): number => cpuMilliseconds(() => {
    try {
      work();
    } catch (error) {
      if (!errors.some((each) => error instanceof each)) fault = error;
    }
  });
  let least = attempt();
  for (let again = 0; again < 2 && least > MOST_MILLISECONDS; again += 1) least = Math.min(least, attempt());
  if (fault !== undefined) throw new Error('not the kind of error that it may throw', { cause: fault });
  expect(least).toBeLessThanOrEqual(MOST_MILLISECONDS);
}

describe('whatever is written, there is an answer at once', () => {
  test.each([
    ['parseExpression', (text: string) => printExpression(parseExpression(text))], ['parseWhen', parseWhen], ['parseSeries', parseSeries],
    ['parseClear', (text: string) => parseClear(text, parseExpression('process.rss > 5'))],
  ] as const)('%s', (_, parse) => {
    fc.assert(fc.property(fc.oneof(anyText(), soup(WORDS, 40), soup(WORDS, 1500)), (text) => harmless(() => parse(text), [ExpressionError])), { numRuns: 600 });
  });

  test('Template', () => {
    const pieces = ['{{', '}}', ' ', '$value', '$labels.name', '.Value', '|', ' humanize ', ' printf ', ' humanizeDuration ', ' humanizeTimestamp ', '"%.2f"', '"%999.999f"', '"%', '"', '`', '\\', '-', '1e300', '-5', 'NaN', 'text', '%d'] as const;
    const data = { labels: LabelSet.of([['name', 'a']]), value: 1234.5 };
    fc.assert(fc.property(fc.oneof(anyText(), soup(pieces, 20), soup(pieces, 1500)), fc.double(), (text, value) => harmless(() => Template.parse(text).render({ ...data, value }), [TemplateError])), { numRuns: 800 });
    // Actions that can be read: any value must be rendered.
    const action = fc.tuple(fc.constantFrom('$value', '$labels.name', '"text"', '-1e300', '"1e20"'), fc.array(fc.constantFrom('humanize', 'humanize1024', 'humanizeDuration', 'humanizePercentage', 'humanizeTimestamp', 'toUpper', 'title', 'printf "%.200f"', 'printf "%5.3e %q %d %g %v %s %%"', 'printf "%.0g"'), { minLength: 1, maxLength: 3 }));
    fc.assert(fc.property(action, fc.double(), ([first, rest], value) => {
      expect(typeof Template.parse(`{{ ${first} | ${rest.join(' | ')} }}`).render({ ...data, value })).toBe('string');
    }), { numRuns: 800 });
  });

  test('parsePoints', () => {
    fc.assert(fc.property(fc.oneof(anyText(), soup(['1', '0+10', 'x5', 'x99999', 'x9999999999', '_', 'stale', ' ', '-', '+', 'NaN', 'Inf', '.', 'e5', '0x1'], 60)), (text) => harmless(() => expect(parsePoints(text).length).toBeLessThanOrEqual(200_000), [ExpressionError])), { numRuns: 600 });
  });

  const lines = (keys: readonly [string, ...string[]]): fc.Arbitrary<string> => fc.array(fc.tuple(fc.constantFrom('', '- ', '  ', '    ', '  - '), fc.constantFrom(...keys), fc.oneof(fc.constantFrom('', ' |', ' >', ' [', ' {', ' *a', ' &a', ' !!x', ' null', ' 5m', ' -1', ' .nan', ' "'), anyText(12).map((text) => ` ${text}`), soup(WORDS, 8).map((text) => ` ${text}`), soup(WORDS, 8).map((text) => ` ${JSON.stringify(text)}`))), { maxLength: 30 })
    .map((all) => all.map((line) => line.join('')).join('\n'));

  test('files of rules', () => {
    const keys = ['rules:', 'groups:', 'alert:', 'expr:', 'when:', 'for:', 'clear:', 'labels:', 'annotations:', 'severity:', 'summary:', 'name:', 'interval:', 'record:', 'nodata:', 'to:', '__proto__:', 'a:'] as const;
    fc.assert(fc.property(fc.oneof(anyText(200), lines(keys)), (text) => harmless(() => readRuleFile('x', Buffer.from(text)), [ConfigurationError])), { numRuns: 400 });
  });

  test('rules whose settings are anything', () => {
    const value = fc.oneof({ weight: 4, arbitrary: soup(WORDS, 10) }, { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) }, { weight: 2, arbitrary: fc.constantFrom('process.rss > 5', '5m', '{{ $value }}', '{{ x', 'critical', '< 5') });
    const rule = fc.dictionary(fc.constantFrom('alert', 'record', 'expr', 'when', 'for', 'keep_firing_for', 'clear', 'nodata', 'severity', 'summary', 'labels', 'annotations', 'to', 'repeat'), value, { maxKeys: 6 });
    fc.assert(fc.property(fc.array(rule, { maxLength: 5 }), (rules) => harmless(() => readRuleFile('x', Buffer.from(JSON.stringify({ rules }))), [ConfigurationError])), { numRuns: 400 });
  });

  test('files of unit tests', () => {
    const keys = ['tests:', 'rule_files:', 'evaluation_interval:', 'interval:', 'input_series:', 'series:', 'values:', 'alert_rule_test:', 'eval_time:', 'exp_alerts:', 'promql_expr_test:', 'exp_samples:', 'value:'] as const;
    fc.assert(fc.property(fc.oneof(anyText(200), lines(keys)), (text) => harmless(() => readUnitTests('x', Buffer.from(text)), [ConfigurationError])), { numRuns: 400 });
  });
});
