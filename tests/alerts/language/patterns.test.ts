import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fits } from '../../../src/alerts/language/functions/series.ts';
import { fullMatch } from '../../../src/alerts/language/patterns.ts';
import { EvaluationError } from '../../../src/alerts/language/value.ts';
import { patternLibrary } from '../../../src/analysis/filter/pattern-library.ts';
import { thrownBy } from '../../config/support.ts';
import { expectQuick } from '../../model/support.ts';

describe('a pattern must fit the whole text', () => {
  test.each([
    ['node', 'node', true], ['node', 'nodes', false], ['node', 'a node', false], ['node|web', 'web', true], ['node|web', 'node|web', false], ['node|', '', true],
    ['web.*', 'web-1', true], ['web.*', 'my-web', false], ['.*', '', true], ['.+', '', false], ['.+', 'x', true], ['', '', true], ['', 'x', false],
    ['a|b.*', 'a1', false], ['a|b.*', 'b1', true], ['^a$', 'a', true], ['(?i)NODE', 'node', true], ['[ab]{2}', 'ba', true], ['[ab]{2}', 'bab', false], [String.raw`a\.b`, 'a.b', true], [String.raw`a\.b`, 'axb', false], ['.', '😀', true],
  ])('%s, %s: %s', (pattern, text, wanted) => expect(fullMatch(pattern).test(text)).toBe(wanted));

  test('a dot takes no line break', () => {
    for (const pattern of ['.*', '.+', 'a.*', 'a.b', '(a.*)']) expect(fullMatch(pattern).test('a\nb'), pattern).toBe(false);
    expect(fullMatch('(?s)a.b').test('a\nb')).toBe(true);
  });

  test('the short ways give what the machine gives', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', '-', 'ü', '\n', '😀'), maxLength: 4 });
    const pattern = fc.oneof(fc.constantFrom('.*', '.+', ''), word, fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join('|')), word.map((begin) => `${begin}.*`));
    fc.assert(fc.property(pattern, word, (made, text) => {
      expect(fullMatch(made).test(text)).toBe(patternLibrary().RE2JS.compile(made).matches(text));
    }), { numRuns: 500 });
  });
});

describe('hostile patterns and texts', () => {
  test('(a+)+$ on a long text is quick', () => {
    const pattern = fullMatch('(a+)+$');
    expectQuick(() => expect(pattern.test(`${'a'.repeat(2800)}!`)).toBe(false), 100);
    expect(pattern.test('a'.repeat(2800))).toBe(true);
  });

  test.each(['((a{30}){30}){30}', '(((((a{9}){9}){9}){9}){9}){9}', `${'(a?'.repeat(200)}${')'.repeat(200)}`, '(a|b|c|d|e){1000}', String.raw`(\pL{100}){10}`, `${'(a*)*'.repeat(150)}`])('%s is refused or quick', (pattern) => {
    expectQuick(() => {
      try {
        fullMatch(pattern).test('a'.repeat(255));
      } catch (error) {
        expect(error).toBeInstanceOf(EvaluationError);
      }
    }, 100);
  });

  test('what is no pattern says so', () => {
    expect(thrownBy(() => fullMatch('(a'))).toMatchObject({ name: 'EvaluationError', message: expect.stringMatching(/^"\(a" is no pattern: /) });
    expect(thrownBy(() => fullMatch('a'.repeat(1001)))).toMatchObject({ message: 'a pattern is too long' });
    // Go knows neither; RE2 has no look-arounds.
    for (const pattern of ['(?=a)', String.raw`(a)\1`]) expect(thrownBy(() => fullMatch(pattern)), pattern).toBeInstanceOf(EvaluationError);
  });

  test('a thousand patterns and more are no more than a thousand kept', () => {
    for (let index = 0; index < 2100; index += 1) expect(fullMatch(`n${index}`).test(`n${index}`)).toBe(true);
  });
});

test('groups are the pieces that were found', () => {
  const of = (pattern: string, text: string): string[] => ['0', '1', '2', 'end'].map((group) => fullMatch(pattern).groups(text)?.(group) ?? '?');
  expect(of('(.*)-(?P<end>.*)', 'a-b')).toEqual(['a-b', 'a', 'b', 'b']);
  expect(of('(x)?(.*)', 'b')).toEqual(['b', '', 'b', '']);
  expect(of('b', 'ab')).toEqual(['?', '?', '?', '?']);
  expect(of('b', 'b')).toEqual(['b', '', '', '']);
});

test.each([['=', 'a', 'a', true], ['=', 'a', 'b', false], ['!=', 'a', 'a', false], ['!=', 'a', '', true], ['=~', 'a|b', 'b', true], ['!~', 'a|b', 'b', false], ['!~', 'a|b', 'c', true], ['=', '', '', true]] as const)('%s "%s": "%s" %s', (operator, value, label, wanted) => {
  expect(fits({ label: 'x', operator, value })(label)).toBe(wanted);
});
