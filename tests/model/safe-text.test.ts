import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EMPTY_TEXT, PLACEHOLDER, safeText } from '../../src/model/safe-text.ts';
import { anyText, expectQuick } from './support.ts';

describe('each unsafe class becomes the placeholder', () => {
  test.each([
    ['NUL', '\0'], ['escape', '\u001B'], ['bell', '\u0007'], ['backspace', '\b'], ['vertical tab', '\v'], ['form feed', '\f'], ['delete', '\u007F'],
    ['C1 next line', '\u0085'], ['C1 control sequence introducer', '\u009B'], ['C1 operating system command', '\u009D'],
    ['right-to-left override', '\u202E'], ['left-to-right isolate', '\u2066'], ['Arabic letter mark', '\u061C'],
    ['zero-width space', '\u200B'], ['zero-width joiner', '\u200D'], ['byte order mark', '\uFEFF'], ['soft hyphen', '\u00AD'],
    ['line separator', '\u2028'], ['paragraph separator', '\u2029'],
    ['lone high surrogate', '\uD800'], ['lone low surrogate', '\uDC00'],
    ['private use', '\uE000'], ['private use of plane 16', '\u{10FFFD}'],
    ['unassigned', '\u0378'], ['noncharacter', '\uFFFE'], ['last code point', '\u{10FFFF}'],
    ['variation selector', '\uFE0F'], ['combining grapheme joiner', '\u034F'], ['Hangul filler', '\u3164'], ['half-width Hangul filler', '\uFFA0'],
    ['tag letter', '\u{E0041}'],
  ])('%s', (_, character) => {
    expect(safeText(`a${character}b`)).toBe(`a${PLACEHOLDER}b`);
  });
});

test('line breaks and tabs become one space', () => {
  expect(safeText('a\nb\tc\rd')).toBe('a b c d');
  expect(safeText('a\r\n\t\nb')).toBe('a b');
});

test('an escape sequence is shown, not obeyed', () => {
  expect(safeText('evil\u001B]52;c;aGk=\u0007')).toBe('evil\u{FFFD}]52;c;aGk=\u{FFFD}');
  expect(safeText('\u001B[31mred')).toBe('\u{FFFD}[31mred');
});

test.each(['', 'plain', ' two  spaces ', '~`!@#$%^&*()', 'Größe', '中文字', 'e\u0301', '\u{1F600}', 'עברית', '\u00A0'])('safe text stays as it is: %j', (text) => {
  expect(safeText(text)).toBe(text);
});

test('nothing is the empty text', () => {
  expect(EMPTY_TEXT).toBe('');
});

test('whatever comes in, what goes out has no control, format, surrogate, private or invisible character', () => {
  fc.assert(fc.property(anyText(), (text) => {
    const out = safeText(text);
    expect(out).not.toMatch(/[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u);
    expect(safeText(out)).toBe(out);
    expect(out.length).toBeLessThanOrEqual(text.length);
  }), { numRuns: 2000 });
});

test('every code unit alone comes out safe', () => {
  const unsafe = Array.from({ length: 0x10000 }, (_, code) => safeText(String.fromCharCode(code))).filter((text) => /[\p{C}\p{Zl}\p{Zp}]/u.test(text));
  expect(unsafe).toEqual([]);
});

test('long hostile text takes no time', () => {
  for (const text of ['\u001B'.repeat(200_000), '\n'.repeat(500_000), '\uD800'.repeat(200_000), 'a'.repeat(1_000_000)]) expectQuick(() => safeText(text));
});
