import { describe, expect, test } from 'vitest';
import { parseExpression } from '../../../src/alerts/language/parser.ts';
import { shapeOf } from './shape.ts';

const shape = (text: string): string => shapeOf(parseExpression(text));

describe('what binds more tightly', () => {
  test.each([
    ['a + b * c', '(a + (b * c))'], ['a * b + c', '((a * b) + c)'], ['a - b - c', '((a - b) - c)'], ['a / b % c', '((a / b) % c)'], ['a atan2 b * c', '((a atan2 b) * c)'],
    ['a ^ b ^ c', '(a ^ (b ^ c))'], ['a * b ^ c', '(a * (b ^ c))'], ['-a ^ b', '(- (a ^ b))'], ['a ^ -b', '(a ^ (- b))'], ['2 ^ -1', '(2 ^ -1)'], ['-2 ^ 2', '(- (2 ^ 2))'], ['-a * b', '((- a) * b)'], ['a - -b', '(a - (- b))'], ['--5', '5'], ['+a', '(+ a)'],
    ['a > b + c', '(a > (b + c))'], ['a > b == c', '((a > b) == c)'], ['a and b or c and d', '((a and b) or (c and d))'], ['a or b unless c', '(a or (b unless c))'], ['a unless b and c', '((a unless b) and c)'],
    ['a > 1 and b < 2', '((a > 1) and (b < 2))'], ['(a + b) * c', '((a + b) * c)'], ['((a))', 'a'],
  ])('%s', (text, wanted) => expect(shape(text)).toBe(wanted));

  test('operators are known in capitals too, as in Prometheus', () => {
    expect(shape('a AND b')).toBe('(a and b)');
    expect(shape('SUM BY (x) (a) Or a UNLESS ON (x) b')).toBe('(sum+[x](a) or (a unlesson[x]none[] b))');
    expect(shape('a > BOOL 1 + b OFFSET 5m')).toBe('(a >bool (1 + b@-300000))');
  });
});

describe('selectors', () => {
  test.each([
    ['process.memory.rss{name="node"}', 'process.memory.rss{name=node}'],
    ['x{a="1",b!="2",c=~"3",d!~"4",}', 'x{a=1}{b!=2}{c=~3}{d!~4}'],
    ['{__name__="x"}', '{__name__=x}'], ['x{}', 'x'], ['{a=~".+"}', '{a=~.+}'],
    ['x[5m]', 'x[300000]'], ['x[5m] offset 1h', 'x[300000]@-3600000'], ['x offset -90s', 'x@--90000'], ['x{a=\'b"\'} offset 1d', 'x{a=b"}@-86400000'],
    ['avg_over_time(x[1h:5m])', 'avg_over_time(x[3600000:300000])'], ['avg_over_time(x[1h:])', 'avg_over_time(x[3600000:])'], ['max_over_time((a > 1)[1h:] offset 1d)', 'max_over_time((a > 1)[3600000:]@-86400000)'],
    ['max_over_time(rate(x[5m])[1h:1m])', 'max_over_time(rate(x[300000])[3600000:60000])'],
    ['x{on="1"}', 'x{on=1}'], ['inf', 'Infinity'], ['NaN', 'NaN'], ['-Inf', '-Infinity'], ['a > 5m', '(a > 300)'], ['a > 800ms', '(a > 0.8)'],
  ])('%s', (text, wanted) => expect(shape(text)).toBe(wanted));

  test('names of functions and aggregations may be those of series', () => {
    expect(shape('sum')).toBe('sum');
    expect(shape('count{a="b"} + rate')).toBe('(count{a=b} + rate)');
  });
});

describe('aggregations', () => {
  test.each([
    ['sum(a)', 'sum+[](a)'], ['sum by (x, y) (a)', 'sum+[x y](a)'], ['sum(a) by (x)', 'sum+[x](a)'], ['avg without (x) (a)', 'avg-[x](a)'], ['max(a) without ()', 'max-[](a)'], ['sum by () (a)', 'sum+[](a)'],
    ['topk(3, a)', 'topk+[](3, a)'], ['quantile by (x) (0.9, a)', 'quantile+[x](0.9, a)'], ['count_values("v", a)', 'count_values+[]("v", a)'], ['sum by (x,) (a)', 'sum+[x](a)'], ['count(a) by (by)', 'count+[by](a)'],
  ])('%s', (text, wanted) => expect(shape(text)).toBe(wanted));
});

describe('joining', () => {
  test.each([
    ['a / on (x) b', '(a /on[x]none[] b)'], ['a / ignoring (x, y) group_left b', '(a /ignoring[x y]left[] b)'], ['a / on (x) group_right (y) b', '(a /on[x]right[y] b)'], ['a > bool on () b', '(a >boolon[]none[] b)'],
    ['a and on (x) b + 1', '(a andon[x]none[] (b + 1))'], ['a ^ on (x) b ^ c', '(a ^on[x]none[] (b ^ c))'], ['a > on () group_left () 0.5 * b', '(a >on[]left[] (0.5 * b))'],
  ])('%s', (text, wanted) => expect(shape(text)).toBe(wanted));
});

test('each part knows where it stands', () => {
  const text = 'sum by (x) (a{b="c"}[5m:]) > -1';
  const spans: string[] = [];
  const walk = (node: ReturnType<typeof parseExpression>): void => {
    spans.push(text.slice(node.from, node.to));
    if (node.type === 'binary') [node.left, node.right].forEach(walk);
    if (node.type === 'aggregate') walk(node.expression);
    if (node.type === 'call') node.args.forEach(walk);
  };
  walk(parseExpression(text.replace('[5m:]', '     ')));
  expect(spans).toEqual(['sum by (x) (a{b="c"}[5m:]) > -1', 'sum by (x) (a{b="c"}[5m:])', 'a{b="c"}', '-1']);
});
