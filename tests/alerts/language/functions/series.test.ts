import { describe, expect, test } from 'vitest';
import { MINUTE, storeOf, valuesOf } from '../../support.ts';

const store = storeOf({ 'x{a="left-right",b="1"}': '5', 'x{a="other",b="2"}': '6', 'y{a="other"}': '7' });
const values = (expression: string): Record<string, number> => valuesOf(expression, store, 0);

describe('absent', () => {
  test.each([
    ['absent(x)', {}], ['absent(z)', { '{}': 1 }], ['absent(z{a="1",b="2"})', { '{a="1", b="2"}': 1 }], ['absent(z{a="1",b=~"2",c!="3"})', { '{a="1"}': 1 }], ['absent(z{a="1",a="2",b="3"})', { '{b="3"}': 1 }], ['absent(z{a="1",a!="2"})', { '{}': 1 }],
    ['absent({__name__="z",a="1"})', { '{a="1"}': 1 }], ['absent((z{a="1"}))', { '{a="1"}': 1 }], ['absent(z{a="1"} + z)', { '{}': 1 }], ['absent(x > 100)', { '{}': 1 }],
    ['absent_over_time(z{a="1"}[5m])', { '{a="1"}': 1 }], ['absent_over_time(x[5m])', {}], ['absent_over_time((x > 100)[5m:1m])', { '{}': 1 }],
  ])('%s', (expression, wanted) => expect(values(expression)).toEqual(wanted));
});

describe('label_replace', () => {
  test.each([
    ['label_replace(x, "c", "$1", "a", "(.*)-(.*)")', { 'x{a="left-right", b="1", c="left"}': 5, 'x{a="other", b="2"}': 6 }],
    ['label_replace(x, "c", "$2/$1", "a", "(.*)-(.*)")', { 'x{a="left-right", b="1", c="right/left"}': 5, 'x{a="other", b="2"}': 6 }],
    ['label_replace(x, "c", "${1}x", "a", "(.*)-(.*)")', { 'x{a="left-right", b="1", c="leftx"}': 5, 'x{a="other", b="2"}': 6 }],
    ['label_replace(x, "c", "a$1x", "a", "(.*)-(.*)")', { 'x{a="left-right", b="1", c="a"}': 5, 'x{a="other", b="2"}': 6 }],
    ['label_replace(x, "c", "$$1", "a", "(.*)-(.*)")', { 'x{a="left-right", b="1", c="$1"}': 5, 'x{a="other", b="2"}': 6 }],
    ['label_replace(x, "c", "$end", "a", "(.*)-(?P<end>.*)")', { 'x{a="left-right", b="1", c="right"}': 5, 'x{a="other", b="2"}': 6 }],
    ['label_replace(x, "c", "$9", "a", "(.*)-(.*)")', { 'x{a="left-right", b="1"}': 5, 'x{a="other", b="2"}': 6 }],
    ['label_replace(x, "a", "", "b", "1")', { 'x{b="1"}': 5, 'x{a="other", b="2"}': 6 }],
    ['label_replace(x, "c", "all", "none", "")', { 'x{a="left-right", b="1", c="all"}': 5, 'x{a="other", b="2", c="all"}': 6 }],
    ['label_replace(x, "c", "no", "a", "left")', { 'x{a="left-right", b="1"}': 5, 'x{a="other", b="2"}': 6 }],
  ])('%s', (expression, wanted) => expect(values(expression)).toEqual(wanted));

  test('may not make two series one', () => {
    expect(() => values('label_replace(label_replace(x, "b", "", "", ""), "a", "same", "", "")')).toThrow('vector cannot contain metrics with the same labelset');
  });
});

test('label_join', () => {
  expect(values('label_join(x, "c", "-", "a", "b")')).toEqual({ 'x{a="left-right", b="1", c="left-right-1"}': 5, 'x{a="other", b="2", c="other-2"}': 6 });
  expect(values('label_join(y, "a", "-")')).toEqual({ 'y{}': 7 });
  expect(values('label_join(y, "c", ",", "a", "none", "a")')).toEqual({ 'y{a="other", c="other,,other"}': 7 });
});

test('scalar and vector', () => {
  expect(values('scalar(y)')).toEqual({ '{}': 7 });
  expect(values('scalar(x)')).toEqual({ '{}': Number.NaN });
  expect(values('scalar(z)')).toEqual({ '{}': Number.NaN });
  expect(values('vector(3)')).toEqual({ '{}': 3 });
  expect(values('x * scalar(y)')).toEqual({ '{a="left-right", b="1"}': 35, '{a="other", b="2"}': 42 });
});

test('nothing is found unusual where nobody looks', () => {
  expect(valuesOf('anomaly(x)', store, MINUTE)).toEqual({});
});
