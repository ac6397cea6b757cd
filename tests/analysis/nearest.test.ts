import fc from 'fast-check';
import { expect, test } from 'vitest';
import { editDistance, nearest, suggest } from '../../src/analysis/nearest.ts';

test.each([
  ['interval', 'interval', 0],
  ['intervall', 'interval', 1],
  ['theme', 'thmee', 1],
  ['THEME', 'theme', 0],
  ['', 'abc', 3],
  ['kitten', 'sitting', 3],
])('%s is %s in %i edits', (left, right, distance) => {
  expect(editDistance(left, right)).toBe(distance);
});

test('it is a distance: symmetric, 0 for equal words only, never above the longer length', () => {
  const word = fc.string({ maxLength: 12, unit: fc.constantFrom('a', 'b', 'c') });
  fc.assert(fc.property(word, word, (left, right) => {
    const distance = editDistance(left, right);
    expect(distance).toBe(editDistance(right, left));
    expect(distance === 0).toBe(left === right);
    expect(distance).toBeLessThanOrEqual(Math.max(left.length, right.length));
  }));
});

test('the nearest name is found, and none for a word that is no slip', () => {
  expect(nearest('cpuPercnt', ['memoryPercent', 'cpuPercent', 'cpu'])).toBe('cpuPercent');
  expect(nearest('LIGHT', ['light'])).toBe('light');
  expect(nearest('zzz', ['interval', 'view'])).toBeUndefined();
  expect(nearest('', ['a'])).toBeUndefined();
  expect(nearest('x'.repeat(100_000), ['x'.repeat(99_999)])).toBeUndefined();
});

test('without a near name the choices are listed, a dozen at most', () => {
  expect(suggest('intervall', ['interval'])).toBe('did you mean "interval"?');
  expect(suggest('zzz', ['view', 'source'])).toBe('use one of view, source');
  expect(suggest('zzz', Array.from({ length: 40 }, (_, index) => `name${index}`))).toMatch(/name11 \.\.\.$/);
  expect(suggest('zzz', [])).toBe('remove it');
});
