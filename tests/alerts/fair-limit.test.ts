import { describe, expect, test } from 'vitest';
import { fairLimit } from '../../src/alerts/fair-limit.ts';

describe('a fair limit', () => {
  test('is none while there is room', () => {
    expect(fairLimit([], 10)).toBe(Infinity);
    expect(fairLimit([10], 10)).toBe(Infinity);
    expect(fairLimit([3, 4, 3], 10)).toBe(Infinity);
  });

  test('is paid by who has most', () => {
    expect(fairLimit([11], 10)).toBe(10);
    expect(fairLimit([100, 1, 2], 10)).toBe(7);
    expect(fairLimit([100, 50, 2], 10)).toBe(4);
    expect(fairLimit([5, 5, 5], 10)).toBe(3);
    expect(fairLimit([1, 1, 1], 2)).toBe(0);
  });
});
