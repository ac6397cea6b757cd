import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wrapHanging, wrapWords } from '../../components/widgets/wrap.ts';
import { safeText } from '../../src/model/safe-text.ts';
import { displayWidth } from '../../src/model/text-width.ts';

test('wrapped text is whole and no line too long, whatever it is', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.integer({ min: 2, max: 60 }), (text, width) => {
    const lines = wrapWords(safeText(text), width);
    for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
    expect(lines.join('').replaceAll(' ', '')).toBe(safeText(text).replaceAll(' ', ''));
  }), { numRuns: 500, seed: 11 });
});

test('what goes on hangs under its first word', () => {
  expect(wrapHanging('12:00  firing: it held for long', 20)).toEqual(['12:00  firing: it', '       held for long']);
  expect(wrapHanging('no head here at all', 10)).toEqual(['no head', 'here at', 'all']);
  expect(wrapHanging('a head that is too long  text', 20)).toEqual(wrapWords('a head that is too long  text', 20));
});

test('hanging text is whole too', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 120 }), fc.string({ maxLength: 20 }), fc.integer({ min: 2, max: 60 }), (text, head, width) => {
    const whole = `${safeText(head)}  ${safeText(text)}`;
    const lines = wrapHanging(whole, width);
    for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
    expect(lines.join('').replaceAll(' ', '')).toBe(whole.replaceAll(' ', ''));
  }), { numRuns: 500, seed: 12 });
});
