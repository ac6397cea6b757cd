import { describe, expect, test } from 'vitest';
import { ExpressionError, placeIn } from '../../../src/alerts/language/expression-error.ts';
import { parseExpression } from '../../../src/alerts/language/parser.ts';
import { thrownBy } from '../../config/support.ts';
import { expectQuick } from '../../model/support.ts';
import { faultOf } from '../support.ts';

describe('a mistake is pointed at, with how to mend it', () => {
  test.each([
    ['a >', 'the expression ends too soon', 3, /series, a number or a function/],
    ['', 'the expression ends too soon', 0, /series/],
    ['a b', '"b" is not expected here', 2, /join it by an operator/],
    ['a > 5 GiB', '"GiB" is not expected here', 6, /join it by an operator/],
    ['(a', 'the expression ends too soon', 2, /close the parenthesis/],
    ['a)', '")" is not expected here', 1, /remove it/],
    ['sum by x (a)', '"x" is not expected here', 7, /parentheses: \(name, user\)/],
    ['sum by (x (a)', '"(" is not expected here', 10, /close the list of labels/],
    ['sum by ("x") (a)', '"x" is not expected here', 8, /name of a label/],
    ['x{a}', '"}" is not expected here', 3, /=, !=, =~ or !~/],
    ['x{a=b}', '"b" is not expected here', 4, /in quotes/],
    ['x{a=1}', '"1" is not expected here', 4, /in quotes/],
    ['x{="b"}', '"=" is not expected here', 2, /name of a label/],
    ['x{a="b"', 'the expression ends too soon', 7, /close the labels/],
    ['x{a.b="c"}', '"a.b" is no name for a label', 2, /letters, digits and _/],
    ['sum by (a.b) (x)', '"a.b" is no name for a label', 8, /letters, digits and _/],
    ['a / on (b:c) d', '"b:c" is no name for a label', 8, /letters, digits and _/],
    ['x[5]', '"5" is not expected here', 2, /duration: 30s/],
    ['x[0s]', '"0s" is not expected here', 2, /more than nothing/],
    ['x[5m', 'the expression ends too soon', 4, /close the range/],
    ['(x)[5m]', 'only series have a range', 0, /subquery/],
    ['x offset 5m [5m]', 'the range stands before the offset', 0, /name\[5m\] offset 1h/],
    ['(a + b) offset 5m', 'only series and subqueries have an offset', 8, /right behind the name/],
    ['x offset 5m offset 5m', 'the offset is given twice', 12, /remove one/],
    ['x @ 5', '"@" is not expected here', 2, /use offset/],
    ['rat(x[5m])', 'there is no function "rat"', 0, /did you mean "rate"/],
    ['histogram_quantile(0.9, x)', 'there is no function "histogram_quantile"', 0, /use one of/],
    ['topk(a)', 'topk takes two arguments, not 1', 0, /topk\(5, series\)/],
    ['sum(a, b)', 'sum takes one argument, not 2', 0, /sum\(series\)/],
    ['sum()', 'sum takes one argument, not 0', 0, /sum\(series\)/],
    ['{}', 'this would take every series', 0, /must not be empty/],
    ['{a=~".*"}', 'this would take every series', 0, /must not be empty/],
    ['{a=~"b?"}', 'this would take every series', 0, /must not be empty/],
    ['{a!="b"}', 'this would take every series', 0, /must not be empty/],
    ['and', '"and" is not expected here', 0, /series/],
    ['by (x)', '"by" is not expected here', 0, /series/],
    ['a + and b', '"and" is not expected here', 4, /series/],
    ['a > 1 fro 5m', '"fro" is not expected here', 6, /operator/],
  ])('%s', (text, what, from, mend) => {
    const fault = faultOf(text);
    expect([fault.what, fault.from]).toEqual([what, from]);
    expect(fault.mend).toMatch(mend);
  });

  test('line and column count from 1, characters rather than their halves', () => {
    const text = 'a{b="😀"} >\n  1 $';
    const { from } = faultOf(text);
    expect(placeIn(text, from)).toEqual({ line: 2, column: 5 });
    expect(placeIn('"😀" $', 5)).toEqual({ line: 1, column: 5 });
  });
});

describe('size', () => {
  const nested = (depth: number): string => `${'('.repeat(depth)}a${')'.repeat(depth)}`;

  test('deep nesting is read as far as anybody writes it, and then refused', () => {
    expect(parseExpression(nested(50)).type).toBe('parentheses');
    expect(faultOf(nested(5000))).toMatchObject({ what: 'this is nested too deeply', mend: 'make several rules of it' });
  });

  test.each([
    ['terms', 'a+', 'a'], ['ands', 'a and ', 'a'], ['signs', '-', 'a'], ['powers', 'a^', 'a'], ['powers of signs', 'a^-', 'a'], ['calls', 'abs(', 'a'], ['sums', 'sum(', 'a'], ['labels', 'x{a="b"} or ', 'x'], ['comparisons', 'a>bool ', 'a'],
  ])('20,000 characters of %s are read or refused, fast', (_, piece, end) => {
    const text = `${piece.repeat(Math.floor((20_000 - end.length) / piece.length))}${end}`;
    expectQuick(() => {
      try {
        parseExpression(text);
      } catch (error) {
        expect(error).toBeInstanceOf(ExpressionError);
      }
    }, 100);
  });

  test('what stands behind what, and behind that again', () => {
    for (const piece of ['[1m:]', ' offset 1m', '[1m]']) expect(thrownBy(() => parseExpression(`a${piece.repeat(20_000 / piece.length - 1)}`))).toBeInstanceOf(ExpressionError);
  });

  test('a list of a hundred terms is no depth', () => {
    expect(parseExpression(Array.from({ length: 100 }, (_, index) => `a${index} > ${index}`).join(' or ')).type).toBe('binary');
  });
});
