import fc from 'fast-check';
import { expect, test } from 'vitest';
import { safeText } from '../../src/model/safe-text.ts';
import { clip, displayWidth, fit } from '../../src/model/text-width.ts';
import { anyText, expectQuick } from './support.ts';

test.each([
  ['', 0], ['abc', 3], ['~', 1], ['Größe', 5], ['中文', 4], ['a中b', 4], ['e\u0301', 1], ['\u{1F600}', 2], ['ｱ', 1], ['Ａ', 2], ['한', 2], ['\u{FFFD}', 1],
])('%j takes %i cells', (text, cells) => {
  expect(displayWidth(text)).toBe(cells);
});

test.each([
  ['abc', 5, 'left', 'abc  '],
  ['abc', 5, 'right', '  abc'],
  ['abcdef', 6, 'left', 'abcdef'],
  ['abcdef', 5, 'left', 'abcd~'],
  ['abcdef', 5, 'right', 'abcd~'],
  ['abc', 1, 'left', '~'],
  ['abc', 0, 'left', ''],
  ['abc', -1, 'left', ''],
  ['中文字', 6, 'left', '中文字'],
  ['中文字', 5, 'left', '中文~'],
  ['中文字', 4, 'left', '中~ '],
  ['中', 1, 'left', '~'],
  ['e\u0301e\u0301e\u0301', 2, 'left', 'e\u0301~'],
  ['\u{1F600}\u{1F600}', 3, 'right', '\u{1F600}~'],
] as const)('%j in %i cells, %s, is %j', (text, width, align, expected) => {
  expect(fit(text, width, align)).toBe(expected);
});

test.each([
  ['abc', 2, 'ab'], ['abc', 9, 'abc'], ['abc', 0, ''], ['abc', -1, ''], ['中文', 3, '中'], ['中文', 1, ''], ['e\u0301x', 1, 'e\u0301'], ['\u{1F600}x', 2, '\u{1F600}'],
])('%j clipped to %i cells is %j', (text, width, expected) => {
  expect(clip(text, width)).toBe(expected);
});

const safe = fc.oneof(
  anyText(),
  fc.string({ unit: fc.constantFrom('a', '中', '한', '\u{1F600}', '\u0301', '\u20DD', 'Ａ', 'ｱ', '\u0E33', '\u093F', ' '), maxLength: 30 }),
).map(safeText);

test('fit fills exactly the width, for any safe text', () => {
  fc.assert(fc.property(safe, fc.nat({ max: 40 }), fc.constantFrom('left', 'right'), (text, width, align) => {
    expect(displayWidth(fit(text, width, align))).toBe(width);
  }), { numRuns: 2000 });
});

test('clip gives a prefix within the width, and the longest one', () => {
  fc.assert(fc.property(safe, fc.nat({ max: 40 }), (text, width) => {
    const cut = clip(text, width);
    expect(text.startsWith(cut)).toBe(true);
    expect(displayWidth(cut)).toBeLessThanOrEqual(width);
    const [next] = text.slice(cut.length);
    if (next !== undefined) expect(displayWidth(cut + next)).toBeGreaterThan(width);
  }), { numRuns: 2000 });
});

test('long text takes no time', () => {
  for (const text of ['a'.repeat(1_000_000), '中'.repeat(50_000), '\u0301'.repeat(50_000)]) expectQuick(() => fit(text, 80));
});
