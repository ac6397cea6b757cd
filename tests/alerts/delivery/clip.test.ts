import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clipText, inBytes, inCharacters, mostThatFit } from '../../../src/alerts/delivery/clip.ts';

describe('text is cut', () => {
  test('not at all when it fits', () => {
    expect(clipText('as it is', 8)).toBe('as it is');
    expect(clipText('', 0)).toBe('');
  });

  test('between words', () => {
    expect(clipText('the quick brown fox', 15)).toBe('the quick...');
    expect(clipText('the quick brown fox', 12)).toBe('the quick...');
    expect(clipText('x'.repeat(100), 10)).toBe('xxxxxxx...');
  });

  test('never within what is one character to a reader', () => {
    const family = '\u{1F469}\u{200D}\u{1F467}';
    expect(clipText(`ab${family}cd${family}`, 9)).toBe('ab...');
    expect(clipText('e\u{301}'.repeat(10), 8)).toBe('e\u{301}e\u{301}...');
    expect(clipText('\u{1F600}'.repeat(10), 8)).toBe('\u{1F600}\u{1F600}...');
  });

  test('within a character of a thousand accents, for there is no other way', () => {
    expect(clipText(`e${'\u{301}'.repeat(1000)}`, 10)).toBe(`e${'\u{301}'.repeat(6)}...`);
  });

  test('by bytes', () => {
    expect(clipText('äöü äöü', 10, inBytes)).toBe('äöü...');
  });

  test('to nothing when not even dots fit', () => {
    expect(clipText('word', 2)).toBe('');
  });

  test.each([['characters', inCharacters], ['bytes', inBytes]] as const)('never longer than it may be, and always well-formed (%s)', (_, size) => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), fc.nat(60), (text, most) => {
      const cut = clipText(text.toWellFormed(), most, size);
      expect(size(cut)).toBeLessThanOrEqual(most);
      expect(cut.isWellFormed()).toBe(true);
    }), { numRuns: 1000 });
  });

  test('of ten million characters at once', () => {
    const before = performance.now();
    expect(clipText('word '.repeat(2_000_000), 100)).toHaveLength(97);
    expect(performance.now() - before).toBeLessThan(200);
  });
});

test('the most that fit are found', () => {
  fc.assert(fc.property(fc.nat(200), fc.nat(250), (count, limit) => {
    expect(mostThatFit(count, (each) => each <= limit)).toBe(Math.min(count, limit));
  }));
});
