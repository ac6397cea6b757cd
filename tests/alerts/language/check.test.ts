import { describe, expect, test } from 'vitest';
import { checkTypes } from '../../../src/alerts/language/check.ts';
import { FUNCTIONS } from '../../../src/alerts/language/functions.ts';
import { parseExpression } from '../../../src/alerts/language/parser.ts';
import { faultOf } from '../support.ts';

describe('what an expression gives', () => {
  test.each([
    ['1 + 2', 'scalar'], ['"a"', 'string'], ['a', 'vector'], ['a[5m]', 'matrix'], ['a[5m:]', 'matrix'], ['1 + a', 'vector'], ['-a', 'vector'], ['-1', 'scalar'], ['sum(a)', 'vector'], ['time()', 'scalar'], ['scalar(a) + 1', 'scalar'], ['1 > bool 2', 'scalar'], ['a > bool 2', 'vector'], ['(a[5m])', 'matrix'],
  ])('%s: %s', (text, type) => expect(checkTypes(parseExpression(text))).toBe(type));
});

describe('what makes no sense is pointed at', () => {
  test.each([
    ['rate(a)', /^argument 1 of rate: it must be series over a time.*, not series$/, 'a', /add a range/],
    ['abs(a[5m])', /^argument 1 of abs: it must be series, not series over a time/, 'a[5m]', /avg_over_time/],
    ['a[5m] > 1', /^">" joins numbers and series, not series over a time/, 'a[5m]', /avg_over_time/],
    ['1 > "b"', /^">" joins numbers and series, not text in quotes$/, '"b"', /number or series/],
    ['-a[5m]', /^only numbers and series have a sign/, '-a[5m]', /remove the sign/],
    ['-"a"', /^only numbers and series have a sign, not text/, '-"a"', /remove the sign/],
    ['sum(1)', /^sum is of series: it must be series, not a number$/, '1', /write series/],
    ['topk(a, b)', /^the first argument of topk: it must be a number, not series$/, 'a', /write a number/],
    ['count_values(1, a)', /^the first argument of count_values: it must be text in quotes/, '1', /quotes/],
    ['1[5m:]', /^a subquery is of series/, '1', /write series/],
    ['a and 1', /^"and" joins series, not numbers$/, '1', /comparison on each side/],
    ['1 or a', /^"or" joins series, not numbers$/, '1', /comparison on each side/],
    ['1 > 2', /^comparing two numbers gives no series$/, '1 > 2', /bool/],
    ['a + bool b', /^bool goes with comparisons alone$/, 'a + bool b', /remove/],
    ['a + on (x) 1', /^on and ignoring join series with series$/, 'a + on (x) 1', /remove/],
    ['a and on (x) group_left b', /^"and" needs no group_left$/, 'a and on (x) group_left b', /remove/],
    ['a + on (x) group_left (x) b', /^label "x" stands in on and in the group$/, 'a + on (x) group_left (x) b', /one of the two/],
    ['clamp(a, 1)', /^clamp takes 3 arguments, not 2$/, 'clamp(a, 1)', /bounds/],
    ['time(1)', /^time takes 0 arguments, not 1$/, 'time(1)', /epoch/],
    ['round(a, 1, 2)', /^round takes 1 to 2 arguments, not 3$/, 'round(a, 1, 2)', /multiple/],
    ['label_join(a, "b")', /^label_join takes 3 or more arguments, not 2$/, 'label_join(a, "b")', /label_join/],
    ['label_join(a, "b", "-", c)', /^argument 4 of label_join: it must be text/, 'c', /quotes/],
    ['anomaly(sum(a))', /^argument 1 of anomaly: it must be a name of series/, 'sum(a)', /name of series/],
    ['label_replace(a, "b-c", "$1", "d", "(.*)")', /^"b-c" is no name for a label$/, '"b-c"', /letters, digits and _/],
    ['label_replace(a, "b", "$1", "d", "(")', /^"\(" is no pattern/, '"("', /RE2/],
    ['label_join(a, "b", "-", "c d")', /^"c d" is no name for a label$/, '"c d"', /letters, digits and _/],
    ['count_values("a.b", c)', /^"a\.b" is no name for a label$/, '"a.b"', /letters, digits and _/],
    ['a{b=~"("}', /^"\(" is no pattern/, 'a{b=~"("}', /RE2/],
    ['a{b!~"x{1001}"}', /is no pattern/, 'a{b!~"x{1001}"}', /RE2/],
    [`a{b=~"${'x'.repeat(1001)}"}`, /too long/, `a{b=~"${'x'.repeat(1001)}"}`, /RE2/],
  ])('%s', (text, what, at, mend) => {
    const fault = faultOf(text);
    expect(fault.what).toMatch(what);
    expect(fault.at).toBe(at);
    expect(fault.mend).toMatch(mend);
  });
});

test('every function says what it is for, in a sentence', () => {
  for (const [name, { help, args, optional = 0 }] of Object.entries(FUNCTIONS)) {
    expect(help, name).toMatch(/\.$/);
    expect(optional, name).toBeLessThanOrEqual(args.length);
  }
});
