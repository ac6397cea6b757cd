import { describe, expect, test } from 'vitest';
import { parseExpression } from '../../../src/alerts/language/parser.ts';
import { printExpression } from '../../../src/alerts/language/print.ts';
import { subjectOf } from '../../../src/alerts/rules/subject-of.ts';
import { parseClear, parseWhen } from '../../../src/alerts/rules/when.ts';
import { faultOf, MINUTE } from '../support.ts';

describe('when', () => {
  test.each([
    ['x > 2GiB for 5m', { for: 5 * MINUTE, times: undefined }], ['x > 90%', { for: undefined, times: undefined }], ['x > 90% in 3 of 5', { for: undefined, times: { least: 3, of: 5 } }], ['x > 1 in 3 of 5 for 1m', { for: MINUTE, times: { least: 3, of: 5 } }], ['x > 1 for 1m in 1 of 1', { for: MINUTE, times: { least: 1, of: 1 } }],
    ['x > 1 FOR 5m', { for: 5 * MINUTE, times: undefined }], ['x > 1 for 0s', { for: 0, times: undefined }], ['absent(x) for 30s # gone', { for: 30_000, times: undefined }],
  ])('%s', (text, wanted) => expect(parseWhen(text)).toMatchObject(wanted));

  test.each([
    ['x > 1 for', 'the expression ends too soon', '', /for 5m/], ['x > 1 for 5', '"5" is not expected here', '5', /for 5m/], ['x > 1 for 5m for 6m', '"for" is not expected here', 'for', /remove it/], ['x > 1 in 3', 'the expression ends too soon', '', /3 of 5/], ['x > 1 in 3 of', 'the expression ends too soon', '', /3 of 5/],
    ['x > 1 in 5 of 3', '"5 of 3" cannot be', '5 of 3', /greater one last/], ['x > 1 in 0 of 3', '"0 of 3" cannot be', '0 of 3', /whole numbers from 1/], ['x > 1 in 1.5 of 3', '"1.5 of 3" cannot be', '1.5 of 3', /whole/], ['x > 1 in 3 of 1001', '"3 of 1001" cannot be', '3 of 1001', /1000/], ['x > 1 for 5m and y', '"and" is not expected here', 'and', /operator/], ['x[5m] for 5m', /over a time/, 'x[5m]', /avg_over_time/], ['"a"', /text/, '"a"', /comparison/],
  ] as const)('%s is a mistake', (text, what, at, mend) => {
    const fault = faultOf(text, parseWhen);
    expect(fault.what).toMatch(what);
    expect([fault.at, fault.mend]).toEqual([at, expect.stringMatching(mend)]);
  });
});

describe('what a rule is about: the side of a comparison that is no limit', () => {
  test.each([
    ['x > 5', 'x'], ['5 < x', 'x'], ['(x > 5)', 'x'], ['x / y > 0.5', 'x / y'], ['x > 5 and y > 3', 'x'], ['(x > 5 unless y) and z', 'x'], ['sum by (a) (x) > 1', 'sum by (a) (x)'], ['x', 'x'], ['absent(x)', 'absent(x)'], ['x > 5 or y > 3', '(x > 5) or (y > 3)'],
    ['x > y', 'x'], ['x > 2 * scalar(y)', 'x'], ['x > on (a) group_left () y', 'x'], ['x > on (a) y', 'x > on (a) y'], ['x > bool 5', 'x > bool 5'], ['-x > 5', '-x'],
  ])('%s: %s', (text, wanted) => expect(printExpression(subjectOf(parseExpression(text)))).toBe(wanted));
});

describe('clear', () => {
  test.each([
    ['x > 2GiB', '< 1.8GiB', 'x < 1932735283.2'], ['x / y > 0.9 and z > 1', '<= 0.5', '(x / y) <= 0.5'], ['5 < x', '< 4', 'x < 4'], ['x > y', '< 0.9 * y', 'x < (0.9 * y)'], ['rate(x[5m]) > 1', '== 0', 'rate(x[5m]) == 0'],
  ])('%s until %s', (when, clear, wanted) => expect(printExpression(parseClear(clear, parseExpression(when)))).toBe(wanted));

  const clear = (when: string) => (text: string): unknown => parseClear(text, parseExpression(when));
  test.each([
    ['x > 5', '1.8GiB', '"1.8GiB" is not expected here', '1.8GiB', /comparison: < 1.8GiB/], ['x > 5', '<', 'the expression ends too soon', '', /series, a number/], ['x > 5', '< 1 and < 2', '"<" is not expected here', '<', /series, a number/], ['x > 5', '< 1 )', '")" is not expected here', ')', /one comparison/],
    ['x > 1 or y > 1', '< 1', 'what is joined by "or" does not clear by one comparison', '< 1', /rule of each side/], ['(x > 1 or y > 1) and z', '< 1', 'what is joined by "or" does not clear by one comparison', '< 1', /rule of each side/],
    ['x > on (a) y', '< 1', /of which labels are left out/, '< 1', /group_left/], ['absent(x)', '< 1', /nothing to compare/, '< 1', /keep_firing_for/], ['x > 5', '< x[5m]', /series over a time/, 'x[5m]', /avg_over_time/], ['x > bool 5', '< 1', /0 or 1/, '< 1', /bool/],
  ] as const)('%s until %s is a mistake', (when, text, what, at, mend) => {
    const fault = faultOf(text, clear(when));
    expect(fault.what).toMatch(what);
    expect([fault.at, fault.mend]).toEqual([at, expect.stringMatching(mend)]);
  });
});
